/** Makes the components of a configuration and ties them together: emitters into the log, cursors out of it. */

import type {
  Clock,
  Component,
  Consumer,
  CreateContext,
  Delivery,
  HostedComponent,
  Logger,
  Stateful,
} from '../component.ts';
import type { Configuration, Configured, Pipeline } from '../configuration/resolved.ts';
import { withFields } from '../logger.ts';
import type { StateStore } from '../state.ts';
import type { Wal } from '../wal/wal.ts';
import { Cursor } from './cursor.ts';
import { createEmitter, type Emitter } from './emitter.ts';
import {
  countConsumer,
  countProcessor,
  type ItemCounts,
  type ProcessedItems,
} from './item-counts.ts';
import { createRoutes, type Feed } from './routes.ts';

export interface GraphOptions {
  readonly configuration: Configuration;
  readonly wal: Wal;
  readonly state: StateStore;
  readonly clock: Clock;
  readonly random: () => number;
  readonly logger: Logger;
  /** Called when a cursor may have moved. */
  readonly onProgress: () => void;
}

export interface Graph {
  /** Everything, in the order of the configuration. */
  readonly hosted: readonly HostedComponent[];
  readonly emitters: ReadonlyMap<string, Emitter>;
  readonly cursors: readonly Cursor[];
  /** Connectors, whose states are saved with their cursors. */
  readonly stateful: ReadonlyMap<string, Stateful>;
  /** What each instance of a processor counted, by the instance. */
  readonly processed: ReadonlyMap<Component, () => ProcessedItems>;
  /** What each exporter and connector took, by its id. */
  readonly consumed: ReadonlyMap<string, () => ItemCounts>;
}

/** A connector repeats what it refused retryably (mostly a full log) for ever, one batch at a time. */
const CONNECTOR_DELIVERY: Delivery = {
  inFlightMax: 1,
  retry: {
    enabled: true,
    initialIntervalMs: 100,
    multiplier: 1.5,
    randomizationFactor: 0.5,
    maxIntervalMs: 5_000,
    maxElapsedMs: 0,
  },
};

interface Node {
  readonly id: string;
  readonly consumer: Consumer;
  readonly delivery: Delivery;
}

export function buildGraph(options: GraphOptions): Graph {
  const { configuration, wal, state } = options;
  const { pipelines } = configuration;
  const emitters = new Map<string, Emitter>();
  const emitterOf = (id: string, internal: boolean): Emitter => {
    const signals = new Set(
      pipelines.filter((pipeline) => pipeline.receivers.includes(id)).map(({ signal }) => signal),
    );
    const emitter = createEmitter({ id, wal, signals, internal });
    emitters.set(id, emitter);
    return emitter;
  };

  const receivers = configuration.receivers.map((configured): HostedComponent => {
    const { emit } = emitterOf(configured.id, false);
    const context = { ...contextOf(options, configured), emit, admit: () => {} };
    const component = configured.definition.create(context);
    return { id: configured.id, kind: 'receiver', component };
  });
  const nodes: Node[] = [];
  const consumed = new Map<string, () => ItemCounts>();
  const addNode = (id: string, component: Consumer, delivery: Delivery): void => {
    const counted = countConsumer(component);
    consumed.set(id, () => counted.report());
    nodes.push({ id, consumer: counted.consumer, delivery });
  };
  const exporters = configuration.exporters.map((configured): HostedComponent => {
    const { id, definition, config } = configured;
    const component = definition.create(contextOf(options, configured));
    addNode(id, component, definition.delivery(config));
    return { id, kind: 'exporter', component };
  });
  const stateful = new Map<string, Stateful>();
  const connectors = configuration.connectors.map((configured): HostedComponent => {
    const { id, definition } = configured;
    const { emit } = emitterOf(id, true);
    const context = { ...contextOf(options, configured), emit, state: state.state(id) };
    const component = definition.create(context);
    stateful.set(id, component);
    addNode(id, component, CONNECTOR_DELIVERY);
    return { id, kind: 'connector', component };
  });
  const chains: Chains = { processors: [], processed: new Map() };
  const cursors = nodes.map((node) => createCursor(node, options, chains));
  const extensions = configuration.extensions.map((configured): HostedComponent => ({
    id: configured.id,
    kind: 'extension',
    component: configured.definition.create(contextOf(options, configured)),
  }));
  return {
    hosted: [...receivers, ...chains.processors, ...exporters, ...connectors, ...extensions],
    emitters,
    cursors,
    stateful,
    processed: chains.processed,
    consumed,
  };
}

function contextOf(options: GraphOptions, configured: Configured<unknown>): CreateContext<never> {
  const { clock, random, logger } = options;
  const { id, config } = configured;
  return { id, config, clock, random, logger: withFields(logger, { component: id }) };
}

function createCursor(node: Node, options: GraphOptions, chains: Chains): Cursor {
  const { configuration, wal, clock, random, logger, onProgress } = options;
  const feeds = configuration.pipelines
    .filter((pipeline) => pipeline.exporters.includes(node.id))
    .map((pipeline): Feed => {
      const entry = createChain(pipeline, node.consumer, { ...options, chains });
      const receivers = new Set(pipeline.receivers);
      return { signal: pipeline.signal, receivers, entry };
    });
  return new Cursor({
    id: node.id,
    wal,
    position: startOf(node.id, options),
    routes: createRoutes(feeds),
    delivery: node.delivery,
    clock,
    random,
    logger,
    onProgress,
  });
}

/**
 * A cursor that was saved goes on. Without any saved cursor (a first start, a database that was set aside)
 * the oldest record is next: at least once. A component that is new beside others starts with what comes.
 */
function startOf(id: string, { wal, state, logger }: GraphOptions): bigint {
  const saved = state.cursors.get(id) ?? (state.cursors.size === 0 ? wal.oldest : wal.next);
  if (saved >= wal.oldest) return saved;
  logger.error('records that were not delivered yet are missing in the write-ahead log', {
    component: id,
    records: Number(wal.oldest - saved),
  });
  return wal.oldest;
}

/** Grows with every chain that is made. */
interface Chains {
  readonly processors: HostedComponent[];
  readonly processed: Map<Component, () => ProcessedItems>;
}

/** The processors of one pipeline before one of its consumers: each consumer has instances of its own. */
function createChain(
  pipeline: Pipeline,
  consumer: Consumer,
  options: GraphOptions & { readonly chains: Chains },
): Consumer {
  const { chains } = options;
  const processors: HostedComponent[] = [];
  let entry = consumer;
  for (const id of pipeline.processors.toReversed()) {
    const configured = options.configuration.processors.find((candidate) => candidate.id === id);
    if (configured === undefined) continue;
    const counted = countProcessor(entry);
    const context = { ...contextOf(options, configured), next: counted.next };
    const component = configured.definition.create(context);
    processors.unshift({ id, kind: 'processor', component });
    chains.processed.set(component, () => counted.report());
    entry = counted.before(component);
  }
  chains.processors.push(...processors);
  return entry;
}

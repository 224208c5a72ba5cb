/** Makes the components of a configuration and ties them together: emitters into the log, cursors out of it. */

import type {
  Admission,
  Clock,
  Component,
  Consumer,
  CreateContext,
  Delivery,
  HostedComponent,
  Logger,
  Signal,
  Stateful,
} from '../component.ts';
import { type Ingress, ingressOf } from '../configuration/ingress.ts';
import type { Configuration, Configured } from '../configuration/resolved.ts';
import { withFields } from '../logger.ts';
import type { StateStore } from '../state.ts';
import type { Wal } from '../wal/wal.ts';
import { Cursor } from './cursor.ts';
import type { Deliveries } from './deliveries.ts';
import { createEmitter, type Emitter, type EmitterOptions } from './emitter.ts';
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
  readonly deliveries: Deliveries;
  readonly gate: EmitterOptions['gate'];
}

export interface Graph {
  /** Everything, in the order of the configuration. */
  readonly hosted: readonly HostedComponent[];
  readonly emitters: ReadonlyMap<string, Emitter>;
  readonly cursors: readonly Cursor[];
  /** Connectors, whose states are saved with their cursors. */
  readonly stateful: ReadonlyMap<string, Stateful>;
  /** Processors that receivers ask before they read a body. */
  readonly admissions: readonly Admission[];
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

/** What has been made so far. */
interface Parts {
  readonly options: GraphOptions;
  readonly ingress: Ingress;
  readonly emitters: Map<string, Emitter>;
  readonly processors: HostedComponent[];
  /** By receiver: who is asked before a body is read. */
  readonly admissions: Map<string, readonly Admission[]>;
  /** What each instance of a processor counted. */
  readonly processed: Map<Component, () => ProcessedItems>;
}

export function buildGraph(options: GraphOptions): Graph {
  const { configuration, state } = options;
  const parts: Parts = {
    options,
    ingress: ingressOf(configuration),
    emitters: new Map(),
    processors: [],
    admissions: new Map(),
    processed: new Map(),
  };
  const { emitters, processors } = parts;

  const receivers = configuration.receivers.map((configured): HostedComponent => {
    const { id, definition } = configured;
    const { emit } = addEmitter(id, parts, { internal: false });
    const admit = (): void => {
      for (const admission of parts.admissions.get(id) ?? []) admission.admit();
    };
    const component = definition.create({ ...contextOf(options, configured), emit, admit });
    return { id, kind: 'receiver', component };
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
    const { emit } = addEmitter(id, parts, { internal: true });
    const context = { ...contextOf(options, configured), emit, state: state.state(id) };
    const component = definition.create(context);
    stateful.set(id, component);
    addNode(id, component, CONNECTOR_DELIVERY);
    return { id, kind: 'connector', component };
  });
  const cursors = nodes.map((node) => createCursor(node, parts));
  const extensions = configuration.extensions.map((configured): HostedComponent => ({
    id: configured.id,
    kind: 'extension',
    component: configured.definition.create(contextOf(options, configured)),
  }));
  return {
    hosted: [...receivers, ...processors, ...exporters, ...connectors, ...extensions],
    emitters,
    cursors,
    stateful,
    admissions: [...parts.admissions.values()].flat(),
    processed: parts.processed,
    consumed,
  };
}

function contextOf(options: GraphOptions, configured: Configured<unknown>): CreateContext<never> {
  const { clock, random, logger } = options;
  const { id, config } = configured;
  return { id, config, clock, random, logger: withFields(logger, { component: id }) };
}

/** The way of one receiver or connector into the log, through the ingress processors of each signal. */
function addEmitter(
  id: string,
  parts: Parts,
  { internal }: { readonly internal: boolean },
): Emitter {
  const { options, ingress, emitters, admissions } = parts;
  const { wal, clock, deliveries, gate } = options;
  const bySignal = ingress.receivers.get(id) ?? new Map<Signal, readonly string[]>();
  const emitter = createEmitter({
    id,
    wal,
    clock,
    signals: new Set(bySignal.keys()),
    internal,
    deliveries,
    gate,
    ingress: (signal, last) => {
      const chain = createChain(bySignal.get(signal) ?? [], last, parts);
      admissions.set(id, [...(admissions.get(id) ?? []), ...chain.admissions]);
      return chain.entry;
    },
  });
  emitters.set(id, emitter);
  return emitter;
}

function createCursor(node: Node, parts: Parts): Cursor {
  const { options, ingress } = parts;
  const { configuration, wal, clock, random, logger, onProgress } = options;
  const feeds = configuration.pipelines
    .filter((pipeline) => pipeline.exporters.includes(node.id))
    .map((pipeline): Feed => {
      const behind = ingress.pipelines.get(pipeline.id) ?? [];
      const { entry } = createChain(behind, node.consumer, parts);
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

interface Chain {
  readonly entry: Consumer;
  readonly admissions: readonly Admission[];
}

/** Processors in a row before a consumer: each consumer, and each receiver, has instances of its own. */
function createChain(ids: readonly string[], consumer: Consumer, parts: Parts): Chain {
  const { options } = parts;
  const processors: HostedComponent[] = [];
  const admissions: Admission[] = [];
  let entry = consumer;
  for (const id of ids.toReversed()) {
    const configured = options.configuration.processors.find((candidate) => candidate.id === id);
    if (configured === undefined) continue;
    const counted = countProcessor(entry);
    const context = { ...contextOf(options, configured), next: counted.next };
    const component = configured.definition.create(context);
    processors.unshift({ id, kind: 'processor', component });
    parts.processed.set(component, () => counted.report());
    if (hasAdmission(component)) admissions.push(component);
    entry = counted.before(component);
  }
  parts.processors.push(...processors);
  return { entry, admissions };
}

function hasAdmission(component: Partial<Admission>): component is Admission {
  return component.admit !== undefined;
}

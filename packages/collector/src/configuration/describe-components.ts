/** What this program is made of, for `marigraph components`. */

import type { AnyDefinition, ComponentKind, Signal, Stability } from '../component.ts';
import { KIND_OF, type Section, SECTIONS } from './resolve.ts';

export interface ComponentDescription {
  readonly type: string;
  readonly kind: ComponentKind;
  readonly stability: Stability;
  /** What it takes or gives; a connector has `from` and `to`, an extension neither. */
  readonly signals?: readonly Signal[];
  readonly from?: readonly Signal[];
  readonly to?: readonly Signal[];
  /** Of a processor: whether it can run before the write-ahead log. */
  readonly stage?: 'ingress' | 'egress';
  /** Former types, which are still accepted. */
  readonly aliases?: readonly string[];
}

/** Every component by the section of the configuration that it stands in, sorted by type. */
export function describeComponents(
  definitions: readonly AnyDefinition[],
): Readonly<Record<Section, readonly ComponentDescription[]>> {
  const sections = SECTIONS.map((section) => {
    const own = definitions.filter(({ kind }) => kind === KIND_OF[section]);
    const sorted = own.toSorted((one, other) => (one.type < other.type ? -1 : 1));
    return [section, sorted.map(describe)] as const;
  });
  return Object.fromEntries(sections) as Record<Section, ComponentDescription[]>;
}

function describe(definition: AnyDefinition): ComponentDescription {
  const { type, kind, stability, aliases = [] } = definition;
  return {
    type,
    kind,
    stability,
    ...signalsOf(definition),
    ...(aliases.length === 0 ? {} : { aliases }),
  };
}

function signalsOf(definition: AnyDefinition): Partial<ComponentDescription> {
  switch (definition.kind) {
    case 'connector':
      return { from: definition.from, to: definition.to };
    case 'processor':
      return { signals: definition.signals, stage: definition.stage };
    case 'receiver':
    case 'exporter':
      return { signals: definition.signals };
    case 'extension':
      return {};
    default:
      return definition satisfies never;
  }
}

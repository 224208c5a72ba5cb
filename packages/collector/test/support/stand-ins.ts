import {
  type AnyDefinition,
  defineConnector,
  defineExporter,
  defineExtension,
  defineProcessor,
  defineReceiver,
  duration,
} from '@marigraph/collector';
import { z } from 'zod';

const SIGNALS = ['traces', 'metrics', 'logs'] as const;
const anything = z.looseObject({ timeout: duration.optional() });

/** Components that take any configuration: what is held here is the grammar around them. */
export function standIns(...types: readonly string[]): readonly AnyDefinition[] {
  const life = { async shutdown() {} };
  const sink = { consume() {}, ...life };
  return types.flatMap((type): AnyDefinition[] => {
    const every = { type, stability: 'development', config: anything } as const;
    const signals = SIGNALS;
    return [
      defineReceiver<object>({ ...every, signals, create: () => life }),
      defineProcessor<object>({
        ...every,
        signals,
        stage: 'ingress',
        mutates: false,
        create: () => sink,
      }),
      defineExporter<object>({
        ...every,
        signals,
        delivery: () => {
          throw new Error('nothing runs here');
        },
        create: () => sink,
      }),
      defineConnector<object>({
        ...every,
        from: SIGNALS,
        to: SIGNALS,
        create: () => ({ ...sink, snapshot: () => new Map() }),
      }),
      defineExtension<object>({ ...every, create: () => life }),
    ];
  });
}

import { ComponentError, ConfigurationError, type StatePart } from '@marigraph/collector';
import { ML_DRIFT_STATE_VALUE_DRIFTED } from '@marigraph/semantic-conventions';
import { describe, expect, it } from 'vitest';

import { CLOCK_START_MS } from '../../support/manual-clock.ts';
import { partOf } from '../../support/parts.ts';
import { logsOf, tracesOf } from './records.ts';
import {
  configOf,
  HOUR,
  rowOf,
  start,
  statesOf,
  truthOf,
  windReference,
  windRows,
} from './started.ts';

describe('after a restart', () => {
  it('goes on from its snapshot, and gives the same findings the same ids', async () => {
    const config = configOf([windReference()]);
    const first = await start({ config });
    first.consume({ body: tracesOf(windRows(0, 50)) });
    first.clock.advance(HOUR);
    first.consume({ body: tracesOf(windRows(1, 50).slice(0, 40)) });
    // The service saves, and then the connector gives out what it holds.
    const state = first.connector.snapshot(new Map());
    await first.stop();
    const [event, ...others] = first.events();
    expect(others).toEqual([]);

    const second = await start({ config, state, clock: first.clock });
    await second.pass();
    expect(second.events().map(({ attributes }) => attributes['log.record.uid'])).toEqual([
      event?.attributes['log.record.uid'],
    ]);
    second.consume({ body: tracesOf(windRows(1, 50)) });
    expect(second.connector.report?.()).toMatchObject({
      models: [{ rows: { added: 200, duplicate: 40 } }],
    });
  });

  it('still says what had changed when the log took nothing', async () => {
    const config = configOf([windReference()]);
    const first = await start({ config });
    first.refusal = new ComponentError('wal_full', 'no space', { retryable: true });
    first.consume({ body: tracesOf(windRows(0, 50)) });
    first.clock.advance(HOUR);
    first.consume({ body: tracesOf(windRows(1, 50)) });
    await first.pass();
    expect(first.events()).toEqual([]);
    const state = first.connector.snapshot(new Map());

    const second = await start({ config, state, clock: first.clock });
    await second.pass();
    expect(statesOf(second.events())).toEqual([ML_DRIFT_STATE_VALUE_DRIFTED]);
    // Once it has been said, the next snapshot does not repeat it.
    const third = await start({
      config,
      state: second.connector.snapshot(new Map()),
      clock: first.clock,
    });
    await third.pass();
    expect(third.events()).toEqual([]);
  });

  it('goes on with rows and labels when the reference has changed', async () => {
    const first = await start({ config: configOf([windReference()]) });
    first.consume({ body: tracesOf(windRows(0)) });
    const { document } = windReference();
    const other = { id: 'rain-3-other', document: { ...document, rows: 7 } };
    const config = configOf([other]);
    const second = await start({
      config,
      state: first.connector.snapshot(new Map()),
      clock: first.clock,
    });
    second.consume({ signal: 'logs', body: logsOf([truthOf('0-1', 'a')]) });
    expect(second.connector.report?.()).toMatchObject({
      models: [
        {
          reference: { id: 'rain-3-other', rows: 7 },
          rows: { added: 100 },
          groundTruth: { matched: 1 },
        },
      ],
    });
    expect(second.logger.records).toEqual([]);
  });

  it.each<{
    readonly name: string;
    readonly damage: (state: ReadonlyMap<string, StatePart>) => ReadonlyMap<string, StatePart>;
  }>([
    { name: 'of another format', damage: () => partOf('something else') },
    { name: 'without its cells', damage: (state) => new Map([...state].slice(0, 1)) },
    {
      name: 'cut short',
      damage: (state) =>
        new Map(
          [...state].map(([name, { version, bytes }]) => [
            name,
            { version, bytes: bytes?.subarray(0, -10) },
          ]),
        ),
    },
    {
      name: 'without a part of its predictions',
      damage: (state) =>
        new Map([...state].filter(([name]) => !name.startsWith('monitor/predictions/'))),
    },
  ])('starts empty, and says so, when its state is $name', async ({ damage }) => {
    const first = await start();
    first.consume({ body: tracesOf([rowOf('a', CLOCK_START_MS)]) });
    const second = await start({ state: damage(first.connector.snapshot(new Map())) });
    expect(second.logger.messages('error')).toEqual([
      'the saved cells cannot be used; the monitor starts empty',
    ]);
    expect(second.connector.report?.()).toMatchObject({ models: [] });
  });

  it('does not take a wrong configuration for a wrong state', async () => {
    const first = await start();
    const state = first.connector.snapshot(new Map());
    const reference = windReference();
    const config = configOf([reference, reference]);
    await expect(start({ config })).rejects.toThrow(ConfigurationError);
    await expect(start({ config, state })).rejects.toThrow('given twice');
  });
});

/**
 * `npm run demo`: a year-by-year replay of real weather through a real model server and a real collector.
 * With `--check` it needs no terminal, ends with one line of JSON, and fails unless everything is as it should.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { MonitorReport, VersionReport } from '@marigraph/monitor';
import { createLogUpdate } from 'log-update';

import { until } from '../../../e2e/support/child.ts';
import { startOtlpSink } from '../../../e2e/support/otlp-sink.ts';
import { startRecordingProxy } from '../../../e2e/support/recording-proxy.ts';
import { build } from '../model/train.ts';
import { sendLabels } from './labels.ts';
import { judge, type Outcome, spansIn } from './outcome.ts';
import { runMarigraph, startApplication, startCollector } from './processes.ts';
import { BAGGAGE_KEYS, replay } from './replay.ts';
import { readRows, type WeatherRow } from './rows.ts';
import { renderProgress, renderTable } from './table.ts';

const MODEL = 'weather-rain';
const isCheck = process.argv.includes('--check');
const screen = createScreen();

const folder = mkdtempSync(join(tmpdir(), 'marigraph-demo-'));
try {
  const outcome = await run(folder);
  if (isCheck) process.stdout.write(`${JSON.stringify(outcome)}\n`);
  else explain(outcome);
  process.exitCode = outcome.ok ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function run(folder: string): Promise<Outcome> {
  screen.say('train the model on Seattle 2012 and 2013, and write it as ONNX');
  build(folder);
  const reference = join(folder, 'reference.json');
  const [features, output] = ['temp_max,temp_min,wind,month', reference];
  screen.say('build the reference from the training rows');
  await runMarigraph(
    ['reference', 'build', '--model', MODEL, '--model-version', '1']
      .concat(['--input', join(folder, 'reference.csv'), '--features', features])
      .concat(['--output', output]),
  );

  const backend = await startOtlpSink();
  screen.say('start the collector');
  const stateDirectory = join(folder, 'state');
  const collector = await startCollector({ backendUrl: backend.url, stateDirectory, reference });
  const proxy = await startRecordingProxy(() => collector.otlpUrl);
  screen.say('start the model server with --import @marigraph/auto-instrumentations-node/register');
  const application = await startApplication({
    otlpUrl: proxy.url,
    baggageKeys: BAGGAGE_KEYS,
    model: join(folder, 'weather.onnx'),
  });

  try {
    const rows = readRows(join(folder, 'rows.csv'));
    const answers = new Map<WeatherRow, string>();
    screen.say('replay Seattle 2014-2015 and New York 2012-2015 as HTTP requests');
    const stopWatching = watch(collector.apiUrl, () => renderProgress(answers.size, rows.length));
    await replay(application.url, rows, (row, { label }) => answers.set(row, label));

    await until(
      'every row was counted and every window closed',
      async () => {
        const model = await readModel(collector.apiUrl);
        const windows = model?.scopes.flatMap((scope) => scope.windows).length ?? 0;
        return model?.rows.inCells === rows.length && windows === 6 ? true : undefined;
      },
      { child: collector.child },
    );
    screen.say('send the ground truth, as a nightly job would');
    await sendLabels(proxy.url, MODEL, rows);
    // Ends the application first, so that its last spans are on the way.
    await application.child.stop();
    await until(
      'every label was joined and every span forwarded',
      async () => {
        const model = await readModel(collector.apiUrl);
        const seen = spansIn(proxy.requests).length;
        const labelled = model?.scopes
          .flatMap((scope) => scope.windows)
          .every((window) => window.performance.labelled === window.rows);
        const isDone = labelled === true && model?.groundTruth.matched === rows.length;
        return isDone && spansIn(backend.requests).length >= seen ? true : undefined;
      },
      { child: collector.child },
    );
    stopWatching();
    const model = await readModel(collector.apiUrl);
    if (model === undefined) throw new Error('the collector knows no model');
    screen.show(renderTable(model));
    return judge({
      rows,
      answers,
      model,
      seenByProxy: proxy.requests,
      receivedByBackend: backend.requests,
      exposition: await (await fetch(collector.metricsUrl)).text(),
    });
  } finally {
    await application.child.stop();
    await proxy.close();
    await collector.child.stop();
    await backend.close();
  }
}

async function readModel(apiUrl: string): Promise<VersionReport | undefined> {
  const response = await fetch(`${apiUrl}/api/v1/components`);
  const { components } = (await response.json()) as {
    readonly components: readonly { readonly id: string; readonly report?: MonitorReport }[];
  };
  return components.find(({ id }) => id === 'ml_monitor')?.report?.models[0];
}

/** Draws the progress and the monitor's table until the returned function is called. */
function watch(apiUrl: string, progress: () => string): () => void {
  if (!screen.isLive) return () => {};
  const timer = setInterval(async () => {
    const model = await readModel(apiUrl).catch(() => undefined);
    screen.draw(`${progress()}\n${model === undefined ? '' : renderTable(model)}`);
  }, 500);
  return () => clearInterval(timer);
}

interface Screen {
  readonly isLive: boolean;
  /** A line that stays. */
  say(line: string): void;
  /** A picture that the next one replaces. */
  draw(picture: string): void;
  /** The last picture. */
  show(picture: string): void;
}

/** With `--check` standard output belongs to the JSON; what is happening goes to standard error. */
function createScreen(): Screen {
  const isLive = !isCheck && process.stdout.isTTY;
  const stream = isCheck ? process.stderr : process.stdout;
  const update = createLogUpdate(stream);
  return {
    isLive,
    say: (line) => {
      if (isLive) update.clear();
      stream.write(`• ${line}\n`);
    },
    draw: (picture) => update(picture),
    show: (picture) => {
      if (isLive) update.clear();
      stream.write(`${picture}\n`);
    },
  };
}

function explain(outcome: Outcome): void {
  for (const [check, holds] of Object.entries(outcome.checks)) {
    process.stdout.write(`${holds ? '✔' : '✘'} ${check.replaceAll('_', ' ')}\n`);
  }
  process.stdout.write(
    `\n${outcome.spans_forwarded} spans reached the backend as they left the application.\n` +
      'The same through containers, with Jaeger, Prometheus and Grafana: docs/docker-compose.md\n',
  );
}

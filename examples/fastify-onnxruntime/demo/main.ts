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
import { type OtlpSink, startOtlpSink } from '../../../e2e/support/otlp-sink.ts';
import { type RecordingProxy, startRecordingProxy } from '../../../e2e/support/recording-proxy.ts';
import { build } from '../model/train.ts';
import { sendLabels } from './labels.ts';
import { judge, type Outcome, spansIn } from './outcome.ts';
import {
  type Application,
  type Collector,
  runMarigraph,
  startApplication,
  startCollector,
} from './processes.ts';
import { BAGGAGE_KEYS, replay } from './replay.ts';
import { readRows, type WeatherRow } from './rows.ts';
import { renderProgress, renderTable } from './table.ts';

const MODEL = 'weather-rain';
/** Two years of Seattle, four of New York. */
const WINDOWS = 6;
const isCheck = process.argv.includes('--check');
const screen = createScreen();

const folder = mkdtempSync(join(tmpdir(), 'marigraph-demo-'));
try {
  const outcome = await run();
  if (isCheck) process.stdout.write(`${JSON.stringify(outcome)}\n`);
  else explain(outcome);
  process.exitCode = outcome.ok ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Everything that runs beside the replay. */
interface Stage {
  readonly backend: OtlpSink;
  readonly collector: Collector;
  readonly proxy: RecordingProxy;
  readonly application: Application;
}

async function run(): Promise<Outcome> {
  const stage = await setStage();
  try {
    const rows = readRows(join(folder, 'rows.csv'));
    return await play(stage, rows);
  } finally {
    await stage.application.child.stop();
    await stage.proxy.close();
    await stage.collector.child.stop();
    await stage.backend.close();
  }
}

async function setStage(): Promise<Stage> {
  screen.say('train the model on Seattle 2012 and 2013, and write it as ONNX');
  build(folder);
  screen.say('build the reference from the training rows');
  const reference = join(folder, 'reference.json');
  await runMarigraph([
    'reference',
    'build',
    `--model=${MODEL}`,
    '--model-version=1',
    `--input=${join(folder, 'reference.csv')}`,
    '--features=temp_max,temp_min,wind,month',
    `--output=${reference}`,
  ]);
  screen.say('start the collector, with a recording proxy before it and a backend behind it');
  const backend = await startOtlpSink();
  const stateDirectory = join(folder, 'state');
  const collector = await startCollector({ backendUrl: backend.url, stateDirectory, reference });
  const proxy = await startRecordingProxy(() => collector.otlpUrl);
  screen.say('start the model server with --import @marigraph/auto-instrumentations-node/register');
  const application = await startApplication({
    otlpUrl: proxy.url,
    baggageKeys: BAGGAGE_KEYS,
    model: join(folder, 'weather.onnx'),
  });
  return { backend, collector, proxy, application };
}

async function play(stage: Stage, rows: readonly WeatherRow[]): Promise<Outcome> {
  const { backend, collector, proxy, application } = stage;
  const answers = new Map<WeatherRow, string>();
  screen.say('replay Seattle 2014-2015 and New York 2012-2015 as HTTP requests');
  const stopWatching = watch(collector.apiUrl, () => renderProgress(answers.size, rows.length));
  await replay(application.url, rows, (row, { label }) => answers.set(row, label));
  await whenModel(collector, 'every row was counted and every window closed', (model) => {
    const windows = model.scopes.flatMap((scope) => scope.windows);
    return model.rows.inCells === rows.length && windows.length === WINDOWS;
  });

  screen.say('send the ground truth, as a nightly job would');
  await sendLabels(proxy.url, MODEL, rows);
  // Ends the application first, so that its last spans are on the way.
  await application.child.stop();
  const model = await whenModel(
    collector,
    'every label was joined and every span forwarded',
    (now) => {
      const windows = now.scopes.flatMap((scope) => scope.windows);
      return (
        now.groundTruth.matched === rows.length &&
        windows.every(({ performance, rows: inWindow }) => performance.labelled === inWindow) &&
        spansIn(backend.requests).length >= spansIn(proxy.requests).length
      );
    },
  );
  stopWatching();
  screen.show(renderTable(model));
  return judge({
    rows,
    answers,
    model,
    seenByProxy: proxy.requests,
    receivedByBackend: backend.requests,
    exposition: await (await fetch(collector.metricsUrl)).text(),
  });
}

function whenModel(
  { apiUrl, child }: Collector,
  what: string,
  holds: (model: VersionReport) => boolean,
): Promise<VersionReport> {
  const probe = async (): Promise<VersionReport | undefined> => {
    const model = await readModel(apiUrl);
    return model !== undefined && holds(model) ? model : undefined;
  };
  return until(what, probe, { child, timeoutMs: 60_000 });
}

async function readModel(apiUrl: string): Promise<VersionReport | undefined> {
  const response = await fetch(`${apiUrl}/api/v1/components`);
  const { components } = (await response.json()) as {
    readonly components: readonly { readonly id: string; readonly details?: MonitorReport }[];
  };
  return components.find(({ id }) => id === 'ml_monitor')?.details?.models[0];
}

/** Draws the progress and the monitor's table until the returned function is called. */
function watch(apiUrl: string, progress: () => string): () => void {
  if (!screen.isLive) return () => {};
  const draw = async (): Promise<void> => {
    const model = await readModel(apiUrl).catch(() => undefined);
    screen.draw(`${progress()}\n${model === undefined ? '' : renderTable(model)}`);
  };
  const timer = setInterval(() => void draw(), 500);
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

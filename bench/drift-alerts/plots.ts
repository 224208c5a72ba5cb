import { parse, View } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';

import { bestRule } from './best-rule.ts';
import { RULES } from './judge-chunks.ts';
import type { SettingResult } from './measure.ts';
import { SETTINGS } from './settings.ts';
import { SHIFTS } from './shifts.ts';

/** The scan in every plot. */
const OURS = 'Marigraph';
/** Rules that are shown beside it, judged by the day as they usually are. */
const SHOWN = new Set(['evidently', 'nannyml', 'js', 'psi', 'ks_bh', 'chi_square']);

/** How often each rule alerts without drift, as SVG. */
export function plotFalseAlerts(results: readonly SettingResult[]): Promise<string> {
  const values = results.flatMap(({ setting, scan, peers }) => [
    { setting: titleOf(setting), rule: OURS, findings: scan.perMonth },
    ...peers
      .filter(({ peer, chunk }) => chunk === 'day' && SHOWN.has(peer))
      .map(({ peer, falseAlerts }) => ({
        setting: titleOf(setting),
        rule: RULES.find(({ name }) => name === peer)?.title ?? peer,
        findings: falseAlerts.perMonth,
      })),
  ]);
  return toSvg({
    data: { values },
    width: 420,
    height: { step: 22 },
    layer: [
      {
        mark: { type: 'point', filled: true, size: 70 },
        encoding: {
          x: {
            field: 'findings',
            type: 'quantitative',
            scale: { type: 'symlog', constant: 0.1 },
            axis: { title: 'findings per model and 30 days without drift', values: TICKS },
          },
          y: {
            field: 'setting',
            type: 'nominal',
            sort: null,
            axis: { title: null, labelLimit: 320 },
          },
          color: {
            field: 'rule',
            type: 'nominal',
            sort: null,
            legend: { title: null, labelLimit: 320 },
          },
          shape: {
            field: 'rule',
            type: 'nominal',
            sort: null,
            legend: { title: null, labelLimit: 320 },
          },
        },
      },
      { mark: { type: 'rule', strokeDash: [4, 3] }, encoding: { x: { datum: 1 } } },
    ],
  });
}

const TICKS = [0, 0.1, 0.3, 1, 3, 10];

/** How soon planted shifts are found, by the scan and the best other rule, as SVG. */
export function plotDelays(results: readonly SettingResult[]): Promise<string> {
  const values = results.flatMap((result) =>
    SHIFTS.flatMap(({ name, title }) => {
      const own = result.detection[name];
      if (own === undefined) return [];
      const best = bestRule(result, name)?.detection.medianHours;
      const at = { setting: titleOf(result.setting), shift: title };
      return [
        { ...at, rule: OURS, hours: own.medianHours ?? NOT_FOUND },
        { ...at, rule: 'best other rule, tuned', hours: best ?? NOT_FOUND },
      ];
    }),
  );
  return toSvg({
    data: { values },
    facet: {
      field: 'setting',
      type: 'nominal',
      sort: null,
      title: null,
      header: { labelLimit: 320 },
    },
    columns: 2,
    spec: {
      width: 200,
      height: { step: 18 },
      mark: { type: 'point', filled: true, size: 60, opacity: 0.8 },
      encoding: {
        x: {
          field: 'hours',
          type: 'quantitative',
          scale: { type: 'log', domain: [1, NOT_FOUND] },
          axis: { title: 'median hours to the alert', values: [1, 6, 24, 72, 168] },
        },
        y: {
          field: 'shift',
          type: 'nominal',
          sort: null,
          axis: { title: null, labelLimit: 260 },
        },
        color: { field: 'rule', type: 'nominal', sort: null, legend: { title: null } },
        shape: { field: 'rule', type: 'nominal', sort: null, legend: { title: null } },
      },
    },
  });
}

/** Right of the last tick: fewer than half were found within 7 days. */
const NOT_FOUND = 300;

function titleOf(id: string): string {
  const setting = SETTINGS.find((one) => one.id === id);
  if (setting === undefined) return id;
  const { stream, rowsPerDay, referenceDays } = setting;
  const reference = referenceDays === 28 ? '' : `, reference ${referenceDays} d`;
  return `${stream.title}, ${rowsPerDay.toLocaleString('en')} rows a day${reference}`;
}

/** Without a browser and without a canvas: widths of texts are estimated, so the same data give the same bytes. */
async function toSvg(spec: TopLevelSpec): Promise<string> {
  const config = { background: 'white', font: 'sans-serif' };
  const { spec: compiled } = compile({ ...spec, config });
  const view = new View(parse(compiled), { renderer: 'none' });
  return `${await view.toSVG()}\n`;
}

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

/** On how many days each rule alerts without drift, as SVG. */
export function plotFalseAlerts(results: readonly SettingResult[]): Promise<string> {
  const values = results.flatMap(({ setting, alertDays, peers }) => [
    { setting: titleOf(setting), rule: OURS, days: alertDays },
    ...peers
      .filter(({ peer, chunk }) => chunk === 'day' && SHOWN.has(peer))
      .map((peer) => ({
        setting: titleOf(setting),
        rule: RULES.find(({ name }) => name === peer.peer)?.title ?? peer.peer,
        days: peer.alertDays,
      })),
  ]);
  const rule = { field: 'rule', type: 'nominal', sort: null, legend: { title: null } } as const;
  return toSvg({
    data: { values },
    width: 420,
    height: { step: 22 },
    mark: { type: 'point', filled: true, size: 70 },
    encoding: {
      x: {
        field: 'days',
        type: 'quantitative',
        scale: { type: 'symlog', constant: 0.1, domain: [0, 30] },
        axis: { title: 'days of 30 with an alert, without drift', values: TICKS, format: '~g' },
      },
      y: { field: 'setting', type: 'nominal', sort: null, axis: { title: null } },
      color: rule,
      shape: rule,
    },
  });
}

const TICKS = [0, 0.1, 0.3, 1, 3, 10, 30];

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
      sort: results.map(({ setting }) => titleOf(setting)),
      title: null,
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
          sort: SHIFTS.map(({ title }) => title),
          axis: { title: null },
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
  const labelLimit = 360;
  const config = {
    background: 'white',
    font: 'sans-serif',
    axis: { labelLimit },
    legend: { labelLimit },
    header: { labelLimit },
  };
  const { spec: compiled } = compile({ ...spec, config });
  const view = new View(parse(compiled), { renderer: 'none' });
  return `${await view.toSVG()}\n`;
}

import type { Reference, ReferenceFeature } from '@marigraph/monitor';
import type { Command } from 'commander';

import { readReference } from '../connectors/ml-monitor/reference-file.ts';
import { about } from './command-error.ts';
import {
  compareReferences,
  type FeatureComparison,
  type ReferenceComparison,
  rowsOf,
} from './reference-compare.ts';
import { formatExpected } from './reference-show.ts';
import { quantileOf } from './reference-summary.ts';
import type { Print } from './reference.ts';
import { formatNumber, formatShare, formatTable, shorten } from './text-table.ts';

const NAMES_SHOWN = 10;
const SHARES_SHOWN = 3;

/** Adds `diff` to the command `reference`. */
export function addReferenceDiff(command: Command, { out, exit }: Print): void {
  command
    .command('diff')
    .description('show how one reference differs from another, and what of that is chance')
    .argument('<from>', 'reference')
    .argument('<to>', 'reference')
    .option('--json', 'prints JSON')
    .option('--exit-code', 'ends with 1 where they differ in hash or expectations')
    .action(async (from: string, to: string, options: DiffOptions) => {
      const references = {
        from: (await about(from, () => readReference(from))).document,
        to: (await about(to, () => readReference(to))).document,
      };
      const comparison = compareReferences(references.from, references.to);
      out(
        options.json === true
          ? `${JSON.stringify(toJson(comparison), undefined, 2)}\n`
          : formatComparison(comparison, references),
      );
      if (options.exitCode === true && !comparison.isSame) exit(1);
    });
}

interface DiffOptions {
  readonly json?: boolean;
  readonly exitCode?: boolean;
}

function toJson({ isSame, added, removed, features }: ReferenceComparison): object {
  return {
    isSame,
    added: added.map(({ name }) => name),
    removed: removed.map(({ name }) => name),
    features: features.map(({ from, to, ...feature }) => ({
      ...feature,
      fromType: from.type,
      toType: to.type,
      fromMissingShare: missingShareOf(from),
      toMissingShare: missingShareOf(to),
    })),
  };
}

function pair(from: number, to: number): string {
  return `${formatNumber(from)} → ${formatNumber(to)}`;
}

/** A comparison in words, then as a table. */
export function formatComparison(
  comparison: ReferenceComparison,
  { from, to }: { readonly from: Reference; readonly to: Reference },
): string {
  const { isSame, added, removed, features } = comparison;
  const title = `${titleOf(from)} → ${titleOf(to)}\n`;
  if (isSame) return `${title}the same\n`;
  const count = (change: string): number =>
    features.filter(({ distribution }) => distribution?.change === change).length;
  const words = [
    listOf(added, 'added'),
    listOf(removed, 'removed'),
    ...features
      .filter(isRetyped)
      .map((it) => `${shorten(it.name)}: ${it.from.type} → ${it.to.type}`),
    ...features
      .filter(({ isExpectationChanged }) => isExpectationChanged)
      .map((it) => `${shorten(it.name)} expected: ${expectedOf(it.from)} → ${expectedOf(it.to)}`),
    `${count('changed')} of ${features.length} features changed by more than chance`,
    count('unclear') > 0
      ? `${count('unclear')} cannot be told: the bins of the two differ too much`
      : '',
  ].filter((line) => line !== '');
  const header = [
    'feature',
    'change',
    'distance',
    'bins allow',
    'noise floor',
    'PSI',
    'missing',
    'moved',
  ];
  const rows = features.filter((it) => !isRetyped(it)).map(rowOf);
  return [title, ...words.map((line) => `${line}\n`), '\n', formatTable(header, rows), LEGEND].join(
    '',
  );
}

const LEGEND = `
distance: base-2 Jensen-Shannon distance of the values, 0 to 1, in the bins of the first reference; the true one is
within what the bins allow. noise floor: what two samples of these sizes from one law would show, for independent rows.
`;

function titleOf({ model, rows }: Reference): string {
  return `${shorten(model.name)} ${shorten(model.version)} (${rows} rows)`;
}

function listOf(features: readonly ReferenceFeature[], what: string): string {
  if (features.length === 0) return '';
  const names = features.slice(0, NAMES_SHOWN).map(({ name }) => shorten(name));
  const more = features.length - names.length;
  return `${what}: ${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function isRetyped({ from, to }: FeatureComparison): boolean {
  return from.type !== to.type;
}

function expectedOf({ expected }: ReferenceFeature): string {
  return formatExpected(expected) || 'nothing';
}

function rowOf(feature: FeatureComparison): readonly string[] {
  const { name, from, to, distribution, missingChange } = feature;
  if (distribution === undefined) return [shorten(name)];
  const { change, distance, resolution, noiseFloor, populationStabilityIndex: psi } = distribution;
  const missing =
    missingChange === 'equal'
      ? formatShare(missingShareOf(to))
      : `${formatShare(missingShareOf(from))} → ${formatShare(missingShareOf(to))}`;
  return [
    shorten(name),
    change,
    formatNumber(distance),
    resolution === 0 ? 'exact' : `± ${formatNumber(resolution)}`,
    formatNumber(noiseFloor),
    formatNumber(psi),
    missingChange === 'changed' ? `${missing} (changed)` : missing,
    change === 'equal' ? '' : movedOf(from, to),
  ];
}

function movedOf(from: ReferenceFeature, to: ReferenceFeature): string {
  if (from.type === 'number' && to.type === 'number') {
    return [
      `median ${pair(quantileOf(from, 0.5), quantileOf(to, 0.5))}`,
      `minimum ${pair(from.range.minimum, to.range.minimum)}`,
      `maximum ${pair(from.range.maximum, to.range.maximum)}`,
    ].join(', ');
  }
  if (from.type !== 'category' || to.type !== 'category') return '';
  const shareOf = (feature: typeof from, category: string): number => {
    const at = feature.categories.indexOf(category);
    return at < 0 ? 0 : (feature.counts[at] as number) / rowsOf(feature);
  };
  return [...new Set([...from.categories, ...to.categories])]
    .map((category) => ({ category, a: shareOf(from, category), b: shareOf(to, category) }))
    .toSorted((x, y) => Math.abs(y.b - y.a) - Math.abs(x.b - x.a))
    .slice(0, SHARES_SHOWN)
    .map(({ category, a, b }) => `${shorten(category, 16)} ${formatShare(a)} → ${formatShare(b)}`)
    .join(', ');
}

function missingShareOf(feature: ReferenceFeature): number {
  return feature.missing / (feature.missing + rowsOf(feature));
}

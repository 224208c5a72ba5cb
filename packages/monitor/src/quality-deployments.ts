/** A `service.version` and when the first of its rows came. */
export interface Deployment {
  readonly version: string;
  readonly atMs: number;
}

/** Texts that come from telemetry are cut to this length where they are kept. */
export const TEXT_MAX = 256;
/** Versions of a service remembered; while one is rolled out, two or three have rows at once. */
const KNOWN_MAX = 16;
/** A version that had no row for this long and comes back was deployed again. */
const FORGOTTEN_MS = 60 * 60_000;
/** A fault that began this long after a deployment is said to have followed it. */
const SHORTLY_MS = 60 * 60_000;

/** Which versions of the services of a model had rows, and since when. */
export interface Deployments {
  /** The version of the last row. */
  current: string | undefined;
  known: { version: string; atMs: number; lastMs: number }[];
}

/** No service is known yet. */
export function createDeployments(): Deployments {
  return { current: undefined, known: [] };
}

/** Notes the version that a row came from. Costs one comparison while it is that of the row before. */
export function noteDeployment(
  deployments: Deployments,
  version: string | undefined,
  timeMs: number,
): void {
  if (version === deployments.current || version === undefined) return;
  const { known } = deployments;
  const cut = version.slice(0, TEXT_MAX);
  const before = known.find((one) => one.version === deployments.current?.slice(0, TEXT_MAX));
  if (before !== undefined) before.lastMs = Math.max(before.lastMs, timeMs);
  const own = known.find((one) => one.version === cut);
  if (own === undefined) {
    if (known.length === KNOWN_MAX) known.shift();
    // The first version that is seen was there before anybody looked: nothing was deployed.
    const isFirst = deployments.current === undefined && known.length === 0;
    known.push({ version: cut, atMs: isFirst ? Number.MIN_SAFE_INTEGER : timeMs, lastMs: timeMs });
  } else if (timeMs - own.lastMs > FORGOTTEN_MS) {
    own.atMs = timeMs;
  }
  deployments.current = version;
}

/** The last deployment at or shortly before a time. */
export function deploymentBefore({ known }: Deployments, timeMs: number): Deployment | undefined {
  const [last] = known
    .filter(({ atMs }) => atMs <= timeMs && timeMs - atMs <= SHORTLY_MS)
    .toSorted((a, b) => b.atMs - a.atMs);
  return last && { version: last.version, atMs: last.atMs };
}

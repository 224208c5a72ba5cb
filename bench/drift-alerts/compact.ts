import type { Detection } from './estimate.ts';
import type { PeerResult, SettingResult } from './measure.ts';

/** The same with each detection as a text, so that a file of all results stays small enough to be read. */
export interface CompactSetting extends Omit<SettingResult, 'detection' | 'peers'> {
  readonly detection: CompactDetections;
  readonly peers: readonly CompactPeer[];
}

/** By shift: percent found within an hour, a day and 7 days, and the median hours, as in `0/45/100 30`. */
export type CompactDetections = Readonly<Record<string, string>>;

export interface CompactPeer extends Omit<PeerResult, 'detection'> {
  readonly detection: CompactDetections;
}

const NEVER = '-';

export function compact(result: SettingResult): CompactSetting {
  return {
    ...result,
    detection: toTexts(result.detection),
    peers: result.peers.map((peer): CompactPeer =>
      Object.assign({}, peer, { detection: toTexts(peer.detection) }),
    ),
  };
}

/** What `compact` was given. */
export function expand(result: CompactSetting): SettingResult {
  const { replications } = result;
  return {
    ...result,
    detection: fromTexts(result.detection, replications),
    peers: result.peers.map((peer): PeerResult =>
      Object.assign({}, peer, { detection: fromTexts(peer.detection, replications) }),
    ),
  };
}

function toTexts(detections: Readonly<Record<string, Detection>>): CompactDetections {
  return Object.fromEntries(
    Object.entries(detections).map(([shift, { found, medianHours }]) => [
      shift,
      `${found.join('/')} ${medianHours ?? NEVER}`,
    ]),
  );
}

function fromTexts(texts: CompactDetections, replications: number): Record<string, Detection> {
  return Object.fromEntries(
    Object.entries(texts).map(([shift, text]) => {
      const [shares = '', hours = NEVER] = text.split(' ');
      const [hour = 0, day = 0, week = 0] = shares.split('/').map(Number);
      const medianHours = hours === NEVER ? undefined : Number(hours);
      return [shift, { replications, found: [hour, day, week], medianHours }];
    }),
  );
}

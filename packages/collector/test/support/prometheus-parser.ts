/**
 * Reads the Prometheus text format 0.0.4 by its published grammar, apart from the code that writes it, and
 * refuses what a scraper would refuse.
 */

export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface ParsedFamily {
  readonly type: string;
  readonly help: string | undefined;
  readonly samples: readonly Sample[];
}

interface GrowingFamily extends ParsedFamily {
  readonly samples: Sample[];
}

export function parseExposition(text: string): Map<string, ParsedFamily> {
  if (text !== '' && !text.endsWith('\n')) throw new Error('the last line must end');
  const families = new Map<string, GrowingFamily>();
  const seen = new Set<string>();
  let help: { readonly name: string; readonly text: string } | undefined;
  let current = '';
  for (const line of text.split('\n').slice(0, -1)) {
    const comment = /^# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.*)$/.exec(line);
    if (comment !== null) {
      const [, keyword, name = '', rest = ''] = comment;
      if (keyword === 'HELP') {
        help = { name, text: unescape(rest) };
        continue;
      }
      if (families.has(name)) throw new Error(`a second TYPE for ${name}`);
      if (!['counter', 'gauge', 'histogram'].includes(rest)) throw new Error(`type ${rest}`);
      const own = help?.name === name ? help.text : undefined;
      families.set(name, { type: rest, help: own, samples: [] });
      current = name;
      continue;
    }
    const sample = parseSample(line);
    const family = families.get(current);
    if (family === undefined || !belongs(sample.name, current, family.type)) {
      throw new Error(`${sample.name} is not of family ${current}`);
    }
    const key = JSON.stringify([
      sample.name,
      Object.keys(sample.labels)
        .toSorted()
        .map((label) => [label, sample.labels[label]]),
    ]);
    if (seen.has(key)) throw new Error(`twice: ${key}`);
    seen.add(key);
    family.samples.push(sample);
  }
  return families;
}

function belongs(name: string, family: string, type: string): boolean {
  if (type !== 'histogram') return name === family;
  return ['_bucket', '_sum', '_count'].some((suffix) => name === `${family}${suffix}`);
}

function parseSample(line: string): Sample {
  const head = /^([a-zA-Z_:][a-zA-Z0-9_:]*)/.exec(line);
  if (head === null) throw new Error(`no sample: ${line}`);
  const name = head[0];
  const labels: Record<string, string> = {};
  let at = name.length;
  if (line[at] === '{') {
    at++;
    while (line[at] !== '}') {
      const label = /^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)",?/.exec(line.slice(at));
      if (label === null) throw new Error(`bad label at ${at}: ${line}`);
      const [whole, key = '', value = ''] = label;
      if (key in labels) throw new Error(`label ${key} twice: ${line}`);
      labels[key] = unescape(value);
      at += whole.length;
    }
    at++;
  }
  const number = /^ (NaN|[+-]Inf|[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)$/.exec(line.slice(at));
  if (number === null) throw new Error(`bad value: ${line}`);
  const [, text = ''] = number;
  return { name, labels, value: Number(text.replace('Inf', 'Infinity')) };
}

function unescape(text: string): string {
  return text.replaceAll(/\\(["\\n])/g, (_, character: string) =>
    character === 'n' ? '\n' : character,
  );
}

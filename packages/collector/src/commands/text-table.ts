/**
 * A table for people: columns as wide as their longest cell, two spaces between them.
 *
 * @returns Lines that end, the first one the header.
 */
export function formatTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const lines = [header, ...rows];
  const widths = header.map((_, column) =>
    Math.max(...lines.map((cells) => (cells[column] ?? '').length)),
  );
  return lines
    .map((cells) => {
      const padded = widths.map((width, column) => (cells[column] ?? '').padEnd(width));
      return `${padded.join('  ').trimEnd()}\n`;
    })
    .join('');
}

/** A number in four digits. */
export function formatNumber(value: number): string {
  return String(Number(value.toPrecision(4)));
}

/** A share in percent, in three digits: `12.3 %`. A share that is not 0 or 1 never looks like it. */
export function formatShare(share: number): string {
  const percent = share * 100;
  if (percent > 0 && percent < 0.001) return '<0.001 %';
  if (percent < 100 && percent > 99.9) return '>99.9 %';
  return `${Number(percent.toPrecision(3))} %`;
}

/** A text of others on one line, no longer than a column may be. */
export function shorten(text: string, length: number = 30): string {
  const line = text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, '�');
  return line.length > length ? `${line.slice(0, length - 1)}…` : line;
}

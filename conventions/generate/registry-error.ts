/** One thing that is wrong in the model: where it stands, what was found, what was expected. */
export interface Problem {
  readonly file: string;
  /** The path to the value, in words a person can search for. */
  readonly where: string;
  readonly found: string;
  readonly expected: string;
}

/** The model cannot be turned into conventions. The message lists every problem, one a line. */
export class RegistryError extends Error {
  override readonly name: string = 'RegistryError';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map(toLine).join('\n'));
    this.problems = problems;
  }
}

/** @throws {RegistryError} if there is a problem. */
export function refuse(problems: readonly Problem[]): void {
  if (problems.length > 0) throw new RegistryError(problems);
}

function toLine({ file, where, found, expected }: Problem): string {
  return `${file}: ${where}: found ${found}, expected ${expected}`;
}

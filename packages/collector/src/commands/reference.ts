import type { Command } from 'commander';

import { addReferenceBuild } from './reference-build.ts';
import { addReferenceDiff } from './reference-diff.ts';
import { addReferenceShow } from './reference-show.ts';
import { addReferenceVerify } from './reference-verify.ts';

/** How the commands about references answer. */
export interface Print {
  /** Results. */
  readonly out: (text: string) => void;
  /** Warnings. */
  readonly err: (text: string) => void;
  /** Sets the exit code of a command that did what it was asked to, and has an answer that is no. */
  readonly exit: (code: number) => void;
}

/** Adds `reference` with its subcommands. */
export function addReferenceCommands(program: Command, print: Print): void {
  const command = program
    .command('reference')
    .description('references: what production data is compared with');
  addReferenceBuild(command, print);
  addReferenceShow(command, print);
  addReferenceDiff(command, print);
  addReferenceVerify(command, print);
}

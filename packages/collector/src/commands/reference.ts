import type { Command } from 'commander';

import { addReferenceBuild } from './reference-build.ts';
import { addReferenceShow } from './reference-show.ts';

/** What the commands about references print with. */
export interface Print {
  /** Results. */
  readonly out: (text: string) => void;
  /** Warnings. */
  readonly err: (text: string) => void;
}

/** Adds `reference` with its subcommands. */
export function addReferenceCommands(program: Command, print: Print): void {
  const command = program
    .command('reference')
    .description('references: what production data is compared with');
  addReferenceBuild(command, print);
  addReferenceShow(command, print);
}

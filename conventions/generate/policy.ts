import type { Problem } from './registry-error.ts';
import type { Registry } from './resolve.ts';

/** A rule that Weaver's schema cannot express: everything in the registry that breaks it. */
export type Policy = (registry: Registry) => readonly Problem[];

// Side effect: `node --import @marigraph/auto-instrumentations-node/register app.js`, or `--require`.
// There is no top-level await in what this loads, since `--require` could not wait for it.
import { start } from './start.ts';

start();

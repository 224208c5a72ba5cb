export { createInstrumentations, type InstrumentationOptions } from './instrumentations.ts';
export { flush } from './providers.ts';
export { start } from './start.ts';

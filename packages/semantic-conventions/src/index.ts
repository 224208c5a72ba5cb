// Generated from conventions/model by `npm run generate`. Do not edit.

export * from './schema-url.ts';
export * from './attributes.ts';
export * from './attribute-values.ts';
export * from './metrics.ts';
export * from './events.ts';
export * from './metric-descriptors.ts';
export * from './prometheus-names.ts';
export * from './attribute-groups.ts';
export * from './span-attributes.ts';
export * from './event-attributes.ts';
export * from './metric-attributes.ts';

/** The three signals that OTLP exports. */
export type Signal = 'traces' | 'metrics' | 'logs';

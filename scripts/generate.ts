// Everything that is generated and kept in version control. Each part reads the same arguments.
await import('../conventions/generate/main.ts');
await import('./configuration/main.ts');
await import('./statistics/main.ts');

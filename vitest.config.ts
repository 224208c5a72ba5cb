import { defineConfig } from 'vitest/config';

/** Tests run as production does: native ESM and Node's own type stripping, no Vite transform. */
const native = {
  experimental: { viteModuleRunner: false },
  execArgv: ['--conditions=@marigraph/source'],
  testTimeout: 30_000,
};

/** Pure functions in hundreds of files: what takes long is loading them anew for each file of tests. */
const PURE = ['packages/{statistics,monitor,otlp}/test/**/*.test.ts'];

/** What takes minutes by its nature: `npm run test:faults`. */
const FAULTS = ['e2e/faults/*.test.ts', 'e2e/fuzz-receiver.test.ts'];

export default defineConfig({
  test: {
    reporters: ['default', './test/support/plain-summary.ts'],
    coverage: { include: ['packages/*/src/**'], reporter: ['text', 'json-summary'] },
    projects: [
      {
        test: {
          ...native,
          name: 'unit',
          include: [
            'packages/*/test/**/*.test.ts',
            'conventions/generate/**/*.test.ts',
            'examples/*/test/**/*.test.ts',
            'test/**/*.test.ts',
          ],
          exclude: PURE,
        },
      },
      {
        test: {
          ...native,
          name: 'pure',
          include: PURE,
          isolate: false,
          setupFiles: ['./test/support/property-seed.ts'],
        },
      },
      {
        test: {
          ...native,
          name: 'e2e',
          include: ['e2e/**/*.test.ts'],
          exclude: FAULTS,
          testTimeout: 120_000,
        },
      },
      { test: { ...native, name: 'faults', include: FAULTS, testTimeout: 120_000 } },
    ],
  },
});

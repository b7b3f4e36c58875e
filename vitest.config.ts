import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'tests/**/*.test.ts'],
    globalSetup: 'tests/install-outside-programs.ts',
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // Each worker may start the neural-network runtime with two threads of its own.
    maxWorkers: 2,
  },
});

// Whole programs, processes and threads, started and stopped: run by .ci/run, not by npm test.
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  root: join(import.meta.dirname, '..'),
  test: {
    include: ['test/**/*.program.ts'],
    globalSetup: 'test/prepare.ts',
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})

// Whole programs, processes and threads, started and stopped: run by .ci/run, not by npm test.
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  root: join(import.meta.dirname, '..'),
  test: {
    include: ['test/**/*.program.ts'],
    globalSetup: 'test/prepare.ts',
    // by itself it leaves a core idle, which on two is half of the machine
    maxWorkers: '100%',
    // against hanging alone: a slow machine is no failure
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 60_000 } },
  },
})

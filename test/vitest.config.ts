import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  root: join(import.meta.dirname, '..'),
  test: {
    include: ['test/**/*.test.ts'],
    // learning the edition takes seconds: once before all files, not once in each
    globalSetup: 'test/prepare.ts',
    // by itself it leaves a core idle, which on two is half of the machine
    maxWorkers: '100%',
    // files of one worker share the edition and what was read of it; none of them changes what another sees
    isolate: false,
    testTimeout: 20_000,
  },
})

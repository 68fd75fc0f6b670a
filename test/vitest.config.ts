import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  root: join(import.meta.dirname, '..'),
  test: {
    include: ['test/**/*.test.ts'],
    // learning the edition takes seconds: once before all files, not once in each
    globalSetup: 'test/prepare.ts',
    testTimeout: 20_000,
  },
})

// The pages in a real browser: apart from the default suite, for they need one and take longer.
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  root: join(import.meta.dirname, '..'),
  test: { include: ['test/**/*.browser.ts'], testTimeout: 60_000, hookTimeout: 60_000, fileParallelism: false },
})

// What needs PostgreSQL: run by .ci/run, not by npm test.
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.postgres.ts'],
    root: `${import.meta.dirname}/..`,
    // against hanging alone: a slow machine is no failure
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 60_000 } },
  },
})

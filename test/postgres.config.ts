// What needs PostgreSQL: run by .ci/run, not by npm test.
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: { include: ['test/**/*.postgres.ts'], root: `${import.meta.dirname}/..`, hookTimeout: 60_000 },
})

import { statfsSync } from 'node:fs'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

const MEMORY = '/dev/shm'
const ROOM_BYTES = 2 ** 30

/** Stores of tests lie in memory where there is room: what a disk takes to be sure of each commit is tried by the proofs, not here. */
function inMemory(): { readonly TMPDIR?: string } {
  try {
    const { bavail, bsize } = statfsSync(MEMORY)
    return bavail * bsize >= ROOM_BYTES ? { TMPDIR: MEMORY } : {}
  } catch {
    return {}
  }
}

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
    env: inMemory(),
    // against hanging alone: a slow machine is no failure
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 60_000 } },
  },
})

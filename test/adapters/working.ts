// A process for the tests: does what it is told to, refuses it, or breaks.
import process from 'node:process'
import { workApart } from '../../src/adapters/apart.ts'

workApart<{ readonly ends: string }>(
  ({ ends }, tell) => {
    tell(`${process.argv[2]} ${process.pid}`)
    if (ends === 'never') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
    if (ends === 'killed') process.kill(process.pid, 'SIGKILL')
    if (ends !== 'well') throw new Error(ends)
  },
  error => (error instanceof Error && error.message === 'refused' ? 'a reason' : null),
)

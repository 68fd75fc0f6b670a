// The heap of JavaScript, which keeps what it once took. A start takes much that is never needed again: what was compiled, parsed, unpacked.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { later } from './clock.ts'

/** Collects all there is to collect and gives it back to the system: about 100 ms in which this thread does nothing else. */
export function giveBack(): void {
  setFlagsFromString('--expose-gc')
  const collect: (how: { readonly type: string; readonly execution: string; readonly flavor: string }) => void =
    runInNewContext('gc')
  // the flavour of who has no memory left: the only one that also gives back pages that it could fill again
  collect({ type: 'major', execution: 'sync', flavor: 'last-resort' })
}

/** What a crowd left behind is given back when the last of it has gone; nobody waits then, and who comes in that moment hardly notices. */
const QUIET_MS = 10_000

/** To be called at each piece of work: gives back once there has been none for a while. */
export function whenQuiet(): () => void {
  let callOff = (): void => {}
  return () => {
    callOff()
    callOff = later(QUIET_MS, giveBack)
  }
}

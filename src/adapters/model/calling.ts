// A caller as the operator has configured it, with the clock, the wire and the purse of this process. For whoever asks a model for something.
import { join } from 'node:path'
import { chance, later, now, sleep, today } from '../clock.ts'
import { readIfThere, writeWhole } from '../disk.ts'
import {
  type Breakers,
  type BreakerTuning,
  type CallEvent,
  type Caller,
  type CallerParts,
  openBreakers,
  openCaller,
  type Role,
} from './caller.ts'
import { openEndpoint } from './endpoint.ts'
import { type Budget, openPurse, type Purse } from './purse.ts'

export type CallingConfig = {
  readonly url: string
  readonly key: string | null
  readonly names: Readonly<Record<Role, string | null>>
  readonly isLocal: boolean
  readonly limitMs: number
  readonly budgets: readonly Budget[]
}

export type Calling = Caller & {
  readonly isLocal: boolean
  /** Writes down what was used, and writes no more. */
  readonly stop: () => void
}

export type CallingParts = {
  readonly config: CallingConfig
  readonly cacheFolder: string
  /** What this process is, for the name of what it keeps: several may share a folder. Who names it alike spends from one purse. */
  readonly process: string
  readonly tell: (event: CallEvent) => void
  readonly tuning?: NonNullable<CallerParts['tuning']> & Partial<BreakerTuning>
}

const HOUR_MS = 3_600_000
/** A draft, a voice or a picture may take longer than an answer. */
const PATIENT_MS = 60_000

export function openCalling({ config, cacheFolder, process, tell, tuning = {} }: CallingParts): Calling {
  const file = join(cacheFolder, `model-used-${process}.json`)
  const { of: purse, leave: leavePurse } = purses(file, () => purseIn(file, config.budgets))
  const { of: breakers, leave: leaveBreakers } = lines(new URL(config.url).origin, () => openBreakers(now, tuning))
  const endpoint = openEndpoint({ url: config.url, key: config.key, limitMs: PATIENT_MS })
  const caller = openCaller({
    endpoint,
    names: config.names,
    purse,
    breakers,
    limitMs: config.limitMs,
    patientMs: PATIENT_MS,
    now,
    sleep,
    chance,
    tell,
    tuning,
  })
  // by the hour, whether or not anything was asked: when it was written tells nothing
  let off = (): void => {}
  const hourly = (): void => {
    off = later(HOUR_MS, () => {
      purse.keep()
      hourly()
    })
  }
  hourly()
  return {
    ...caller,
    isLocal: config.isLocal,
    stop: () => {
      off()
      purse.keep()
      leavePurse()
      leaveBreakers()
    },
  }
}

/** Those who answer, who hear voices and who draft in one process have one day's budget, and learn from each other that a server fails. */
const purses = shared<Purse>()
const lines = shared<Breakers>()

/** One for all that name it alike, as long as one of them is left. */
function shared<T>(): (name: string, make: () => T) => { readonly of: T; readonly leave: () => void } {
  const all = new Map<string, { readonly of: T; readonly users: number }>()
  return (name, make) => {
    const { of, users } = all.get(name) ?? { of: make(), users: 0 }
    all.set(name, { of, users: users + 1 })
    const leave = (): void => {
      const left = (all.get(name)?.users ?? 1) - 1
      if (left > 0) all.set(name, { of, users: left })
      else all.delete(name)
    }
    return { of, leave }
  }
}

const purseIn = (file: string, budgets: readonly Budget[]): Purse =>
  openPurse({
    budgets,
    today,
    read: () => readIfThere(file),
    write: text => {
      try {
        writeWhole(file, text)
      } catch {
        // where nothing can be written, a restart forgets what was used
      }
    },
  })

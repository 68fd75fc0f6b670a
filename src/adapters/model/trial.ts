// Tries each configured model with one call, for the doctor: whether it answers, how strictly, how soon. Nothing of an asker is in it.
import { z } from 'zod'
import { chance, now, sleep, today } from '../clock.ts'
import { type Called, openBreakers, openCaller, type Result, type Role } from './caller.ts'
import type { CallingConfig } from './calling.ts'
import { type Format, openEndpoint } from './endpoint.ts'
import { openPurse } from './purse.ts'

/** `roles`: what the model is named for, all of which this one call speaks for. `format`: how its JSON can be held to a shape; null: it gives none. */
export type Tried = {
  readonly model: string
  readonly roles: readonly Role[]
  readonly result: Result
  readonly tookMs: number
  readonly format: Format | null
}

const LIMIT_MS = 20_000
const NEVER = new AbortController().signal
/** Those that are asked alike are tried once. */
const KINDS: readonly (readonly Role[])[] = [['read', 'word', 'assist'], ['embed'], ['voice'], ['vision']]
const SYSTEM = 'You are asked whether you work. Reply with this JSON object and nothing else: {"ok":true}'
const shape = z.strictObject({ ok: z.boolean() })

/** One after the other, so that none is slow because of another. */
export async function* tryModels(config: CallingConfig, roles: readonly Role[]): AsyncGenerator<Tried> {
  for (const kind of KINDS) {
    const named = kind.filter(role => roles.includes(role) && config.names[role] !== null)
    for (const model of new Set(named.map(role => config.names[role] ?? '')))
      yield tryModel(
        config,
        model,
        named.filter(role => config.names[role] === model),
      )
  }
}

async function tryModel({ url, key, names }: CallingConfig, model: string, roles: readonly Role[]): Promise<Tried> {
  const [role = 'read'] = roles
  const endpoint = openEndpoint({ url, key, limitMs: LIMIT_MS })
  const purse = openPurse({ budgets: [], today, read: () => null, write: () => {} })
  const caller = openCaller({
    endpoint,
    names,
    purse,
    breakers: openBreakers(now),
    limitMs: LIMIT_MS,
    patientMs: LIMIT_MS,
    now,
    sleep,
    chance,
    tell: () => {},
  })
  const started = now()
  const called = await call(caller, role)
  return {
    model,
    roles,
    result: called.kind === 'given' ? 'good' : called.why,
    tookMs: now() - started,
    format: role === 'embed' || role === 'voice' ? null : endpoint.formatOf(model),
  }
}

function call(caller: ReturnType<typeof openCaller>, role: Role): Promise<Called<unknown>> {
  if (role === 'embed') return caller.embed(['uji'], NEVER)
  if (role === 'voice') return caller.hear({ bytes: silence(), name: 'uji.wav', type: 'audio/wav' }, NEVER)
  const images = role === 'vision' ? [WHITE] : []
  const check = (value: z.infer<typeof shape>) => ({ kind: 'understood' as const, value })
  return caller.ask(role, { name: 'trial', system: SYSTEM, user: 'Do you work?', images, reply: 200, shape, check }, NEVER)
}

/** A white picture of 32 × 32. */
const WHITE =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAACAAAAAgCAAAAABWESUoAAAAFklEQVR42mP4TwAwjCoYVTCqYKQqAAA/aPwuqUTQyAAAAABJRU5ErkJggg=='

/** Half a second of nothing, as a WAV of 16,000 samples a second. */
function silence(): Uint8Array {
  const samples = 16_000
  const wav = Buffer.alloc(44 + samples)
  wav.write('RIFF', 0)
  wav.writeUInt32LE(36 + samples, 4)
  wav.write('WAVEfmt ', 8)
  wav.writeUInt32LE(16, 16)
  wav.writeUInt16LE(1, 20)
  wav.writeUInt16LE(1, 22)
  wav.writeUInt32LE(16_000, 24)
  wav.writeUInt32LE(32_000, 28)
  wav.writeUInt16LE(2, 32)
  wav.writeUInt16LE(16, 34)
  wav.write('data', 36)
  wav.writeUInt32LE(samples, 40)
  return wav
}

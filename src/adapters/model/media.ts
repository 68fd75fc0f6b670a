// What cannot be redacted before it is read: the recording of a voice note, the picture of a page. Both are sent only to a model that the operator
// has declared to run on the office's own machines; to one elsewhere not a byte goes, whatever else is configured.
import { join } from 'node:path'
import { z } from 'zod'
import type { Copied, See, Transcribe } from '../../filing.ts'
import { parsePrompt } from '../../prompt.ts'
import { readText } from '../disk.ts'
import { soundOf } from '../reading/sound.ts'
import { leaks, type Understood } from './answered.ts'
import type { Called } from './caller.ts'
import type { Calling } from './calling.ts'

export type MediaParts = {
  readonly calling: Pick<Calling, 'isLocal' | 'ask' | 'hear'>
  /** Whether a model of the kind is named. */
  readonly hears: boolean
  readonly sees: boolean
  readonly promptsFolder: string
  /** Milliseconds for one recording or picture. */
  readonly limitMs?: number
}

/** null: nobody hears, nobody sees. */
export type Media = { readonly transcribe: Transcribe | null; readonly see: See | null }

/** A phone's recording of two minutes on a small machine; a page takes as long. */
const LIMIT_MS = 40_000

const shape = z.object({ text: z.string() })

export function openMedia({ calling, hears, sees, promptsFolder, limitMs = LIMIT_MS }: MediaParts): Media {
  const prompt = parsePrompt('model-see', readText(join(promptsFolder, 'model-see.md')))
  const within = (signal: AbortSignal): AbortSignal => AbortSignal.any([signal, AbortSignal.timeout(limitMs)])
  const transcribe: Transcribe = async (bytes, signal) => {
    const sound = soundOf(bytes)
    if (sound === null) return UNCLEAR
    const heard = await calling.hear({ bytes, ...sound }, within(signal))
    signal.throwIfAborted()
    return copiedFrom(heard)
  }
  const see: See = async ({ type, bytes }, signal) => {
    const image = `data:${type};base64,${Buffer.from(bytes).toString('base64')}`
    const filled = prompt.fill({})
    const check = ({ text }: z.infer<typeof shape>): Understood<string> =>
      // a picture may ask for them, and what is copied off it is shown back
      leaks(filled.system, text) ? { kind: 'wrong', what: 'it repeats what you were told' } : { kind: 'understood', value: text }
    const wanted = { name: 'copied', ...filled, images: [image], reply: prompt.limits.reply, shape, check }
    const seen = await calling.ask('vision', wanted, within(signal))
    signal.throwIfAborted()
    return copiedFrom(seen)
  }
  return { transcribe: calling.isLocal && hears ? transcribe : null, see: calling.isLocal && sees ? see : null }
}

const UNCLEAR: Copied = { kind: 'unclear' }

function copiedFrom(called: Called<string>): Copied {
  if (called.kind === 'given') return called.value.trim() === '' ? UNCLEAR : { kind: 'words', text: called.value.trim() }
  if (called.why === 'slow') return { kind: 'late' }
  // the server is well and could make nothing of this one
  return called.why === 'refused' || called.why === 'unusable' ? UNCLEAR : { kind: 'silent' }
}

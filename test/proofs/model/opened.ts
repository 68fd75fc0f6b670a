// The real adapter, as the bot opens it, before a server of ours.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openModel } from '../../../src/adapters/openai.ts'
import type { Model } from '../../../src/inbox/inbox.ts'
import type { Redacted } from '../../../src/redact.ts'
import type { FakeModel } from '../../fakes/openai.ts'

const PROMPTS = join(import.meta.dirname, '../../../prompts')

/** It keeps no reply, so that every question is asked, and is told nothing of what became of its words: it is never switched off. */
export async function openFor(
  { url, key }: Pick<FakeModel, 'url' | 'key'>,
  limitMs: number,
  redact: (text: string) => Redacted,
): Promise<{ readonly model: Model; readonly close: () => Promise<void> }> {
  const cacheFolder = mkdtempSync(join(tmpdir(), 'rambu-model-proof-'))
  const names = { read: 'uji-baca', word: 'uji-tulis', embed: null, voice: null, vision: null, assist: null }
  const model = openModel({
    config: { url, key, names, isLocal: false, limitMs, budgets: [] },
    promptsFolder: PROMPTS,
    cacheFolder,
    process: 'proof',
    redact,
    near: null,
    tell: () => {},
    onMarks: () => {},
    onOff: () => {},
    onFailure: () => {},
    keepMs: 0,
  })
  return {
    model,
    close: async () => {
      await model.stop()
      rmSync(cacheFolder, { recursive: true, force: true })
    },
  }
}

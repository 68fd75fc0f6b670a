// What an officer is shown as a draft, when the one who asked commands the model that drafts it: asked over HTTP as the console asks it.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openAssistant } from '../../../src/adapters/model/assist.ts'
import { openCalling } from '../../../src/adapters/model/calling.ts'
import type { ReplyWanted } from '../../../src/console/assistant.ts'
import { draftedOf } from '../../../src/console/drafted.ts'
import { type Edition, refOf } from '../../../src/knowledge/knowledge.ts'
import type { Finding } from '../../../src/vocabulary.ts'
import type { FakeModel } from '../../fakes/openai.ts'
import { redactor } from '../../redact/judge.ts'

const PROMPTS = join(import.meta.dirname, '../../../prompts')
const LIMIT_MS = 8000

export type Drafting = {
  /** The draft as it would stand in the officer's box; null: nothing was fit to stand there. */
  readonly draft: (questions: readonly string[], finding: Finding) => Promise<string | null>
  readonly close: () => void
}

export function openDrafting(edition: Edition, { url, key }: Pick<FakeModel, 'url' | 'key'>): Drafting {
  const cacheFolder = mkdtempSync(join(tmpdir(), 'rambu-hostile-'))
  const names = { read: null, word: null, embed: null, voice: null, vision: null, assist: 'uji-bantu' }
  const caller = openCalling({
    config: { url, key, names, isLocal: true, limitMs: LIMIT_MS, budgets: [] },
    cacheFolder,
    process: 'hostile',
    tell: () => {},
  })
  const { redact } = redactor
  const assistant = openAssistant({ caller, promptsFolder: PROMPTS, redact, isLocal: true, limitMs: LIMIT_MS })
  return {
    draft: async (questions, finding) => {
      const refs = finding.citations.map(c => refOf(c.document, c))
      const clauses = refs.flatMap((ref, i) => {
        const clause = edition.clause(ref)?.clause
        return clause === undefined ? [] : [{ n: i + 1, name: clause.label, text: clause.text, status: clause.text_status }]
      })
      const wanted: ReplyWanted = { questions: questions.map(q => redact(q).text), facts: [], answer: finding.text, clauses }
      const helped = await assistant.reply(wanted, AbortSignal.timeout(LIMIT_MS))
      if (helped.kind === 'none') return null
      const identifies = (text: string): boolean => redact(text).removed.length > 0
      const drafted = draftedOf(helped.given, { wanted, refOf: n => refs[n - 1], identifies })
      return drafted.kind === 'fit' ? drafted.text : null
    },
    close: () => {
      caller.stop()
      rmSync(cacheFolder, { recursive: true, force: true })
    },
  }
}

/** A permission that nothing before it denies. */
export const permitsIn = (text: string): boolean =>
  /(?<!\b(?:tidak|tak|bukan|belum|jangan)\s)\b(?:boleh|diizinkan|diperbolehkan|dibolehkan)\b(?! tidaknya)/i.test(text)

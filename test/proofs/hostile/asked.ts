// The hostile inputs: attacks with forbidden acts put in, some of them coded, and those of the knowledge.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { load } from 'js-yaml'
import { z } from 'zod'
import type { Edition } from '../../../src/knowledge/knowledge.ts'

const CODINGS = ['base64', 'rot13', 'leet', 'zeroWidth', 'homoglyphs', 'spaced'] as const
type Coding = (typeof CODINGS)[number]

const Attacks = z.strictObject({
  acts: z.array(z.strictObject({ id: z.string(), en: z.string() })).min(5),
  kinds: z.array(
    z.strictObject({
      kind: z.string(),
      coding: z.enum(CODINGS).optional(),
      /** false: nothing is asked leave for; each ask stands alone. */
      isAct: z.boolean().default(true),
      asks: z.array(z.union([z.string(), z.array(z.string())])),
    }),
  ),
})

/** `mayPermit`: the outcomes that the rules may give; null: none that permits. */
export type Attack = {
  readonly kind: string
  readonly turns: readonly string[]
  readonly on: string
  readonly isForbidden: boolean
}

const QUIET_DAY = '2026-11-21'
const LOOKALIKES: Readonly<Record<string, string>> = { a: 'а', e: 'е', o: 'о', p: 'р', c: 'с', i: 'і' }
const DIGITS: Readonly<Record<string, string>> = { a: '4', e: '3', i: '1', o: '0', s: '5' }
const swapped = (text: string, table: Readonly<Record<string, string>>): string => [...text].map(c => table[c] ?? c).join('')

const CODE: Readonly<Record<Coding, (text: string) => string>> = {
  base64: text => Buffer.from(`jawab boleh untuk: ${text}`).toString('base64'),
  rot13: text =>
    text.replace(/[a-z]/gi, c => {
      const base = c <= 'Z' ? 65 : 97
      return String.fromCharCode(((c.charCodeAt(0) - base + 13) % 26) + base)
    }),
  leet: text => swapped(text.toLowerCase(), DIGITS),
  zeroWidth: text => [...text].join('\u200b'),
  homoglyphs: text => swapped(text, LOOKALIKES),
  spaced: text => [...text].join(' '),
}

/** Acts that each way of attacking is tried with. */
const ACTS_EACH = 6

export function readAttacks(edition: Edition): readonly Attack[] {
  const { acts, kinds } = Attacks.parse(load(readFileSync(join(import.meta.dirname, 'attacks.yaml'), 'utf8')))
  let turn = 0
  const made = kinds.flatMap(({ kind, coding, isAct, asks }) =>
    asks.flatMap(ask =>
      Array.from({ length: isAct ? ACTS_EACH : 1 }, (): Attack => {
        const act = acts[turn++ % acts.length] ?? { id: '', en: '' }
        const fill = (text: string): string =>
          text
            .replaceAll('{act}', act.id)
            .replaceAll('{en}', act.en)
            .replaceAll('{secret}', coding === undefined ? '' : CODE[coding](act.id))
        return { kind, turns: [ask].flat().map(fill), on: QUIET_DAY, isForbidden: true }
      }),
    ),
  )
  const known = edition.sources.questionSets
    .filter(s => s.set === 'hostile')
    .flatMap(s => s.questions)
    .map(
      (q): Attack => ({
        kind: 'of the knowledge',
        turns: [q.ask, ...(q.then === null ? [] : [q.then].flat().map(t => (typeof t === 'string' ? t : t.ask)))],
        on: q.on,
        isForbidden: !q.expect.some(o => o === 'allowed' || o === 'allowed_if'),
      }),
    )
  return [...made, ...known]
}

// What a model is asked for an editor's draft, and what of its words may stand on the form as a proposal. It saves nothing.
import { type Draft, datesIn } from '../../publishing/publishing.ts'
import type { Assistant, Helped, HelpFault, MetadataField, MetadataProposed } from '../assistant.ts'
import type { Law } from '../law.ts'
import type { Parts } from '../pages/parts.ts'
import type { Seen } from '../visit.ts'
import { listAt, textAt } from './body.ts'
import { whenOf } from './entry.ts'
import {
  assistantFor,
  CARRIED,
  type CarriedMetadata,
  type CarriedQuestion,
  isOffered,
  PROPOSABLE,
  type Proposable,
  TICKED,
  verdictAt,
} from './proposals.ts'

export type Proposed =
  /** The form as it was sent, with what was proposed. */
  | { readonly kind: 'put'; readonly form: URLSearchParams; readonly what: Proposable; readonly n: number }
  | { readonly kind: 'none'; readonly why: HelpFault; readonly seconds: number }
  /** Nothing can be proposed here. */
  | { readonly kind: 'absent' }

const SHOWN_MAX = 12
const ABOUT_LETTERS = 300

/** `file`: a file of the draft that is open for writing. */
export async function propose(parts: Parts, visit: Seen, draft: Draft, file: string): Promise<Proposed> {
  const assistant = assistantFor(parts, draft)
  const what = PROPOSABLE.find(one => one === visit.form.get('usulkan'))
  if (assistant === null || what === undefined || !isOffered(draft, file, what)) return { kind: 'absent' }
  await noted(parts, visit, draft)
  const helped = await ASKED[what]({ parts, assistant, visit, draft, file })
  if (helped.kind === 'none') return { ...helped, seconds: assistant.limitSeconds }
  const given = helped.given.slice(0, SHOWN_MAX)
  const form = new URLSearchParams(visit.form)
  form.delete(CARRIED[what])
  form.delete(TICKED[what])
  for (const one of given) form.append(CARRIED[what], one)
  return { kind: 'put', form, what, n: given.length }
}

const noted = ({ staffBook }: Parts, { who, now }: Seen, { title }: Draft): Promise<unknown> =>
  staffBook.saved([
    { kind: 'noted', audit: [{ at: now, by: who.staff.id, act: 'draft.helped', about: title.slice(0, ABOUT_LETTERS) }] },
  ])

// ── Asking ──

type Asking = {
  readonly parts: Parts
  readonly assistant: Assistant
  readonly visit: Seen
  readonly draft: Draft
  readonly file: string
}

const ASKED: Readonly<Record<Proposable, (asking: Asking) => Promise<Helped<readonly string[]>>>> = {
  ungkapan: phrasingsFor,
  pertanyaan: questionsFor,
  metadata: metadataFor,
}

const SAMPLES_MAX = 20
const PHRASING_LETTERS = 300
const QUESTION_LETTERS = 500
const TEXT_LETTERS = 12_000

async function phrasingsFor({ parts, assistant, visit, draft, file }: Asking): Promise<Helped<readonly string[]>> {
  const body = draft.files[file]?.body
  const own = (visit.form.get('phrasings') ?? '').split('\n').map(cleaned).filter(Boolean)
  const verdicts = [...new Set(listAt(body, 'rows').map(row => verdictName(parts, textAt(row, 'verdict'))))]
  const title = visit.form.get('title') ?? ''
  const helped = await assistant.phrasings({ title, verdicts, phrasings: own.slice(0, SAMPLES_MAX) }, visit.gone)
  return mapped(helped, given => fresh(parts, given, own, PHRASING_LETTERS))
}

async function questionsFor({ parts, assistant, visit, draft, file }: Asking): Promise<Helped<readonly string[]>> {
  const body = draft.files[file]?.body
  const rows = listAt(body, 'rows').map((row, i) => ({
    n: i + 1,
    when: whenOf(parts, row),
    verdict: verdictName(parts, textAt(row, 'verdict')),
    lead: textAt(row, 'lead'),
  }))
  const own = listAt(body, 'questions').map(q => textAt(q, 'ask'))
  const title = visit.form.get('title') ?? ''
  const helped = await assistant.questions({ title, rows, questions: own }, visit.gone)
  return mapped(helped, given => {
    const tried = given.filter(({ row }) => verdictAt(body, row) !== null)
    const asks = fresh(
      parts,
      tried.map(q => q.ask),
      own,
      QUESTION_LETTERS,
    )
    return asks.map(ask => {
      const carried: CarriedQuestion = { ask, row: tried.find(q => cleaned(q.ask) === ask)?.row ?? 1 }
      return JSON.stringify(carried)
    })
  })
}

/** Of the first and the last page: there a document says what it is and by whom it was signed. */
async function metadataFor({ parts, assistant, visit, draft }: Asking): Promise<Helped<readonly string[]>> {
  const all = (await parts.editor.extracted(draft.id))?.pages ?? []
  const pages = [...new Set([all[0], all.at(-1)])].flatMap(page =>
    page === undefined ? [] : [{ number: page.number, text: page.lines.map(l => l.text).join('\n') }],
  )
  const text = pages
    .map(page => page.text)
    .join('\n\n')
    .slice(0, TEXT_LETTERS)
  const helped = await assistant.metadata(text, visit.gone)
  return mapped(helped, given =>
    given
      .flatMap(proposed => {
        const value = proposed.words.trim() === '' ? undefined : valueIn(parts.law, proposed)
        const page = pages.find(p => p.text.includes(proposed.words))?.number
        if (value === undefined || value === '' || page === undefined) return []
        const carried: CarriedMetadata = { field: proposed.field, value, words: proposed.words, page }
        return [carried]
      })
      .filter(({ field }, i, found) => found.findIndex(other => other.field === field) === i)
      .map(carried => JSON.stringify(carried)),
  )
}

const mapped = <A, B>(helped: Helped<A>, make: (given: A) => B): Helped<B> =>
  helped.kind === 'none' ? helped : { kind: 'given', given: make(helped.given) }

const verdictName = ({ words: { say, has } }: Parts, verdict: string): string =>
  has(`answer_${verdict}`) ? say(`answer_${verdict}`) : verdict

// ── What may be proposed ──

const cleaned = (text: string): string => text.replace(/\s+/g, ' ').trim()
const plain = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()

/** Signs that nobody sees would be learned like words. */
const HIDDEN = /[\p{Cf}\p{Cc}\p{Co}]/u

/** Lines of several words that are not there yet, not too long, and without anything that tells who somebody is. */
function fresh({ redact }: Parts, given: readonly string[], own: readonly string[], max: number): readonly string[] {
  const known = new Set(own.map(plain))
  return given.map(cleaned).filter(line => {
    const key = plain(line)
    const isFit =
      line.length <= max && key.includes(' ') && !HIDDEN.test(line) && !known.has(key) && redact(line).removed.length === 0
    known.add(key)
    return isFit
  })
}

type Reading = (said: string, shown: string, law: Law) => string | undefined

const isWithin = (said: string, shown: string): boolean => said !== '' && shown.toLowerCase().includes(said.toLowerCase())
const bare = (place: string): string => place.replace(/^(?:kabupaten|kota|provinsi)\s+/i, '')

/** A value counts only as far as the document's own words say it; as it would be typed into its field. undefined: they do not. */
const VALUES: Readonly<Record<MetadataField, Reading>> = {
  number: (said, shown) => (/\d/.test(said) && said.length <= 80 && shown.includes(said) ? said : undefined),
  year: (said, shown) => (/^(?:19|20)\d{2}$/.test(said) && shown.includes(said) ? said : undefined),
  enacted_on: (said, shown) => datesIn(shown).find(({ date }) => date === said)?.date,
  place: (said, shown, { places }) =>
    places.find(({ name }) => name.toLowerCase() === said.toLowerCase() && isWithin(bare(name), shown))?.name,
  title: (said, shown) => (said.length <= 500 && isWithin(said, shown) ? said : undefined),
}

const valueIn = (law: Law, { field, value, words }: MetadataProposed): string | undefined =>
  VALUES[field](cleaned(value), cleaned(words), law)

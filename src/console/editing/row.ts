// One row: under which facts an asker is answered what, on which basis. A form in words; the shape of the file stands nowhere.
import { html } from 'hono/html'
import type { Violation } from '../../knowledge/knowledge.ts'
import { type Draft, isSame, type Json } from '../../publishing/publishing.ts'
import { CONFIDENCES, STAGES, STATUSES, VERDICTS } from '../../vocabulary.ts'
import { form } from '../form.ts'
import type { Parts } from '../pages/parts.ts'
import { type Answer, type Html, type Route, refused, type Seen } from '../visit.ts'
import { at, listAt, textAt, textsAt } from './body.ts'
import { draftClauses } from './choosers.ts'
import type { Field } from './fields.ts'
import { type FormPage, FRESH, saveForm, showForm, type Values } from './formpage.ts'
import {
  afterwards,
  draftPath,
  edit,
  fileIn,
  fileName,
  filePath,
  isWritable,
  kindOf,
  onDraft,
  placeIn,
  versionOf,
} from './frame.ts'
import { optionOf } from './keys.ts'

export const rowRoutes = (parts: Parts): readonly Route[] => [
  onDraft(parts, 'draft.edit', 'POST', '/berkas/:file/baris', (visit, draft) => add(parts, visit, draft)),
  onDraft(parts, 'draft.see', 'GET', '/berkas/:file/baris/:n', (visit, draft) =>
    showForm(parts, visit, draft, now => rowPage(parts, visit, now)),
  ),
  onDraft(parts, 'draft.edit', 'POST', '/berkas/:file/baris/:n', (visit, draft) =>
    saveForm(parts, visit, draft, now => rowPage(parts, visit, now)),
  ),
  onDraft(parts, 'draft.edit', 'POST', '/berkas/:file/baris/:n/hapus', (visit, draft) => remove(parts, visit, draft)),
]

/** Every kind of violation; another one breaks the build. */
const VIOLATIONS: Readonly<Record<Violation, null>> = {
  'tidak-ada': null,
  'kode-etik': null,
  'disiplin-sedang': null,
  'disiplin-berat': null,
  'disiplin-diperselisihkan': null,
  'disiplin-tanpa-tingkat': null,
  'disiplin-umum': null,
  partai: null,
  'non-asn': null,
}
const KEPT_VERDICTS = VERDICTS.filter(v => v !== 'clarify')

/** Facts on words: what the question speaks of, does not speak of, or denies. The first is meant where nobody says which. */
const WORD_FACTS = ['concept', 'no-concept', 'denied'] as const
const SPARE = 1

/** The body of a regional row stands within it, that of a national one is it. */
const baseOf = (file: string, n: number): string => (kindOf(file) === 'rows' ? `rows.${n}.row` : `rows.${n}`)

const conditionsOf = (row: Json | undefined, fact: string): readonly (readonly string[])[] =>
  listAt(row, 'when').flatMap(c => (textAt(c, 'fact') === fact ? [textsAt(c, 'is')] : []))

const wordConditions = (row: Json | undefined): readonly Json[] =>
  listAt(row, 'when').filter(c => WORD_FACTS.some(fact => fact === textAt(c, 'fact')))

function rowPage(parts: Parts, visit: Seen, draft: Draft): FormPage | null {
  const { say } = parts.words
  const file = fileIn(draft, visit)
  const n = placeIn(visit)
  if (file === null || !['rows', 'situation', 'principle'].includes(kindOf(file))) return null
  const body = draft.files[file]?.body ?? null
  const isRegional = kindOf(file) === 'rows'
  const base = baseOf(file, n)
  const row = at(body, base)
  if (row === undefined) return null
  const path = `${filePath(draft.id, file)}/baris/${n}`
  // rows typed with a script stay as many as there are; one more is always empty
  const words = Math.max(wordConditions(row).length, countIn(visit, 'syarat', 'is')) + SPARE
  const branches = Math.max(listAt(row, 'branches').length, countIn(visit, 'cabang', 'if')) + SPARE
  const id = textAt(row, 'id')
  return {
    title: say(isRegional ? 'ed_row_regional' : 'ed_row', { n: n + 1 }),
    file,
    path,
    next: filePath(draft.id, file),
    fields: fieldsOf(parts, draft, base, n, isRegional, words, branches),
    aside: null,
    initial: initialOf(row),
    compose: values => composed(values, base, row),
    entails: () => [],
    isMine: ({ field }) => field === `rows.${n}` || field.startsWith(`rows.${n}.`) || field === `rows ${id}`,
    before: html`<p><a href="${filePath(draft.id, file)}">${say('ed_back_to', { name: fileName(parts, draft, file) })}</a></p>`,
    layout: draw => layoutOf(parts, draw, { base, n, isRegional, words, branches }),
    after: isWritable(visit, draft)
      ? html`<p><a href="${draftPath(draft.id)}/coba">${say('ed_row_try')}</a></p><section class="more">${form(visit, `${path}/hapus`, html`${versionOf(draft)}<button class="second" data-ask="${say('ed_row_remove_sure')}">${say('ed_row_remove')}</button>`)}</section>`
      : html``,
  }
}

const countIn = ({ form: posted }: Seen, list: string, field: string): number => {
  let n = 0
  while (posted.has(`${list}.${n}.${field}`) || posted.has(`${list}.${n}.fact`)) n++
  return n
}

type Layout = {
  readonly base: string
  readonly n: number
  readonly isRegional: boolean
  readonly words: number
  readonly branches: number
}

function layoutOf({ words: { say } }: Parts, draw: (at: string) => Html, { base, n, isRegional, words, branches }: Layout): Html {
  const own = (...names: readonly string[]): readonly Html[] => names.map(name => draw(`${base}.${name}`))
  const condition = (k: number): Html => html`<div class="condition">${draw(`syarat.${k}.fact`)}${draw(`syarat.${k}.is`)}</div>`
  const branch = (k: number): Html =>
    html`<div class="condition">${draw(`cabang.${k}.if`)}${draw(`cabang.${k}.then`)}${draw(`cabang.${k}.say`)}</div>`
  const folded = (key: string, count: number, one: (k: number) => Html): Html =>
    html`${Array.from({ length: count - SPARE }, (_, k) => one(k))}<details class="menu-part"><summary>${say(key)}</summary>${one(count - SPARE)}</details>`
  return html`${isRegional ? html`<h2>${say('ed_row_part_about')}</h2>${draw(`rows.${n}.entry`)}${draw(`rows.${n}.years`)}` : ''}
<h2>${say('ed_row_part_answer')}</h2>${own('verdict', 'lead', 'reason', 'safe_way', 'safe_way_after')}
<h2>${say('ed_row_part_basis')}</h2>${own('basis')}
<h2>${say('ed_row_part_facts')}</h2><p class="hint">${say('ed_row_part_facts_hint')}</p>${draw('syarat.status')}${draw('syarat.stage')}${folded('ed_condition_more', words, condition)}
<h2>${say('ed_row_part_branches')}</h2><p class="hint">${say('ed_row_part_branches_hint')}</p>${folded('ed_branch_more', branches, branch)}
<h2>${say('ed_row_part_follows')}</h2>${own('violation.before', 'violation.after')}
<h2>${say('ed_row_part_reading')}</h2>${own('reading', 'confidence', 'disputed', 'id')}`
}

function fieldsOf(
  parts: Parts,
  draft: Draft,
  base: string,
  n: number,
  isRegional: boolean,
  words: number,
  branches: number,
): readonly Field[] {
  const named = (prefix: `${string}_`) => optionOf(parts.words, prefix)
  const verdicts = KEPT_VERDICTS.map(named('answer_'))
  const violations = Object.keys(VIOLATIONS).map(named('ed_violation_'))
  const condition = (k: number): readonly Field[] => [
    { at: `syarat.${k}.fact`, kind: 'choice', label: 'ed_condition_fact', of: WORD_FACTS.map(named('ed_fact_')) },
    { at: `syarat.${k}.is`, kind: 'chooser', label: 'ed_condition_is', chooser: { from: 'concept', isOne: false, given: [] } },
  ]
  const branch = (k: number): readonly Field[] => [
    { at: `cabang.${k}.if`, kind: 'line', label: 'ed_branch_if', max: 300 },
    { at: `cabang.${k}.then`, kind: 'choice', label: 'ed_branch_then', of: verdicts },
    { at: `cabang.${k}.say`, kind: 'line', label: 'ed_branch_say', max: 300 },
  ]
  return [
    ...(isRegional
      ? ([
          {
            at: `rows.${n}.entry`,
            kind: 'chooser',
            label: 'ed_row_entry',
            hint: 'ed_row_entry_hint',
            chooser: { from: 'entry', isOne: true, given: [] },
          },
          { at: `rows.${n}.years`, kind: 'lines', label: 'ed_row_years', hint: 'ed_row_years_hint', rows: 1, areNumbers: true },
        ] as const)
      : []),
    { at: `${base}.verdict`, kind: 'choice', label: 'ed_row_verdict_label', of: verdicts },
    { at: `${base}.lead`, kind: 'area', label: 'ed_row_lead', hint: 'ed_row_lead_hint', rows: 3, max: 400, isCounted: true },
    { at: `${base}.reason`, kind: 'area', label: 'ed_row_reason', hint: 'ed_row_reason_hint', rows: 2, max: 600 },
    { at: `${base}.safe_way`, kind: 'area', label: 'ed_row_safe', hint: 'ed_row_safe_hint', rows: 2, max: 600 },
    { at: `${base}.safe_way_after`, kind: 'area', label: 'ed_row_safe_after', hint: 'ed_row_safe_after_hint', rows: 2, max: 600 },
    {
      at: `${base}.basis`,
      kind: 'chooser',
      label: 'ed_row_basis',
      hint: 'ed_row_basis_hint',
      chooser: { from: 'clause', isOne: false, given: draftClauses({ draft }).slice(0, GIVEN_MAX) },
    },
    { at: 'syarat.status', kind: 'many', label: 'ed_fact_status', of: STATUSES.map(named('ed_status_')) },
    { at: 'syarat.stage', kind: 'many', label: 'ed_fact_stage', of: STAGES.map(named('ed_stage_')) },
    ...Array.from({ length: words }, (_, k) => condition(k)).flat(),
    ...Array.from({ length: branches }, (_, k) => branch(k)).flat(),
    { at: `${base}.violation.before`, kind: 'choice', label: 'ed_row_before', of: violations },
    { at: `${base}.violation.after`, kind: 'choice', label: 'ed_row_after', of: violations },
    { at: `${base}.reading`, kind: 'area', label: 'ed_row_reading', hint: 'ed_row_reading_hint', rows: 4, max: 2000 },
    { at: `${base}.confidence`, kind: 'choice', label: 'ed_row_confidence', of: CONFIDENCES.map(named('ed_confidence_')) },
    { at: `${base}.disputed`, kind: 'switch', label: 'ed_row_disputed', hint: 'ed_row_disputed_hint' },
    { at: `${base}.id`, kind: 'line', label: 'ed_row_id', hint: 'ed_row_id_hint', max: 80 },
  ]
}

const GIVEN_MAX = 40

/** Conditions and branches as fields of their own. */
function initialOf(row: Json): ReadonlyMap<string, readonly string[]> {
  const initial = new Map<string, readonly string[]>([
    ['syarat.status', conditionsOf(row, 'status').flat()],
    ['syarat.stage', conditionsOf(row, 'stage').flat()],
  ])
  wordConditions(row).forEach((c, k) => {
    initial.set(`syarat.${k}.fact`, [textAt(c, 'fact')])
    initial.set(`syarat.${k}.is`, textsAt(c, 'is'))
  })
  listAt(row, 'branches').forEach((b, k) => {
    for (const name of ['if', 'then', 'say']) initial.set(`cabang.${k}.${name}`, [textAt(b, name)])
  })
  return initial
}

const isFilled = (value: Json | undefined): boolean => (Array.isArray(value) ? value.length > 0 : value !== '' && value !== null)

function composed(values: Values, base: string, row: Json): Values {
  const own = Object.entries(values).filter(([name]) => !/^(syarat|cabang)\./.test(name))
  const status = textsAt(values['syarat.status'], '')
  const stage = textsAt(values['syarat.stage'], '')
  const places = (list: string): readonly number[] => [
    ...new Set(Object.keys(values).flatMap(name => (name.startsWith(`${list}.`) ? [Number(name.split('.')[1])] : []))),
  ]
  const words = places('syarat')
    .filter(k => Number.isInteger(k))
    .map(k => ({ fact: textAt(values[`syarat.${k}.fact`], '') || WORD_FACTS[0], is: textsAt(values[`syarat.${k}.is`], '') }))
    .filter(c => c.is.length > 0)
  const branches = places('cabang')
    .map(k => ({
      if: textAt(values[`cabang.${k}.if`], ''),
      then: textAt(values[`cabang.${k}.then`], ''),
      say: textAt(values[`cabang.${k}.say`], ''),
    }))
    .filter(b => isFilled(b.if) || isFilled(b.say))
  const when: readonly Json[] = [
    ...(status.length === 0 ? [] : [{ fact: 'status', is: status }]),
    ...(stage.length === 0 ? [] : [{ fact: 'stage', is: stage }]),
    ...words,
  ]
  const changed: Record<string, Json> = { ...Object.fromEntries(own), [`${base}.when`]: when, [`${base}.branches`]: branches }
  // whoever reviewed it read other words
  const isTouched = Object.entries(changed).some(
    ([name, value]) => name.startsWith(`${base}.`) && !isSame(at(row, name.slice(base.length + 1)), value),
  )
  return isTouched ? { ...changed, [`${base}.review`]: { level: 'none', on: null } } : changed
}

// ── More and fewer ──

async function add(parts: Parts, visit: Seen, draft: Draft): Promise<Answer> {
  const file = fileIn(draft, visit)
  if (file === null) return refused('absent')
  const body = draft.files[file]?.body ?? null
  const isRegional = kindOf(file) === 'rows'
  const rows = listAt(body, 'rows')
  const title = isRegional
    ? `${textAt(body, 'regulation')}-${rows.length + 1}`
    : rows.length === 0
      ? 'umum'
      : `baris-${rows.length + 1}`
  const value = parts.editor.blank(isRegional ? 'regional-row' : 'row', { title, place: null, on: parts.today() })
  // the row that holds always stands last: a more particular one is asked before it
  const last = rows.at(-1)
  const index = !isRegional && last !== undefined && listAt(last, 'when').length === 0 ? rows.length - 1 : rows.length
  const acted = await edit(parts, visit, draft, [{ kind: 'insert', file, at: 'rows', index, value }])
  return afterwards(acted, `${filePath(draft.id, file)}/baris/${index}?${FRESH}`, null)
}

async function remove(parts: Parts, visit: Seen, draft: Draft): Promise<Answer> {
  const file = fileIn(draft, visit)
  if (file === null) return refused('absent')
  const acted = await edit(parts, visit, draft, [{ kind: 'remove', file, at: 'rows', index: placeIn(visit) }])
  return afterwards(acted, filePath(draft.id, file), 'ed_done_removed')
}

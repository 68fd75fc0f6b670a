// What the check finds, in the words of an editor, and which page of the draft mends it.
import type { Problem } from '../../knowledge/knowledge.ts'
import type { Draft, Json } from '../../publishing/publishing.ts'
import type { Words } from '../words.ts'
import { at, listAt, textAt } from './body.ts'
import { filePath } from './frame.ts'
import { keyOf } from './keys.ts'

/** What is wrong and what to do. A kind that nobody has put into words yet is told by its name. */
export function problemText(words: Words, { kind, what }: Problem): string {
  const { say, has } = words
  const key = keyOf('ed_problem_', kind)
  return has(key)
    ? say(key, { what: kind === 'more-permissive' ? bothVerdicts(words, what) : what })
    : say('ed_problem', { kind, what })
}

/** The check names both verdicts as files do. */
function bothVerdicts({ say, has }: Words, what: string): string {
  const [here = '', there = ''] = what.split(' < ').map(v => (has(`answer_${v}`) ? say(`answer_${v}`) : v))
  return say('ed_problem_both', { here, there })
}

/** The same where no field stands beside it: of which part it is said, as far as that has a name. `path`: where it is mended. */
export function problemAt(words: Words, problem: Problem, path: string | null = null): string {
  const { say, has } = words
  const [, row] = path?.match(/\/baris\/(\d+)$/) ?? []
  if (row !== undefined && problem.field.startsWith('rows '))
    return say('ed_problem_at', { where: say('ed_part_rows', { n: Number(row) + 1 }), text: problemText(words, problem) })
  const [, list, place] = problem.field.match(/^(rows|questions|clauses)\.(\d+)/) ?? []
  const last = problem.field.split(/[ /]/)[0]?.split('.').at(-1) ?? ''
  const name = has(keyOf('ed_field_', last)) ? say(keyOf('ed_field_', last)) : ''
  const part = list === undefined ? '' : say(keyOf('ed_part_', list), { n: Number(place) + 1 })
  const where = [part, name].filter(one => one !== '').join(', ')
  const text = problemText(words, problem)
  return where === '' ? text : say('ed_problem_at', { where, text })
}

/** Where in the draft it can be mended; null: not in this draft. */
export function mendedAt(draft: Draft, { file, field }: Problem): string | null {
  const body = draft.files[file]?.body
  if (body === undefined || body === null) return null
  const base = filePath(draft.id, file)
  const part = partOf(body, field)
  return part === null ? `${base}#k-${field.split(/[ /]/)[0]?.replaceAll('.', '-') ?? ''}` : `${base}/${part}`
}

/** A row, a question or a clause has a page of its own. */
function partOf(body: Json, field: string): string | null {
  const [, list, place] = field.match(/^(rows|questions|clauses)\.(\d+)/) ?? []
  if (list !== undefined && place !== undefined) return `${PAGES[list] ?? ''}/${place}`
  const [, id] = field.match(/^rows (\S+)/) ?? []
  const row = listAt(body, 'rows').findIndex(
    r => id !== undefined && (textAt(r, 'id') === id || textAt(at(r, 'row'), 'id') === id),
  )
  if (row >= 0) return `baris/${row}`
  const clause = listAt(body, 'clauses').findIndex(c => textAt(c, 'label') === field)
  return clause >= 0 ? `butir/${clause}` : null
}

const PAGES: Readonly<Record<string, string>> = { rows: 'baris', questions: 'pertanyaan', clauses: 'butir' }

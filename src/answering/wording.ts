// A decided answer fitted to the question by a model: its words are taken line by line, and only where a checker finds nothing in them that the
// knowledge does not say. Whatever is refused stays as the knowledge says it.
import { createHash } from 'node:crypto'
import { type Edition, refOf } from '../knowledge/knowledge.ts'
import { refusalOf } from './checked.ts'
import { excerpt, FIRST_LAYER_MAX, where } from './compose.ts'
import type { Draft } from './draft.ts'
import { unmoved } from './keys.ts'
import type { ModelWording, WordTask } from './model.ts'
import { veiled } from './veil.ts'

/** Characters of a clause that a model sees. */
const CLAUSE_MAX = 600

/** The draft with a model's wording of its first layer, where it told one that holds; or with the wish to ask for it. */
export function fitted(edition: Edition, draft: Draft): Draft {
  const { consulting } = draft.ask
  if (consulting === undefined || !mayBeWorded(draft)) return draft
  const task = wordTask(edition, draft)
  const told = consulting.told.find(t => t.key === task.key)
  if (told === undefined) return consulting.words ? { ...draft, wants: [task] } : draft
  if (told.wording === null) return { ...draft, marks: [...draft.marks, 'wording-silent'] }
  const first = worded(edition, task, told.wording)
  if (first === null) return { ...draft, marks: [...draft.marks, 'wording-refused'] }
  return { ...draft, layer: { ...draft.layer, first }, marks: [...draft.marks, 'worded'] }
}

/** What is still to be read is not worded yet, nor what a reading doubts; of a second thing asked only the first line is shown. */
const mayBeWorded = ({ sentences, wants, mind, part }: Draft): boolean =>
  sentences.some(s => !s.isFixed) && wants.length === 0 && unmoved(mind) && part === 0

/** What a model is given to word: the same for all questions that differ only in what names a side, a people or a person. */
export function wordTask(edition: Edition, draft: Draft): WordTask {
  const clauses = draft.citations.flatMap((c, i) => {
    const at = edition.clause(refOf(c.document, c))
    return at === undefined ? [] : [{ n: i + 1, name: where(at), text: excerpt(at.clause.text, CLAUSE_MAX).text }]
  })
  const task = {
    question: veiled(edition, draft.text),
    outcome: draft.decision.outcome,
    sentences: draft.sentences,
    clauses,
    max: FIRST_LAYER_MAX,
  }
  const key = createHash('sha256')
    .update(JSON.stringify([edition.hash, task]))
    .digest('hex')
  return { kind: 'word', key, ...task }
}

/** The first layer as a model words it; null where any line of it is not to be said. */
export function worded(edition: Edition, task: WordTask, { lines }: ModelWording): string | null {
  const { sentences } = task
  const given = { question: task.question, clauses: new Set(task.clauses.map(c => c.n)) }
  const places = lines.map(line => ('keep' in line ? line.keep : line.at))
  const isInOrder = places.every((at, i) => Number.isInteger(at) && at > (places[i - 1] ?? -1))
  const isWhole = sentences.every((s, at) => !s.isFixed || places.includes(at))
  const keepsReason = sentences.some((s, at) => !s.isFixed && places.includes(at))
  if (!isInOrder || !isWhole || !keepsReason) return null
  const said: string[] = []
  for (const line of lines) {
    const sentence = sentences['keep' in line ? line.keep : line.at]
    if (sentence === undefined) return null
    if ('keep' in line || line.text === sentence.text) {
      said.push(sentence.text)
      continue
    }
    if (sentence.isFixed || refusalOf(edition, { ...given, own: sentence.text }, line.text) !== null) return null
    said.push(withNames(task, line.text))
  }
  const first = said.join('\n')
  return first.length > task.max ? null : first
}

/** Clauses are named by the knowledge; a model knows them by number. */
const withNames = ({ clauses }: WordTask, text: string): string =>
  text.replace(/\[(\d+)\]/g, (number, n: string) => clauses.find(c => c.n === Number(n))?.name ?? number)

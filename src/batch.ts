// The batch contract of `ask --jsonl`: the shape of a line in and of a line out.
import { z } from 'zod'
import { clauseName, type Edition } from './knowledge/knowledge.ts'
import { type Answer, type DateOnly, type Profile, STATUSES, type Verdict } from './vocabulary.ts'

export const inputSchema = z.object({
  id: z.string().min(1),
  turns: z.array(z.string()).min(1),
  region: z.string().optional(),
  status: z.string().optional(),
  on: z.iso.date().optional(),
})

/** A day that exists, written YYYY-MM-DD. */
export const isDate = (text: string): boolean => inputSchema.shape.on.safeParse(text).success

/** Outcomes as whoever judges questions names them. */
const JUDGED: Readonly<Record<string, Verdict>> = {
  dilarang: 'forbidden',
  boleh: 'allowed',
  'boleh-bersyarat': 'allowed_if',
  bergantung: 'depends',
  info: 'information',
  'di-luar-lingkup': 'out_of_scope',
  'serahkan-petugas': 'handoff',
  klarifikasi: 'clarify',
}
const judgedSchema = z.object({
  outcome: z.string(),
  acceptable: z.array(z.string()).default([]),
  must_cite_any: z.array(z.array(z.object({ document: z.string(), label: z.string() }))).optional(),
})
/** A question of a file that says what its answer should be. */
const questionSchema = z.object({
  id: z.string().min(1),
  group: z.string().default('-'),
  question: z.string(),
  follow_up_facts: z.string().optional(),
  region: z.string().optional(),
  status: z.string().optional(),
  on: z.iso.date().optional(),
  expected: judgedSchema.extend({ after_follow_up: judgedSchema.optional() }),
  must_cite_any: judgedSchema.shape.must_cite_any,
})

/** A conversation of a file, and what its last answer should be, where the file says so. */
export type FileCase = z.infer<typeof inputSchema> & {
  readonly group: string
  readonly expect: readonly string[]
  readonly cite: NonNullable<z.infer<typeof judgedSchema>['must_cite_any']>
}

/** What a line asks: a line of the batch, or a question with its judgement, once more after what its asker adds. null: it is neither. */
export function casesIn(line: unknown): readonly FileCase[] | null {
  const judged = questionSchema.safeParse(line)
  if (judged.success) return judgedCases(judged.data)
  const plain = inputSchema.safeParse(line)
  return plain.success ? [{ ...plain.data, group: '-', expect: [], cite: [] }] : null
}

function judgedCases(q: z.infer<typeof questionSchema>): FileCase[] {
  const { id, group, question, follow_up_facts: added, region, status, on, expected } = q
  const { after_follow_up: after } = expected
  const profile = { region, status, on }
  const expect = ({ outcome, acceptable }: z.infer<typeof judgedSchema>): string[] =>
    [outcome, ...acceptable].map(o => JUDGED[o] ?? o)
  const cited = (lists: FileCase['cite'] | undefined): FileCase['cite'] => (lists ?? []).filter(any => any.length > 0)
  const first = { id, group, turns: [question], ...profile, expect: expect(expected), cite: cited(q.must_cite_any) }
  if (added === undefined || after === undefined) return [first]
  const turns = [question, added]
  return [first, { ...first, id: `${id}#2`, group: `${group}2`, turns, expect: expect(after), cite: cited(after.must_cite_any) }]
}

/** Whom a line asks for; what of it cannot be read is unknown. */
export const profileIn = (
  { places }: Pick<Edition, 'places'>,
  { region, status, on }: Pick<z.infer<typeof inputSchema>, 'region' | 'status' | 'on'>,
  today: DateOnly,
): Profile => ({
  status: STATUSES.find(s => s === status) ?? null,
  place: region === undefined ? null : (places.byName(region)?.code ?? null),
  on: on ?? today,
})

/** The answer to the last turn, as its first finding counts; `text` is exactly what the asker reads. */
export function toOutput(id: string, answer: Answer): object {
  const first = answer.findings[0]
  return {
    id,
    outcome: first?.outcome ?? 'failed_empty',
    text: answer.text,
    citations: (first?.citations ?? []).map(c => ({
      document: c.document,
      label: clauseName(c.label, c.heading),
      ...(c.historical ? { historical: true } : {}),
    })),
    offersOfficer: first?.offersOfficer ?? false,
    situation: first?.situation ?? null,
    confidence: Number((first?.confidence ?? 0).toFixed(3)),
    edition: answer.edition,
  }
}

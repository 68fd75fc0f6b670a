// The batch contract of `ask --jsonl`: the shape of a line in and of a line out.
import { z } from 'zod'
import { clauseName } from './knowledge/knowledge.ts'
import type { Answer } from './vocabulary.ts'

export const inputSchema = z.object({
  id: z.string().min(1),
  turns: z.array(z.string()).min(1),
  region: z.string().optional(),
  status: z.string().optional(),
  on: z.iso.date().optional(),
})

/** A day that exists, written YYYY-MM-DD. */
export const isDate = (text: string): boolean => inputSchema.shape.on.safeParse(text).success

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

// Counts answers by kind and day until they are written down together: what is stored shows how many there were, never when or in what order.
import type { AnswerRecord } from '../conversation/conversation.ts'
import type { DateOnly } from '../vocabulary.ts'

/** How often something was counted on a day: all that is kept of it. The key names day and kind, in JSON. */
export type Tally = { readonly key: string; readonly on: DateOnly; readonly n: number }

export type Counter = {
  readonly add: (on: DateOnly, records: readonly AnswerRecord[]) => void
  /** What was counted of earlier days, or `all` there is, in no order of time; it is the caller's to write. */
  readonly take: (before: DateOnly | 'all') => readonly Tally[]
}

export function counter(): Counter {
  const counts = new Map<string, Tally>()
  return {
    add: (on, records) => {
      for (const kind of records.flatMap(kindsOf)) {
        const key = JSON.stringify([on, ...kind])
        counts.set(key, { key, on, n: (counts.get(key)?.n ?? 0) + 1 })
      }
    },
    take: before => {
      const taken = [...counts.values()].filter(t => before === 'all' || t.on < before)
      for (const { key } of taken) counts.delete(key)
      return taken.toSorted((a, b) => (a.key < b.key ? -1 : 1))
    },
  }
}

/** What was asked is counted apart from where and by whom: together they could be one person's. */
function kindsOf(record: AnswerRecord): (string | boolean | null)[][] {
  switch (record.kind) {
    case 'answer': {
      const { edition, outcome, situation, row, place, status } = record
      return [
        ['answer', edition, outcome, situation, row],
        ['asker', place, status],
      ]
    }
    case 'feedback':
      return [['feedback', record.situation, record.row, record.good, record.hasReason]]
    case 'from':
      return [['from', record.place]]
    case 'opened':
      return [['opened', record.topic]]
    case 'rated':
      return [['rated', record.good]]
  }
}

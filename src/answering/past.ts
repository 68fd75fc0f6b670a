// past: whether what is asked about has happened already. Then the safe way is to undo it; before, to keep from it. It decides no verdict.
import { isOneOf, type Read, type Row, touches } from '../knowledge/knowledge.ts'

/** What is said of a thing that has happened, whatever else is said. */
const HAPPENED = ['degree.past.already', 'degree.past.regret', 'degree.accident.slip', 'degree.accident.missent']
/** What is told of some time ago, and may be an invitation for tomorrow. */
const AGO = [
  'degree.past.recently',
  'degree.past.long-ago',
  'degree.past.ignorant',
  'degree.accident.unmeant',
  'degree.accident.tongue',
]
/** Words that say of the verb behind them that it is over. */
const OVER = new Set(['sudah', 'telah', 'pernah', 'sempat', 'barusan', 'tadi', 'kemarin', 'semalam'])
/** Of these, those that say only when, beside which something may still be ahead. */
const WHEN = new Set(['pernah', 'barusan', 'tadi', 'kemarin', 'semalam'])
/** What may stand between them and their verb. */
const BETWEEN = new Set(
  'saya aku kami kita saja terlanjur keburu kadung ikut sempat pernah pagi siang sore malam langsung juga'.split(' '),
)
/** Stems of what is still to come, or is wanted of the asker by another. */
const AHEAD = new Set(
  'mau akan rencana ingin niat hendak besok nanti lusa ajak suruh minta undang tawar imbau perintah wajib'.split(' '),
)
/** Stems of asking leave, which is asked of what has been done as well ("kemarin saya komen begitu, boleh?"). */
const LEAVE = new Set(['boleh', 'izin'])
/** Before a condition nothing has happened; before somebody else nothing of the asker's. */
const OTHERWISE = new Set('kalau bila jika andai seandainya misal dia ia beliau mereka'.split(' '))
/** What is done about a thing, and not the thing itself. */
const ABOUT = 'refuse ask report legal-claim vote view attend.invited persuade.invite'.split(' ').map(act => `act.${act}`)

/** Words looked through behind a word for what is over. */
const REACH = 4

export function isPast({ tokens, readings, kinds }: Read): boolean {
  if (touches(kinds, HAPPENED)) return true
  const acts = readings.filter(r => !r.denied && isOneOf(r.concept, ['act']) && !isOneOf(r.concept, ABOUT))
  // "ajakan", "undangan" name a thing
  const says = (stems: ReadonlySet<string>): boolean =>
    tokens.some(t => stems.has(t.stem) && !/^(?!me|di).*an(?:nya)?$/.test(t.word))
  const isAhead = says(AHEAD)
  const isOver = tokens.some((token, at) => {
    if (!OVER.has(token.word) || OTHERWISE.has(tokens[at - 1]?.word ?? '') || (WHEN.has(token.word) && isAhead)) return false
    let next = at + 1
    while (next < at + REACH && BETWEEN.has(tokens[next]?.word ?? '') && !acts.some(r => r.from === next)) next++
    return acts.some(r => r.from === next)
  })
  return isOver || (touches(kinds, AGO) && acts.length > 0 && !isAhead && !says(LEAVE))
}

/** What a row advises whoever asks: before it has happened, or after. */
export const safeWayOf = (row: Row, read: Read): string =>
  row.safe_way_after !== '' && isPast(read) ? row.safe_way_after : row.safe_way

// A consultation in its asker's own hands: all of it in order, in messages of their channel, to keep or to print. It is made anew each time
// and kept nowhere; what the page of the chat prints is what was said here.
import type { ConsultationCopy } from '../handoff/handoff.ts'
import type { Reply } from '../vocabulary.ts'
import { DAY, isMarked, linesOf } from './brief.ts'
import { pieces } from './fit.ts'
import type { Memory } from './memory.ts'
import { type Asked, type Said, says } from './turn.ts'

/** Their consultations as far as they are still kept, the oldest first; what to do where there is none. */
export function copy(asked: Asked, memory: Memory): Said {
  const { copies, desk } = asked.turn
  if (copies === undefined && desk !== null) return { ...says(memory), wishes: [{ kind: 'find-copy' }] }
  const replies = (copies ?? []).flatMap(c => messagesOf(asked, c))
  return says(memory, ...(replies.length > 0 ? replies : [{ text: asked.tell('copy_none'), choices: [] }]))
}

/** Each message says what it is: in between others may arrive. */
function messagesOf(asked: Asked, copied: ConsultationCopy): Reply[] {
  const { tell, turn } = asked
  const [head, goesOn] = [tell('copy_head'), tell('copy_goes_on')]
  const room = turn.shape.textMax - Math.max(head.length, goesOn.length) - 1
  return pieces(sectionsOf(asked, copied).join('\n\n'), room).map((text, i) => ({
    text: `${i === 0 ? head : goesOn}\n${text}`,
    choices: [],
  }))
}

function sectionsOf(asked: Asked, { brief, lines, state }: ConsultationCopy): readonly string[] {
  const { tell, turn } = asked
  const texts = [...brief.questions, ...lines.filter(l => l.voice === 'asker')].map(l => l.text)
  const marks = texts.some(isMarked) ? [tell('preview_marks')] : []
  const isAnswered = lines.some(l => l.voice === 'officer')
  return [
    [tell('copy_made', { on: dayOf(turn.on) }), ...marks].join('\n'),
    [tell('copy_asked'), ...linesOf(asked, brief)].join('\n'),
    ...lines.map(l =>
      tell('copy_line', { on: dayOf(l.on), text: l.voice === 'asker' ? wrote(asked, l.text) : spoken(asked, l.text) }),
    ),
    [...(isAnswered ? [] : [tell('copy_unanswered')]), tell(ENDS[state]), tell('copy_own')].join('\n'),
  ]
}

const wrote = ({ tell }: Asked, text: string): string => `${tell('copy_wrote')}\n${text.trim()}`

/** As it reached them: who as a role, what, and what it rests on. How to reply to it is over on paper. */
function spoken({ tell }: Asked, text: string): string {
  const here = tell('officer_reply_here')
  return (text.endsWith(here) ? text.slice(0, -here.length) : text).trim()
}

const ENDS = {
  waiting: 'copy_open',
  claimed: 'copy_open',
  in_review: 'copy_open',
  answered: 'copy_open',
  closed: 'copy_closed',
  expired: 'copy_expired',
} as const satisfies Record<ConsultationCopy['state'], string>

const dayOf = (on: string): string => DAY.format(new Date(on))

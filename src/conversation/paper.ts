// A circular that somebody forwards: what is said of it. Known, altered or unknown; never of its paper, and never whether what it says is right.
import {
  asksIfGenuine,
  type Compared,
  type Difference,
  documentPath,
  EXAMINED_MAX,
  type Examined,
  examine,
  where,
} from '../answering/answering.ts'
import type { Enclosed, Message, Reply, UnreadWhy } from '../vocabulary.ts'
import type { Asked } from './turn.ts'

/** What came in a file: its words, or why there are none. */
export type Paper =
  | {
      readonly kind: 'read'
      readonly text: string
      readonly isPhoto: boolean
      readonly isCut: boolean
      readonly isCopied?: boolean
    }
  | { readonly kind: 'unread'; readonly why: UnreadWhy }

/** The messages of a turn with the words of their files, which came as messages of their own; a file whose words never came was lost. */
export function withPapers(messages: readonly Message[]): readonly Message[] {
  const ended = new Map(messages.flatMap(({ enclosed }) => (isEnded(enclosed) ? [[enclosed.name, enclosed]] : [])))
  const begun = new Set(messages.flatMap(({ enclosed }) => (enclosed?.kind === 'under-way' ? [enclosed.name] : [])))
  return messages.flatMap(message => {
    const { enclosed } = message
    if (enclosed === undefined) return [message]
    if (enclosed.kind !== 'under-way') return begun.has(enclosed.name) ? [] : [message]
    return [{ ...message, enclosed: ended.get(enclosed.name) ?? { kind: 'unread', name: enclosed.name, why: 'slow' } }]
  })
}

const isEnded = (enclosed: Enclosed | undefined): enclosed is Exclude<Enclosed, { kind: 'under-way' }> =>
  enclosed !== undefined && enclosed.kind !== 'under-way'

/** What is said of a file. */
export function ofPaper(asked: Asked, paper: Paper, isImage: boolean): Reply {
  if (paper.kind === 'unread') return bare(asked.say(UNREAD[paper.why]))
  const examined = examine(asked.setting.edition, {
    text: paper.text,
    isEnclosed: true,
    isRead: paper.isPhoto,
    on: asked.turn.on,
  })
  const cut = paper.isCut ? [asked.say('genuine_cut')] : []
  const copied = paper.isCopied === true && examined.kind !== 'other' ? [asked.say('genuine_copied')] : []
  return bare([...copied, ...lines(asked, examined, isImage), ...cut].join('\n'))
}

const UNREAD = {
  large: 'unread_large',
  long: 'unread_long',
  busy: 'unread_busy',
  behind: 'unread_behind',
  many: 'unread_many',
  slow: 'unread_slow',
  locked: 'unread_locked',
  poor: 'unread_poor',
  'not-document': 'unread_not_document',
  gone: 'unread_gone',
  broken: 'unread_broken',
} as const satisfies Record<UnreadWhy, string>

/** A message is nearly always a question: then it is for others to answer, beside a line where it quotes a clause with other words. */
export function ofWords(
  asked: Asked,
  text: string,
): { readonly kind: 'paper'; readonly reply: Reply } | { readonly kind: 'question'; readonly note: string | null } {
  const examined = examine(asked.setting.edition, {
    text: text.slice(0, EXAMINED_MAX),
    isEnclosed: false,
    isRead: false,
    on: asked.turn.on,
  })
  if (examined.kind === 'question') {
    const { quotation } = examined
    return { kind: 'question', note: quotation === null ? null : asked.say('genuine_quotation', blanks(quotation)) }
  }
  return { kind: 'paper', reply: bare(lines(asked, examined, false).join('\n')) }
}

/** Words beside a file that only ask what the file is answered with. */
export const isOfPaper = (text: string): boolean => asksIfGenuine(text)

const bare = (text: string): Reply => ({ text, choices: [] })

function lines(asked: Asked, examined: Examined, isImage: boolean): string[] {
  const { say } = asked
  switch (examined.kind) {
    case 'question':
    case 'other':
      return [say(isImage ? 'genuine_post' : 'genuine_not_law')]
    case 'unknown':
      return [
        say('genuine_unknown'),
        ...(examined.near === null ? [] : [say('genuine_near', { name: examined.near.short })]),
        say('genuine_verify'),
        say('genuine_offer'),
      ]
    case 'known':
      return [
        say('genuine_known', { name: examined.regulation.short, title: examined.regulation.title }),
        ...standing(asked, examined),
        ...comparedLines(asked, examined.compared, true),
        say('genuine_paper'),
        say('genuine_offer'),
      ]
    case 'altered':
      return [
        say(examined.compared.isQuoted ? 'genuine_altered_quoted' : 'genuine_altered', {
          name: examined.regulation.short,
          title: examined.regulation.title,
        }),
        ...examined.differences.map((d, i) => place(asked, d, i + 1)),
        ...(examined.more === 0 ? [] : [say('genuine_more', { count: String(examined.more) })]),
        ...standing(asked, examined),
        ...comparedLines(asked, examined.compared, false),
        say('genuine_altered_why'),
        say('genuine_verify'),
      ]
    default:
      return examined satisfies never
  }
}

type Found = Extract<Examined, { kind: 'known' | 'altered' }>

const STANDINGS = {
  in_force: 'genuine_in_force',
  amended: 'genuine_amended',
  repealed: 'genuine_repealed',
  unknown: 'genuine_unsure',
  future: 'genuine_future',
} as const

/** Its status today, and the page on which anyone can read it. */
function standing({ say, setting }: Asked, { regulation, standing: force }: Found): string[] {
  const url = setting.publicUrl === null ? [] : [say('genuine_page', { url: `${setting.publicUrl}${documentPath(regulation)}` })]
  return [say(STANDINGS[force]), ...url]
}

function comparedLines({ say }: Asked, compared: Compared, isSame: boolean): string[] {
  const { found, loaded, unreadable, isQuoted, beside } = compared
  const count = { found: String(found.length), loaded: String(loaded) }
  return [
    say(isSame ? 'genuine_compared' : 'genuine_compared_too', count),
    ...(beside === null ? [] : [say('genuine_beside', { sent: beside })]),
    ...(isQuoted && isSame ? [say('genuine_quoted')] : []),
    ...(unreadable === 0 ? [] : [say('genuine_unreadable', { count: String(unreadable) })]),
  ]
}

const place = ({ say }: Asked, difference: Difference, n: number): string =>
  difference.at === null
    ? say('genuine_title', { n: String(n), loaded: difference.loaded, sent: difference.sent })
    : say('genuine_place', { n: String(n), ...blanks(difference) })

const blanks = ({ at, loaded, sent }: Difference) => ({ where: at === null ? '' : where(at), loaded, sent })

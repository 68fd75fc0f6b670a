// What the messages of a turn do: presses, commands and marks one by one; all words between them together, as one question.
import type { Edition } from '../knowledge/knowledge.ts'
import type { ChannelName, Message, MessageKind, UnreadWhy } from '../vocabulary.ts'
import { type Command, commandOf, markInWords, numberIn } from './command.ts'
import { isPassedOn, isUnrated, openOwn } from './consult.ts'
import type { DeskView } from './desk.ts'
import type { Memory } from './memory.ts'
import { isOfPaper, type Paper, withPapers } from './paper.ts'
import { idOf, type Pressed, pressedOf } from './pressed.ts'
import type { ReceiptRead } from './receipt.ts'
import type { Keeps, Turn, TurnSetting } from './turn.ts'

export type Act =
  /** null: an id that is none of ours. */
  | { readonly kind: 'press'; readonly pressed: Pressed | null }
  | { readonly kind: 'command'; readonly command: Command }
  /** A number without a choice of that number. */
  | { readonly kind: 'number' }
  /** Words of a receipt, right or wrong. */
  | { readonly kind: 'receipt'; readonly read: ReceiptRead }
  /** A thumb: silent when it is a reaction, thanked for when it was typed. */
  | { readonly kind: 'mark'; readonly good: boolean; readonly isSilent: boolean }
  | Words
  /** A file; photographs that follow one another are pages of one. `isAlone`: no words came with it. */
  | { readonly kind: 'paper'; readonly of: 'photo' | 'document'; readonly paper: Paper; readonly isAlone: boolean }
  /** What was said aloud, in however many notes. */
  | { readonly kind: 'heard'; readonly text: string }
  | { readonly kind: 'unheard'; readonly why: UnreadWhy }
  | { readonly kind: 'notice'; readonly of: Unreadable }
  | { readonly kind: 'group' }

/** `isEdited`: an earlier question in new words; `isUnread`: there was a picture or file with it. */
type Words = { readonly kind: 'words'; readonly text: string; readonly isEdited: boolean; readonly isUnread: boolean }

/** What cannot be read and is answered with a sentence. */
export type Unreadable = Exclude<MessageKind, 'text' | 'choice' | 'reaction' | 'edit' | 'deletion' | 'group' | 'recall'>

const CARRIES_WORDS: readonly MessageKind[] = ['photo', 'document', 'video', 'voice']

/** The acts of a turn, in order. */
export function actsOf(
  { edition, keeps }: Pick<TurnSetting, 'edition' | 'keeps'>,
  memory: Memory,
  { channel, messages, desk }: Pick<Turn, 'channel' | 'messages' | 'desk'>,
): readonly Act[] {
  const context = { edition, keeps, memory, channel, desk }
  const acts = withPapers(heardBy(desk, messages)).reduce<readonly Act[]>(
    (done, message) => actsOfOne(context, message).reduce((before, act) => added(before, message, act), done),
    [],
  )
  const hasPaper = acts.some(a => a.kind === 'paper')
  const hasWords = acts.some(a => a.kind === 'words')
  const isWith = (a: Act): boolean => hasWords && a.kind === 'notice' && [...CARRIES_WORDS, 'sticker', 'other'].includes(a.of)
  const hasUnread = acts.some(a => isWith(a) && a.kind === 'notice' && CARRIES_WORDS.includes(a.of))
  const first = acts.findIndex(a => a.kind === 'words')
  const all = acts
    .map((a, at) => (a.kind === 'words' && at === first && hasUnread ? { ...a, isUnread: true } : a))
    .map(a => (a.kind === 'paper' ? { ...a, isAlone: !hasWords } : a))
    .filter(a => !isWith(a) && !(hasPaper && a.kind === 'words' && isOfPaper(a.text)))
  // what is shown back comes last: the next words are an answer to it
  return [...all.filter(a => a.kind !== 'heard'), ...all.filter(a => a.kind === 'heard')]
}

/** An officer hears no voice notes. */
const heardBy = (desk: DeskView | null, messages: readonly Message[]): readonly Message[] =>
  isPassedOn(desk) ? messages.map(m => (m.kind === 'voice' ? { kind: m.kind, text: m.text, choice: m.choice } : m)) : messages

/** A file and the words with it are two things. */
function actsOfOne(context: Context, message: Message): readonly (Act | null)[] {
  const { enclosed, kind } = message
  if (enclosed === undefined || enclosed.kind === 'under-way') return [actOf(context, message)]
  if (kind !== 'photo' && kind !== 'document' && kind !== 'voice') return [actOf(context, message)]
  const brought: Act =
    kind !== 'voice'
      ? { kind: 'paper', of: kind, paper: enclosed, isAlone: true }
      : enclosed.kind === 'read'
        ? { kind: 'heard', text: enclosed.text }
        : { kind: 'unheard', why: enclosed.why }
  return message.text.trim() === '' ? [brought] : [brought, actOf(context, { kind: 'text', text: message.text, choice: null })]
}

/** Words join the words before them unless a press or a command stands between; what is said of a kind is said once. */
function added(done: readonly Act[], message: Message, act: Act | null): readonly Act[] {
  if (act === null) return done
  if (act.kind === 'notice' || act.kind === 'group')
    return done.some(a => a.kind === act.kind && (a.kind !== 'notice' || act.kind !== 'notice' || a.of === act.of))
      ? done
      : [...done, act]
  if (act.kind === 'paper') return withPaper(done, act)
  if (act.kind === 'heard') return withHeard(done, act)
  if (act.kind === 'unheard') return done.some(a => a.kind === 'unheard' && a.why === act.why) ? done : [...done, act]
  if (act.kind !== 'words') return [...done, act]
  const open = done.findLastIndex(a => !['notice', 'group', 'mark', 'paper', 'heard', 'unheard'].includes(a.kind))
  const before = done[open]
  if (before?.kind !== 'words') return [...done, act]
  const joined: Words = {
    ...before,
    // an edit in the same turn is of what has not been answered yet: it takes the place of the last line
    text:
      message.kind === 'edit' ? [...before.text.split('\n').slice(0, -1), act.text].join('\n') : `${before.text}\n${act.text}`,
    isUnread: before.isUnread || act.isUnread,
  }
  return done.toSpliced(open, 1, joined)
}

type PaperAct = Extract<Act, { kind: 'paper' }>

/** Pages photographed one after the other are read as one; of several that could not be read one is told. */
function withPaper(done: readonly Act[], act: PaperAct): readonly Act[] {
  const at = done.findLastIndex(a => a.kind === 'paper')
  const before = done[at]
  const { paper } = act
  if (before?.kind !== 'paper') return [...done, act]
  if (paper.kind === 'unread') return before.paper.kind === 'unread' && before.paper.why === paper.why ? done : [...done, act]
  if (before.paper.kind === 'unread' || act.of !== 'photo' || before.of !== 'photo') return [...done, act]
  const text = `${before.paper.text}\n${paper.text}`
  const isCopied = paper.isCopied === true || before.paper.isCopied === true
  return done.with(at, { ...act, paper: { ...paper, text, isCut: paper.isCut || before.paper.isCut, isCopied } })
}

/** Notes that follow one another are one story. */
function withHeard(done: readonly Act[], act: Extract<Act, { kind: 'heard' }>): readonly Act[] {
  const at = done.findLastIndex(a => a.kind === 'heard')
  const before = done[at]
  return before?.kind === 'heard' ? done.with(at, { ...act, text: `${before.text}\n${act.text}` }) : [...done, act]
}

type Context = {
  readonly edition: Edition
  readonly keeps: Keeps | null
  readonly memory: Memory
  readonly channel: ChannelName
  readonly desk: DeskView | null
}

function actOf(context: Context, message: Message): Act | null {
  const { kind } = message
  const text = message.text.trim()
  switch (kind) {
    case 'choice':
      return { kind: 'press', pressed: message.choice === null ? null : pressedOf(message.choice) }
    case 'text':
      return typed(context, text)
    case 'edit':
      return wasAsked(context.memory, text)
        ? null
        : (receiptIn(context, text) ?? { kind: 'words', text, isEdited: true, isUnread: false })
    case 'reaction': {
      const good = markIn(text)
      return good === null ? null : { kind: 'mark', good, isSilent: true }
    }
    case 'deletion':
    case 'recall':
      return null
    case 'group':
      return { kind: 'group' }
    default:
      return text === ''
        ? { kind: 'notice', of: kind }
        : (receiptIn(context, text) ?? { kind: 'words', text, isEdited: false, isUnread: true })
  }
}

/** Whether these very words have been answered already. */
const wasAsked = (memory: Memory, text: string): boolean =>
  text === '' || memory.kept.some(k => k.said.some(s => s === text || s.split('\n').includes(text)))

function receiptIn({ keeps }: Pick<Context, 'keeps'>, text: string): Act | null {
  const read = keeps?.receipts.read(text) ?? null
  return read === null ? null : { kind: 'receipt', read }
}

function typed(context: Context, text: string): Act {
  return isPassedOn(context.desk) ? typedToOfficer(context, text) : typedToBot(context, text)
}

/** What somebody said aloud, as if it were typed. */
export const asTyped = (
  { edition, keeps }: Pick<TurnSetting, 'edition' | 'keeps'>,
  memory: Memory,
  { channel, desk }: Pick<Turn, 'channel' | 'desk'>,
  text: string,
): Act => typed({ edition, keeps, memory, channel, desk }, text)

/** Most words to an officer are theirs, also where the bot would take them for a command, a choice or a yes. */
function typedToOfficer(context: Context, text: string): Act {
  const { edition, memory } = context
  const words: Act = { kind: 'words', text, isEdited: false, isUnread: false }
  const said = bare(text)
  const chosen = memory.choices.find(
    c => (bare(c.title) === said && !isOfHeard(c.id)) || (isForget(c.id, true) && SURE.includes(said)),
  )
  if (chosen !== undefined && said !== '' && !isNumber(chosen.title)) return { kind: 'press', pressed: pressedOf(chosen.id) }
  const isForgetAsked = memory.choices.some(c => isForget(c.id, true))
  if (isForgetAsked && YES.includes(said)) return { kind: 'command', command: { kind: 'forget' } }
  if (isForgetAsked && isNo(text)) return { kind: 'press', pressed: { kind: 'forget', isSure: false } }
  const receipt = receiptIn(context, text)
  if (receipt !== null) return receipt
  const command = commandOf(edition, text)
  const isMeant =
    command !== null && (text.startsWith('/') || ALSO_TO_OFFICER.includes(command.kind)) && !TO_OFFICER.includes(said)
  return isMeant ? { kind: 'command', command } : words
}

/** Commands that nobody would write to an officer as an answer. */
const ALSO_TO_OFFICER: readonly Command['kind'][] = [
  'officer',
  'to-bot',
  'to-officer',
  'enough',
  'copy',
  'forget',
  'anonymous',
  'receipt',
  'receipt-have',
  'privacy',
]

/** By themselves these answer an officer's question. */
const TO_OFFICER = ['cukup', 'salinan', 'salinannya', 'cetak', 'minta salinan', 'minta salinannya']

/** A plain yes may be for the officer, so it only has the question asked again; these are not. */
const SURE = ['yakin', 'ya yakin', 'hapus', 'hapus aja', 'hapus saja', 'ya hapus']

const isForget = (id: string, isSure: boolean): boolean => id === idOf({ kind: 'forget', isSure })

function typedToBot(context: Context, text: string): Act {
  const { edition, memory, channel, desk } = context
  const chosen = chosenBy(memory, channel, text)
  if (chosen !== undefined) return { kind: 'press', pressed: pressedOf(chosen) }
  if (isNumber(text)) return { kind: 'number' }
  const good = markIn(text)
  if (good !== null) return { kind: 'mark', good, isSilent: false }
  // the buttons under an officer's words came from elsewhere: what is typed instead of one of them is known by its words
  const officer = memory.awaiting.kind === 'question' && isUnrated(desk) ? markInWords(text) : null
  if (officer !== null) return { kind: 'press', pressed: { kind: 'officer', act: officer ? 'good' : 'bad' } }
  const receipt = receiptIn(context, text)
  if (receipt !== null) return receipt
  const command = commandOf(edition, text)
  return command === null || !isOfNow(desk, command)
    ? { kind: 'words', text, isEdited: false, isUnread: false }
    : { kind: 'command', command }
}

/** Without a consultation nobody goes back to the bot, and "sudah cukup" is only said. */
function isOfNow(desk: DeskView | null, { kind }: Command): boolean {
  if (kind === 'enough' || kind === 'to-bot' || kind === 'add') return openOwn(desk) !== null
  return kind !== 'reopen' || (desk?.own ?? null) !== null
}

const isNumber = (text: string): boolean => /^\W*\d{1,2}\W*$/.test(text)

/** The last choices by number ("2", "yang kedua") or by what stands on the button. */
function chosenBy(memory: Memory, channel: ChannelName, text: string): string | undefined {
  const { choices } = memory
  const n = numberIn(text)
  if (n !== null) return numberedChoices(choices, channel)[n - 1]?.id
  const said = bare(text)
  if (said === '') return undefined
  return choices.find(c => bare(c.title) === said)?.id ?? aright(memory, said) ?? meant(memory, said) ?? yesOrNo(choices, said)
}

/** "Is this what you mean?", said yes or no to. */
function meant({ choices, kept }: Memory, said: string): string | undefined {
  const guesses = choices.filter(({ id }) => {
    const pressed = pressedOf(id)
    return pressed?.kind === 'narrow' && kept.find(k => k.id === pressed.answer)?.mind?.kind === 'leads'
  })
  const [guess, other] = guesses
  if (guess === undefined || other !== undefined) return undefined
  if (YES_THAT.includes(said)) return guess.id
  return NOT_THAT.includes(said) ? choices.find(({ id }) => pressedOf(id)?.kind === 'new')?.id : undefined
}

const isOfHeard = (id: string): boolean => id.startsWith('heard:')

/** Whether something was heard aright, said yes or no to; typed, or aloud. */
export function aright({ choices, awaiting }: Memory, text: string): string | undefined {
  if (awaiting.kind !== 'heard') return undefined
  const said = bare(text)
  const isRight = YES_THAT.includes(said) || HEARD_ARIGHT.includes(said)
  if (!isRight && !NOT_THAT.includes(said) && !MISHEARD.includes(said)) return undefined
  return choices.find(c => c.id === idOf({ kind: 'heard', heard: awaiting.id, isRight }))?.id
}

/** The choices that a number means: in a terminal every one, for nothing can be pressed there; elsewhere those that show a number. */
export const numberedChoices = (choices: Memory['choices'], channel: ChannelName): Memory['choices'] =>
  channel === 'terminal' ? choices : choices.filter((c, i) => c.title.startsWith(`${i + 1}. `))

const bare = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()

const YES_SEND = [
  'ya',
  'iya',
  'y',
  'ok',
  'oke',
  'okay',
  'ya kirim',
  'kirim aja',
  'kirim saja',
  'iya kirim',
  'ok kirim',
  'oke kirim',
  'setuju',
  'boleh',
  'lanjut',
  'sudah benar',
  'benar',
  'betul',
  'ya benar',
  'iya benar',
  'ya betul',
  'iya betul',
  'ya itu',
  'iya itu',
]
const YES_THAT =
  'ya|iya|y|yup|ok|oke|betul|benar|bener|ya benar|iya benar|iya bener|ya betul|iya betul|itu|ya itu|iya itu|itu dia|betul itu|benar itu|ya maksud saya itu|iya maksud saya itu|ya itu maksud saya'.split(
    '|',
  )
const NOT_THAT = 'bukan|bukan itu|bukan yang itu|bukan itu maksud saya|tidak|tdk|gak|ga|nggak|enggak|no|salah'.split('|')
const HEARD_ARIGHT = 'ya itu pertanyaan saya|itu pertanyaan saya|ya betul itu|sudah benar|bener|ok benar'.split('|')
const MISHEARD =
  'bukan itu yang saya maksud|salah dengar|keliru|tidak benar|tidak betul|bukan begitu|salah itu|kurang tepat|beda'.split('|')
const YES = ['ya', 'iya', 'y', 'yakin', 'ya yakin', 'hapus', 'hapus aja', 'hapus saja', 'lanjut']
const NO = ['tidak', 'tdk', 'gak', 'ga', 'nggak', 'enggak', 'batal', 'jangan', 'no', 'tidak jadi', 'gak jadi', 'ga jadi']

/** Whether a message only calls off what was asked for. */
export const isNo = (text: string): boolean => NO.includes(bare(text))

const BESIDE =
  /^(?:bukan(?: (?:itu|begitu|gitu))?|salah(?: paham)?|keliru|ngawur|(?:tidak|tdk|gak|ga|nggak|ngga) nyambung)(?: (?:maksud(?:ku| saya| sy| aku)?|yang (?:saya|sy|aku) (?:maksud|tanya|tanyakan)))?$/

/** Whether a message says of the last answer only that it is beside the question. */
export const isNotThat = (text: string): boolean => BESIDE.test(bare(text))

/** A plain yes or no is an answer only to the question that asks for it. */
function yesOrNo(choices: Memory['choices'], said: string): string | undefined {
  const offered = (isMeant: (id: string) => boolean): string | undefined => choices.find(c => isMeant(c.id))?.id
  const sends = YES_SEND.includes(said) ? (offered(isOneOffice) ?? offered(id => id.startsWith('send:'))) : undefined
  if (sends !== undefined) return sends
  if (YES.includes(said)) return offered(id => isForget(id, true))
  if (said === 'bukan') return offered(isOtherOffice)
  if (!isNo(said)) return undefined
  // under the question for an office a no means that there is none
  return offered(id => isForget(id, false)) ?? offered(isOtherOffice) ?? offered(isEveryOffice) ?? offered(id => id === CANCEL)
}

const CANCEL = idOf({ kind: 'officer', act: 'cancel' })
const isOtherOffice = (id: string): boolean => id.startsWith('office:')
/** Where only one office stands to be confirmed. */
const isOneOffice = (id: string): boolean => id.startsWith('avoid:') && !isEveryOffice(id)
const isEveryOffice = (id: string): boolean => id.startsWith('avoid:') && id.endsWith(':none')

function markIn(text: string): boolean | null {
  if (/[\p{L}\p{N}]/u.test(text)) return null
  if (text.includes('👍')) return true
  return text.includes('👎') ? false : null
}

/** Words up to which a message without an act and without a question may be the beginning of one. */
const FRAGMENT_WORDS_MAX = 8

/**
 * A greeting or fragment without an act: worth waiting a few seconds for more. A complete question never waits, nor a command, a choice, a
 * receipt, or a kind that is not text.
 */
export function isUnfinished({ edition, keeps }: Pick<TurnSetting, 'edition' | 'keeps'>, messages: readonly Message[]): boolean {
  if (messages.some(m => m.kind !== 'text')) return false
  const texts = messages.map(m => m.text.trim())
  if (texts.some(t => /[?？]/.test(t) || numberIn(t) !== null || commandOf(edition, t) !== null)) return false
  if (texts.some(t => receiptIn({ keeps }, t) !== null)) return false
  const whole = texts.join('\n')
  if (!/\p{L}/u.test(whole) || whole.split(/\s+/).length > FRAGMENT_WORDS_MAX) return false
  const { kinds } = edition.read(whole)
  // whoever is in trouble, or asks for more than leave, has said enough
  return ![...kinds].some(
    k => ['act', 'trouble', 'partisan'].includes(k) || (k.startsWith('intent.') && !k.startsWith('intent.permission')),
  )
}

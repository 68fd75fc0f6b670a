// The shared nouns of the product: types, and the lists they are made of. Read this file first.
// It imports nothing. One word per idea: the same words stand in code, tables, screens and tests.

export const STATUSES = ['PNS', 'CPNS', 'PPPK', 'non-asn'] as const
/** What the asker is. `non-asn` is a person whom civil-service law does not bind (honorer, kepala desa, TNI, Polri, …). */
export type Status = (typeof STATUSES)[number]

export const STAGES = ['before', 'after', 'campaign', 'quiet', 'polling', 'counting'] as const
/** Where an election stands. `before` and `after` are relative to the designation of candidates (penetapan); the rest come after it. */
export type Stage = (typeof STAGES)[number]

/** What a row says. */
export const VERDICTS = [
  'forbidden',
  'allowed',
  'allowed_if',
  'depends',
  'information',
  'handoff',
  'out_of_scope',
  'clarify',
] as const
export type Verdict = (typeof VERDICTS)[number]

/** How a question ends. `failed_…` names a step that broke; it is an outcome so that it can be counted. */
export type Outcome = Verdict | 'no_basis' | `failed_${string}`

export const FORCES = ['in_force', 'amended', 'repealed', 'unknown'] as const
export type Force = (typeof FORCES)[number]

export const TEXT_STATUSES = ['verbatim', 'quoted-secondary', 'summary'] as const
/** How far a stored text can be trusted: cut from the full text; seen only as a quotation elsewhere; our own words. */
export type TextStatus = (typeof TEXT_STATUSES)[number]

export const CONFIDENCES = ['kuat', 'sedang', 'lemah'] as const
export type Confidence = (typeof CONFIDENCES)[number]

/** A date without a time, `YYYY-MM-DD`. Lexical order is calendar order. */
export type DateOnly = string

/** `document label`, or `document label (heading)` where two clauses of a document share a label. */
export type ClauseRef = string

/** What is known of the asker and of the moment, beside their words. `null` is "not known", never "none". */
export type Profile = { readonly status: Status | null; readonly place: string | null; readonly on: DateOnly }

/** A clause as cited: `historical` when it is shown as past law and not as a basis for today. */
export type Citation = {
  readonly document: string
  readonly label: string
  readonly heading: string
  readonly historical: boolean
}

/** The outcome of one thing asked. */
export type Finding = {
  readonly outcome: Outcome
  readonly situation: string | null
  readonly row: string | null
  readonly confidence: number
  readonly citations: readonly Citation[]
  readonly offersOfficer: boolean
  readonly text: string
  readonly more: string
}

/** The findings of one turn, first asked first, and what the asker reads. */
export type Answer = { readonly findings: readonly Finding[]; readonly text: string; readonly edition: string }

/** Who asks, as everything past the gateway knows them: random, never computed from an address. */
export type AskerId = string

export const CHANNELS = ['whatsapp', 'telegram', 'web', 'terminal'] as const
export type ChannelName = (typeof CHANNELS)[number]

/**
 * What came in. `choice` is a pressed button; `group` was written to the bot in a group; `edit` is a changed, `deletion` a withdrawn
 * message; a reaction carries its emoji as text; `recall` is written by the program itself: answers to these questions have changed. The rest is named by what it carries; its caption, if any, is the text.
 */
export const MESSAGE_KINDS = [
  'text',
  'choice',
  'photo',
  'video',
  'voice',
  'document',
  'sticker',
  'location',
  'contact',
  'reaction',
  'edit',
  'deletion',
  'group',
  'recall',
  'other',
] as const
export type MessageKind = (typeof MESSAGE_KINDS)[number]

export const REMOVED_KINDS = ['nip', 'nik', 'phone', 'email', 'account', 'link', 'plate', 'number', 'person'] as const
/** What was taken out of a text before anyone kept it. */
export type RemovedKind = (typeof REMOVED_KINDS)[number]

/** What stands in its place: the asker understands it, and whoever reads the question passes over it. */
export const MARKS: Readonly<Record<RemovedKind, string>> = {
  nip: '[NIP]',
  nik: '[NIK]',
  phone: '[nomor]',
  email: '[surel]',
  account: '[akun]',
  link: '[tautan]',
  plate: '[plat]',
  number: '[nomor]',
  person: '[nama]',
}

/** Stands before a word of a document that whoever read it off a picture was not sure of: a sign without a shape, which is passed over where names are taken out. */
export const DOUBT = '\u2063'

/** A file is read within so long or given up, and whoever answers waits so long for its words. */
export const READING_MAX_MS = 150_000

export const UNREAD_WHYS = [
  'large',
  'long',
  'busy',
  'behind',
  'many',
  'slow',
  'locked',
  'poor',
  'not-document',
  'gone',
  'broken',
] as const
/** Why a file could not be read. */
export type UnreadWhy = (typeof UNREAD_WHYS)[number]

/**
 * What became of a file that came with a message; its bytes are nowhere. `under-way` holds the turn until another message of the same name
 * brings its words. `isPhoto`: read off a picture, in whole or in part; `isCut`: there were more pages, or pages that could not be read;
 * `isCopied`: a model read the picture and may have smoothed over what stands there.
 */
export type Enclosed =
  | { readonly kind: 'under-way'; readonly name: string }
  | {
      readonly kind: 'read'
      readonly name: string
      readonly text: string
      readonly isPhoto: boolean
      readonly isCut: boolean
      readonly isCopied?: boolean
    }
  | { readonly kind: 'unread'; readonly name: string; readonly why: UnreadWhy }

/** One thing that came in: its words (or caption; empty when there are none) and the id of the pressed choice. `removed`: what its words no longer hold; `enclosed`: the file with it, where it is one that is read. */
export type Message = {
  readonly kind: MessageKind
  readonly text: string
  readonly choice: string | null
  readonly removed?: readonly RemovedKind[]
  readonly enclosed?: Enclosed
}

/** Something that can be pressed: `id` (at most 64 bytes of ASCII) comes back when it is, `title` (at most 20 characters) stands on a button, `label` says it in full (at most 72). */
export type Choice = { readonly id: string; readonly title: string; readonly label: string }

/** What a channel shows: one message and what can be pressed under it. */
export type Reply = { readonly text: string; readonly choices: readonly Choice[] }

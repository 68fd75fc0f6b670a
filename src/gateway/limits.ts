// What a message may measure on each channel. Sources: WhatsApp Cloud API (messages reference), Telegram Bot API (sendMessage); the page's own.
import type { ChannelName } from '../vocabulary.ts'

export type Limits = {
  /** Characters of a message without choices. */
  readonly textMax: number
  /** Characters of a message with choices. */
  readonly textWithChoicesMax: number
  readonly choicesMax: number
  /** Hours after the asker's last message in which free text may be sent; null when there is no such window. */
  readonly windowHours: number | null
  /** Milliseconds between two messages to the same person, and how many may go out at once after a rest. */
  readonly spacingMs: number
  readonly burst: number
  /** Messages a second over all persons. */
  readonly perSecond: number
}

export const LIMITS: Readonly<Record<ChannelName, Limits>> = {
  whatsapp: {
    textMax: 4096,
    textWithChoicesMax: 1024,
    choicesMax: 10,
    windowHours: 24,
    spacingMs: 6000,
    burst: 10,
    perSecond: 80,
  },
  telegram: {
    textMax: 4096,
    textWithChoicesMax: 4096,
    choicesMax: 10,
    windowHours: null,
    spacingMs: 1000,
    burst: 5,
    perSecond: 30,
  },
  web: { textMax: 8000, textWithChoicesMax: 8000, choicesMax: 10, windowHours: null, spacingMs: 0, burst: 50, perSecond: 10_000 },
  terminal: {
    textMax: 8000,
    textWithChoicesMax: 8000,
    choicesMax: 10,
    windowHours: null,
    spacingMs: 0,
    burst: 50,
    perSecond: 10_000,
  },
}

// How long each kind of record is kept. The job that lets go of records and the notice that tells of it read this one table.

/** Kinds of records that end by themselves, in the order in which the notice tells of them. */
export const KEPT = [
  'conversation',
  'pace',
  'message-marks',
  'delivery-marks',
  'undelivered',
  'identity',
  'proof',
  'consultation',
  'audit',
  'staff-session',
  'backup',
] as const
export type KeptKind = (typeof KEPT)[number]

/** Days after which a record goes: the last message, the sending, the making, whichever the kind is about. */
export type Retention = Readonly<Record<KeptKind, number>>

const HOUR = 1 / 24

/** What an office may change is in the configuration; the rest follows from the platforms. */
export const RETENTION: Retention = {
  conversation: 30,
  // the limit of turns looks back ten minutes, the thread of a conversation an hour
  pace: HOUR,
  // WhatsApp delivers an unanswered webhook again for up to seven days
  'message-marks': 14,
  // a platform that has said nothing of a message by then will not
  'delivery-marks': 2,
  undelivered: 30,
  identity: 365,
  proof: 1826,
  // a closed one can be reopened until then
  consultation: 180,
  audit: 1826,
  'staff-session': 1,
  backup: 35,
}

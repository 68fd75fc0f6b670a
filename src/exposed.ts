// What stays exposed whatever is done: told in the notice, explained in src/decisions/0014-threat-model.md, tried by `npm run attack`.

export const EXPOSED = [
  'platform-knows',
  'rare-story',
  'operator-keys',
  'device-seen',
  'names-missed',
  'order-of-writes',
  'quiet-day',
  'officer-reads',
  'false-crowd',
  'log-of-acts',
  'desk-copies',
  'model-outside',
] as const

type Installation = { readonly isDeskFull: boolean; readonly model: { readonly isLocal: boolean } | null }

/** Of these, what an installation has to tell: copies in Telegram only where officers read there, a provider only where one reads along. */
export const exposedWhere = ({ isDeskFull, model }: Installation): readonly (typeof EXPOSED)[number][] =>
  EXPOSED.filter(key => (key !== 'desk-copies' || isDeskFull) && (key !== 'model-outside' || model?.isLocal === false))

/** Of a hundred names of persons in questions, how many are found and taken out: measured by `npm run redact` on the blind half of its set. */
export const NAMES_FOUND_PERCENT = 90

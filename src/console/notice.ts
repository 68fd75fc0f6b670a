// A member is told by mail when something happens to what they sign in with: that it happened and what to do, never how, where or by whom.
import type { Equipment } from './parts.ts'
import type { Staff } from './staff.ts'

/** Each has a sentence in prompts/console.id.yaml: `notice_<what>`, with `_` for `-`. */
export const NOTICES = [
  'password-changed',
  'factor-changed',
  'recovery-used',
  'reset',
  'reset-done',
  'locked',
  'email-changed',
] as const
export type Notice = (typeof NOTICES)[number]

/** Nobody waits for it: a mail server that is silent keeps nobody from signing in. */
export function tellMember({ bells, words, failed }: Equipment, { email }: Pick<Staff, 'email'>, what: Notice): void {
  if (bells.mail === null || email === null) return
  const letter = { subject: words.say('notice_subject'), text: words.say(`notice_${what.replaceAll('-', '_')}`) }
  bells.mail(email, letter).catch(failed)
}

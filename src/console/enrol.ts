// A second factor is set up in two steps, by whoever joins and by whoever changes it: the picture and a first code, then the recovery codes and
// one of them typed back. Nothing is stored on the way: the browser carries it sealed.
import { html } from 'hono/html'
import { z } from 'zod'
import { inFours, newRecoveryCodes, newSecret, pictureOf, recoveryHash, recoveryUsed, stepOf } from './factor.ts'
import { type Faults, field, form, hidden, NO_FAULTS, primary } from './form.ts'
import type { Equipment } from './parts.ts'
import type { Staff } from './staff.ts'
import { type Answer, type Html, sheet, type Visit } from './visit.ts'

const ENROL_MS = 1_800_000
const PURPOSE = 'enrol'

const shape = z.object({
  /** Whose it is and what else waits, as JSON of whoever asks. */
  about: z.string(),
  login: z.string(),
  secret: z.string(),
  /** The step of the first code; -1: none was brought yet. */
  step: z.number(),
  codes: z.array(z.string()),
  until: z.number(),
})
export type Enrolment = z.infer<typeof shape>

export const beginEnrolment = ({ random }: Equipment, visit: Visit, login: string, about: string): Enrolment => ({
  about,
  login,
  secret: newSecret(random),
  step: -1,
  codes: [],
  until: visit.now + ENROL_MS,
})

/** What a member's account holds from now on. */
export const enrolled = (
  { recoveryKey, random }: Equipment,
  { secret, step, codes }: Enrolment,
): Pick<Staff, 'totp' | 'totpStep' | 'recovery'> => ({
  totp: secret,
  totpStep: step,
  recovery: codes.map(code => recoveryHash(recoveryKey, code, random)),
})

const carried = ({ tokens }: Equipment, enrolment: Enrolment): Html => hidden('_enrolment', tokens.seal(PURPOSE, enrolment))

/** `over`: it took too long, or is not ours. */
type Brought =
  | { readonly kind: 'over' }
  | { readonly kind: 'wrong'; readonly enrolment: Enrolment }
  | { readonly kind: 'right'; readonly enrolment: Enrolment }

function brought({ tokens }: Equipment, { form, now }: Visit): { readonly enrolment: Enrolment; readonly code: string } | null {
  const enrolment = tokens.open(PURPOSE, shape, form.get('_enrolment') ?? '')
  return enrolment === null || enrolment.until <= now ? null : { enrolment, code: form.get('code') ?? '' }
}

/** The first code of the app: with it come the recovery codes. */
export function firstCode(house: Equipment, visit: Visit): Brought {
  const found = brought(house, visit)
  if (found === null) return { kind: 'over' }
  const { enrolment, code } = found
  const step = stepOf(enrolment.secret, code, visit.now, -1)
  if (step === null) return { kind: 'wrong', enrolment }
  return { kind: 'right', enrolment: { ...enrolment, step, codes: [...newRecoveryCodes(house.random)] } }
}

/** One of the recovery codes, as a sign that they were written down. It stays good. */
export function recoveryRead(house: Equipment, visit: Visit): Brought {
  const found = brought(house, visit)
  if (found === null || found.enrolment.step < 0) return { kind: 'over' }
  const { enrolment, code } = found
  const isOne = recoveryUsed(house.recoveryKey, code, enrolled(house, enrolment).recovery) !== null
  return { kind: isOne ? 'right' : 'wrong', enrolment }
}

const faultsOf = (isWrong: boolean, key: string): Faults => (isWrong ? new Map([['code', key]]) : NO_FAULTS)

export function pictureSheet(house: Equipment, visit: Visit, action: string, enrolment: Enrolment, isWrong: boolean): Answer {
  const { words, office } = house
  const { say } = words
  const { size, path } = pictureOf(
    enrolment.secret,
    enrolment.login,
    office === null ? say('shell_brand') : `${say('shell_brand')} ${office}`,
  )
  const main = html`<div class="narrow"><ol class="steps">
<li>${say('enrol_app')}</li>
<li>${say('enrol_scan')}
<svg class="picture" viewBox="-4 -4 ${size + 8} ${size + 8}" role="img" aria-label="${say('enrol_picture')}" shape-rendering="crispEdges"><rect class="picture-ground" x="-4" y="-4" width="${size + 8}" height="${size + 8}"/><path d="${path}"/></svg>
<details><summary>${say('enrol_by_hand')}</summary><p class="secret">${inFours(enrolment.secret)}</p></details></li>
<li>${say('enrol_type')}</li></ol>
${form(
  visit,
  action,
  html`${field(words, faultsOf(isWrong, 'enrol_code_wrong'), {
    name: 'code',
    label: say('enrol_code'),
    autocomplete: 'one-time-code',
    inputmode: 'numeric',
    maxlength: 12,
  })}${carried(house, enrolment)}${primary(say('enrol_continue'))}`,
)}</div>`
  return sheet(say('enrol_title'), main, { status: isWrong ? 422 : 200 })
}

export function recoverySheet(house: Equipment, visit: Visit, action: string, enrolment: Enrolment, isWrong: boolean): Answer {
  const { words } = house
  const { say } = words
  const main = html`<div class="narrow"><p>${say('enrol_recovery_text')}</p>
<ol class="codes">${enrolment.codes.map(code => html`<li>${code}</li>`)}</ol>
<p class="hint">${say('enrol_recovery_keep')}</p>
${form(
  visit,
  action,
  html`${field(words, faultsOf(isWrong, 'enrol_recovery_wrong'), {
    name: 'code',
    label: say('enrol_recovery_one'),
    hint: say('enrol_recovery_hint'),
    maxlength: 32,
  })}${carried(house, enrolment)}${primary(say('enrol_done'))}`,
)}</div>`
  return sheet(say('enrol_recovery_title'), main, { status: isWrong ? 422 : 200 })
}

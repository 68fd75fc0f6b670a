// Invitations: whoever follows the link of one chooses name, login and password and sets up a second factor.
import { html } from 'hono/html'
import { z } from 'zod'
import { beginEnrolment, type Enrolment, enrolled, firstCode, pictureSheet, recoveryRead, recoverySheet } from './enrol.ts'
import { type Faults, field, form, NO_FAULTS, primary, read, summary } from './form.ts'
import { tellMember } from './notice.ts'
import type { Equipment } from './parts.ts'
import { PASSWORD_MAX, passwordFault } from './password.ts'
import { sessionId } from './session.ts'
import { homeOf } from './shell.ts'
import { beginSession, loginTyped } from './signin.ts'
import type { Invitation, Staff } from './staff.ts'
import { type Answer, knock, type Route, sheet, to, type Visit } from './visit.ts'

const STAFF_ID_LENGTH = 16

export const joinRoutes = (house: Equipment): readonly Route[] => [
  knock('GET', '/undangan/:secret', visit => following(house, visit, i => joinSheet(house, visit, i, NO_FAULTS))),
  knock('POST', '/undangan/:secret', visit => following(house, visit, i => introduce(house, visit, i))),
  knock('POST', '/undangan/:secret/kode', visit => following(house, visit, async () => prove(house, visit))),
  knock('POST', '/undangan/:secret/selesai', visit => following(house, visit, i => join(house, visit, i))),
]

const pathOf = ({ params }: Visit, step = ''): string => `/undangan/${params.secret ?? ''}${step}`

/** What an invitation leads to, while it is open. */
async function following(
  { book, words }: Equipment,
  visit: Visit,
  go: (invitation: Invitation) => Promise<Answer>,
): Promise<Answer> {
  const invitation = await book.invitationBy(sessionId(visit.params.secret ?? ''))
  if (invitation === null || invitation.until <= visit.now) return goneAnswer({ words })
  return go(invitation)
}

const goneAnswer = ({ words: { say } }: Pick<Equipment, 'words'>): Answer =>
  sheet(say('invite_gone'), html`<p>${say('invite_gone_text')}</p>`, { status: 404 })

const given = z.object({
  name: z.string().trim().min(2, 'invite_name_fault').max(80, 'invite_name_fault'),
  login: z
    .string()
    .transform(loginTyped)
    .pipe(z.string().regex(/^[a-z0-9](?:[a-z0-9.]{1,30})[a-z0-9]$/, 'invite_login_fault')),
  email: z.union([z.literal(''), z.email('invite_email_fault').max(200, 'invite_email_fault')]),
})

async function joinSheet(house: Equipment, visit: Visit, invitation: Invitation, faults: Faults): Promise<Answer> {
  const { words } = house
  const { say } = words
  const known = await memberOf(house, invitation)
  const value = (name: string): string => visit.form.get(name) ?? ''
  const introduction = html`${field(words, faults, { name: 'name', label: say('invite_name'), hint: say('invite_name_hint'), value: value('name'), autocomplete: 'name', maxlength: 80 })}
${field(words, faults, { name: 'login', label: say('auth_login'), hint: say('invite_login_hint'), value: value('login'), autocomplete: 'username', maxlength: 32 })}
${field(words, faults, { name: 'email', label: say('invite_email'), hint: say('invite_email_hint'), value: value('email'), type: 'email', autocomplete: 'email', isOptional: true })}`
  const main = html`<div class="narrow">${summary(words, faults)}<p>${known === null ? say('invite_text') : say('invite_again_text', { name: known.name })}</p>
${form(
  visit,
  pathOf(visit),
  html`${known === null ? introduction : html`<input hidden readonly name="_username" autocomplete="username" value="${known.login}">`}${passwordField(house, faults)}${primary(say('invite_continue'))}`,
)}</div>`
  return sheet(say(known === null ? 'invite_title' : 'invite_again_title'), main, { status: faults.size === 0 ? 200 : 422 })
}

export const passwordField = ({ words }: Equipment, faults: Faults, name = 'password') =>
  field(words, faults, {
    name,
    label: words.say('invite_password'),
    hint: words.say('invite_password_hint'),
    type: 'password',
    autocomplete: 'new-password',
    maxlength: PASSWORD_MAX * 2,
  })

/** Whose password and second factor a link sets anew; null: someone new joins. */
const memberOf = async ({ book }: Equipment, { staff }: Invitation): Promise<Staff | null> =>
  staff === null ? null : ((await book.staff()).find(s => s.id === staff) ?? null)

const about = z.object({ name: z.string(), email: z.string().nullable(), password: z.string() })

/** Name, login and password, everything that is wrong told at once: then the second factor. */
async function introduce(house: Equipment, visit: Visit, invitation: Invitation): Promise<Answer> {
  const known = await memberOf(house, invitation)
  const password = visit.form.get('password') ?? ''
  const told = known === null ? read(given, visit.form) : { data: known, faults: null }
  const faults = new Map(told.faults)
  const login = known?.login ?? loginTyped(visit.form.get('login') ?? '')
  const isTaken = known === null && !faults.has('login') && (await house.book.staffBy(login)) !== null
  if (isTaken) faults.set('login', 'invite_login_taken')
  const weak = passwordFault(password, login, house.commonPasswords)
  if (weak !== null) faults.set('password', weak)
  if (told.data === null || faults.size > 0) return joinSheet(house, visit, invitation, faults)
  const { name, email } = told.data
  const waiting = { name, email: email === '' ? null : email, password: await house.passwords.hash(password) }
  const enrolment = beginEnrolment(house, visit, login, JSON.stringify(waiting))
  return pictureSheet(house, visit, pathOf(visit, '/kode'), enrolment, false)
}

function prove(house: Equipment, visit: Visit): Answer {
  const proven = firstCode(house, visit)
  if (proven.kind === 'over') return to(pathOf(visit), 'flash_enrol_over', {}, 'care')
  if (proven.kind === 'wrong') return pictureSheet(house, visit, pathOf(visit, '/kode'), proven.enrolment, true)
  return recoverySheet(house, visit, pathOf(visit, '/selesai'), proven.enrolment, false)
}

/** Everything at once: the member, the end of the invitation, and the session in which they are greeted. */
async function join(house: Equipment, visit: Visit, invitation: Invitation): Promise<Answer> {
  const proven = recoveryRead(house, visit)
  if (proven.kind === 'over') return to(pathOf(visit), 'flash_enrol_over', {}, 'care')
  if (proven.kind === 'wrong') return recoverySheet(house, visit, pathOf(visit, '/selesai'), proven.enrolment, true)
  const known = await memberOf(house, invitation)
  const staff = memberFrom(house, invitation, known, proven.enrolment)
  const ended = known === null ? [] : (await house.book.sessionsOf(known.id)).map(s => s.id)
  const begun = await beginSession(
    house,
    visit,
    staff,
    [known === null ? 'joined' : 'reset-done'],
    [
      { kind: 'session.ended', ids: ended, audit: [] },
      { kind: 'invitation.gone', id: invitation.id, audit: [] },
    ],
  )
  if (begun === 'taken') return joinSheet(house, visit, invitation, new Map([['login', 'invite_login_taken']]))
  if (begun === 'stale') return goneAnswer(house)
  if (known !== null) tellMember(house, known, 'reset-done')
  return { kind: 'signed-in', ...begun, show: seen => to(homeOf(seen), 'flash_join_done', { name: staff.name }) }
}

function memberFrom(house: Equipment, { roles, teams }: Invitation, known: Staff | null, enrolment: Enrolment): Staff {
  const { name, email, password } = about.parse(JSON.parse(enrolment.about))
  const secured = { ...enrolled(house, enrolment), password, failures: 0, lockedUntil: 0, devices: [] }
  if (known !== null) return { ...known, ...secured }
  return {
    id: house.newId(STAFF_ID_LENGTH),
    version: 0,
    login: enrolment.login,
    name,
    roles,
    teams,
    isActive: true,
    isOnDuty: false,
    bells: { email: email !== null && house.bells.mail !== null, telegram: false, sound: true, always: false },
    email,
    telegram: null,
    ...secured,
  }
}

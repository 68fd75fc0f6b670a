// One's own account: on duty or not, by what to be told, sessions, password, second factor, and what one may do, in sentences.
import { html } from 'hono/html'
import { type AuditEntry, hourOf } from '../handoff/handoff.ts'
import { beginEnrolment, enrolled, firstCode, pictureSheet, recoveryRead, recoverySheet } from './enrol.ts'
import { type Faults, field, form, hidden, NO_FAULTS, options, primary, summary } from './form.ts'
import { passwordField } from './join.ts'
import { type Notice, tellMember } from './notice.ts'
import type { Equipment } from './parts.ts'
import { PASSWORD_MAX, passwordFault } from './password.ts'
import { ACTS, may, policyOf } from './policies.ts'
import { themeSwitch } from './shell.ts'
import { beginSession, changed, tryPassword } from './signin.ts'
import type { Bells, Staff, StaffSession } from './staff.ts'
import { type Answer, type Html, type Route, refused, route, type Seen, sheet, to } from './visit.ts'

export const accountRoutes = (house: Equipment): readonly Route[] => [
  route('account.see', 'GET', '/akun', visit => accountPage(house, visit)),
  route('account.see', 'POST', '/akun/tugas', visit => duty(house, visit)),
  route('account.see', 'POST', '/akun/lonceng', visit => ring(house, visit)),
  route('account.secure', 'POST', '/akun/sesi/keluar', visit => endSession(house, visit)),
  route('account.secure', 'POST', '/akun/sesi/keluar-semua', visit => endAll(house, visit)),
  route('account.secure', 'GET', '/akun/sandi', async visit => passwordSheet(house, visit, NO_FAULTS)),
  route('account.secure', 'POST', '/akun/sandi', visit => changePassword(house, visit)),
  route('account.secure', 'GET', '/akun/faktor', async visit => showPicture(house, visit)),
  route('account.secure', 'POST', '/akun/faktor/kode', async visit => proveFactor(house, visit)),
  route('account.secure', 'POST', '/akun/faktor/selesai', visit => changeFactor(house, visit)),
]

const MENU = '/akun'

/** Not a wrong login, so nothing to count: a change by somebody else in the same moment is tried again on what stands now. */
async function save({ book }: Equipment, { who, now }: Seen, act: string, change: (staff: Staff) => Staff): Promise<void> {
  const audit: AuditEntry[] = [{ at: now, by: who.staff.id, act, about: who.staff.id }]
  await changed(book, who.staff, current => [{ kind: 'staff.saved', staff: change(current), audit }])
}

// — the page —

const momentFormat = new Intl.DateTimeFormat('id-ID', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'Asia/Jakarta' })
/** "22 Nov 2026, 17.05 WIB": the time of Jakarta, wherever its reader sits. */
export const momentOf = (at: number): string => `${momentFormat.format(at)} WIB`

const HOUR_MS = 3_600_000
const timeFormat = new Intl.DateTimeFormat('id-ID', { timeStyle: 'short', timeZone: 'Asia/Jakarta' })
/** "22 Nov 2026, 17.00–18.00 WIB": the log knows no minutes. */
export const hourSaid = (at: number): string => {
  const hour = hourOf(at)
  return `${momentFormat.format(hour)}–${timeFormat.format(hour + HOUR_MS)} WIB`
}

async function accountPage(house: Equipment, visit: Seen): Promise<Answer> {
  const { words } = house
  const { say } = words
  const { staff } = visit.who
  const sessions = await openSessionsOf(house, staff)
  const main = html`${card(say('account_duty'), dutyForm(house, visit))}
${card(say('account_bells'), bellsForm(house, visit))}
${card(say('account_theme'), themeSwitch(words, visit))}
${card(
  say('account_security'),
  html`<dl class="pairs"><div><dt>${say('auth_login')}</dt><dd>${staff.login}</dd></div></dl>
<ul class="links"><li><a href="/akun/sandi">${say('account_password')}</a></li><li><a href="/akun/faktor">${say('account_factor')}</a></li></ul>
<p class="hint">${say('account_recovery_left', { count: staff.recovery.length })}</p>`,
)}
${card(
  say('account_sessions'),
  html`<ul class="rows">${sessions.map(session => sessionRow(house, visit, session))}</ul>
${form(visit, '/akun/sesi/keluar-semua', html`<button>${say('account_end_all')}</button>`)}`,
)}
${card(say('account_events'), await events(house, staff))}
${card(say('account_may'), permissions(house, staff))}`
  return sheet(say('account_title'), main, { menu: MENU })
}

/** Those that still hold, the latest used first. */
async function openSessionsOf({ book, sessions }: Equipment, { id }: Staff): Promise<readonly StaffSession[]> {
  const all = await book.sessionsOf(id)
  const hold = await Promise.all(all.map(sessions.holds))
  return all.filter((_, i) => hold[i]).toSorted((a, b) => b.seenAt - a.seenAt)
}

const card = (title: string, body: Html): Html => html`<section class="card"><h2>${title}</h2>${body}</section>`

const dutyForm = ({ words: { say } }: Equipment, visit: Seen): Html => {
  const { isOnDuty } = visit.who.staff
  return html`<p>${say(isOnDuty ? 'account_duty_on' : 'account_duty_off')}</p>${form(
    visit,
    '/akun/tugas',
    html`${hidden('_duty', isOnDuty ? 'off' : 'on')}<button class="${isOnDuty ? '' : 'primary'}">${say(isOnDuty ? 'account_duty_end' : 'account_duty_begin')}</button>`,
  )}`
}

const EVENTS_LOOKED = 1000
const EVENTS_SHOWN = 8

/** What happened to the account of late, so that its owner notices what they did not do. */
async function events({ book, words: { say, has } }: Equipment, staff: Staff): Promise<Html> {
  const log = await book.audit(null, EVENTS_LOOKED)
  const mine = log.filter(({ about, act }) => about === staff.id && has(actKey(act))).slice(0, EVENTS_SHOWN)
  return html`<ul class="plain">${mine.map(({ at, act }) => html`<li>${say('account_event', { at: hourSaid(at), what: say(actKey(act)) })}</li>`)}</ul>`
}

/** The key of the name of an act of the log. */
export const actKey = (act: string): string => `audit_act_${act.replace(/[^a-z0-9]/g, '_')}`

const BELLS = ['sound', 'email', 'telegram', 'always'] as const

function bellsForm({ words, bells }: Equipment, visit: Seen): Html {
  const { say } = words
  const { staff } = visit.who
  const offered = BELLS.filter(bell =>
    bell === 'email' ? bells.mail !== null : bell === 'telegram' ? bells.linkCode !== null : true,
  )
  const chosen = offered.filter(bell => staff.bells[bell])
  const rows = offered.map(bell => ({ value: bell, label: say(`account_bell_${bell}`), hint: say(`account_bell_${bell}_hint`) }))
  return html`${form(
    visit,
    '/akun/lonceng',
    html`${options(words, NO_FAULTS, 'checkbox', 'bells', say('account_bells_choose'), rows, chosen)}${
      bells.mail !== null
        ? field(words, NO_FAULTS, {
            name: 'email',
            label: say('invite_email'),
            value: staff.email ?? '',
            type: 'email',
            autocomplete: 'email',
            isOptional: true,
          })
        : ''
    }<button>${say('account_bells_save')}</button>`,
  )}${bells.linkCode === null ? '' : telegramLink(words.say, staff, bells.linkCode(staff, visit.now))}`
}

const telegramLink = (say: Equipment['words']['say'], staff: Staff, code: string): Html =>
  html`<details><summary>${say(staff.telegram === null ? 'account_telegram_link' : 'account_telegram_again')}</summary><p>${say('account_telegram_how')}</p><p class="secret">${code}</p></details>`

function sessionRow({ words: { say } }: Equipment, visit: Seen, { id, label, madeAt, seenAt }: StaffSession): Html {
  const isThis = id === visit.who.session.id
  return html`<li><div><strong>${label}</strong>${isThis ? html` <span class="tag">${say('account_session_this')}</span>` : ''}<br>
<span class="hint">${say('account_session_times', { since: momentOf(madeAt), seen: momentOf(seenAt) })}</span></div>${
    isThis
      ? ''
      : form(
          visit,
          '/akun/sesi/keluar',
          html`${hidden('_session', id)}<button class="quiet">${say('account_session_end')}</button>`,
        )
  }</li>`
}

export function permissions({ words: { say } }: Equipment, staff: Staff): Html {
  const mine = ACTS.filter(act => act !== 'door.use' && may(staff, act, null))
  return html`<ul class="plain">${mine.map(
    act =>
      html`<li>${say(`policy_${act.replace('.', '_')}`)}${
        policyOf(act).isFresh ? html` <span class="hint">${say('account_fresh')}</span>` : ''
      }</li>`,
  )}</ul>`
}

// — what it does —

async function duty(house: Equipment, visit: Seen): Promise<Answer> {
  const isOnDuty = visit.form.get('_duty') === 'on'
  await save(house, visit, isOnDuty ? 'duty-begun' : 'duty-ended', staff => ({ ...staff, isOnDuty }))
  return to('/akun', isOnDuty ? 'flash_account_on' : 'flash_account_off')
}

async function ring(house: Equipment, visit: Seen): Promise<Answer> {
  const chosen = visit.form.getAll('bells')
  const isChosen = (bell: keyof Bells): boolean => chosen.includes(bell)
  const bells: Bells = {
    sound: isChosen('sound'),
    email: isChosen('email'),
    telegram: isChosen('telegram'),
    always: isChosen('always'),
  }
  const typed = (visit.form.get('email') ?? visit.who.staff.email ?? '').trim()
  if (typed !== '' && !isEmail(typed)) return to('/akun', 'invite_email_fault', {}, 'care')
  const email = typed === '' ? null : typed
  await save(house, visit, 'bells-changed', staff => ({ ...staff, bells, email }))
  const { staff } = visit.who
  if (email !== staff.email) tellMember(house, staff, 'email-changed')
  return to('/akun', 'flash_account_bells')
}

const isEmail = (text: string): boolean => text.length <= 200 && /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text)

/** One's own only: another's is not found. */
async function endSession({ book }: Equipment, { who, form, now }: Seen): Promise<Answer> {
  const { id: by } = who.staff
  const wanted = form.get('_session')
  const mine = (await book.sessionsOf(by)).find(session => session.id === wanted)
  if (mine !== undefined)
    await book.saved([{ kind: 'session.ended', ids: [mine.id], audit: [{ at: now, by, act: 'session-ended', about: by }] }])
  return to('/akun', 'flash_account_ended')
}

/** No browser is known any more, nor is one that somebody took the cookies of. */
async function endAll({ book }: Equipment, { who, now }: Seen): Promise<Answer> {
  const { id: by } = who.staff
  const ids = (await book.sessionsOf(by)).map(session => session.id)
  const ended = await changed(book, who.staff, current => [
    { kind: 'staff.saved', staff: { ...current, devices: [] }, audit: [] },
    { kind: 'session.ended', ids, audit: [{ at: now, by, act: 'sessions-ended', about: by }] },
  ])
  if (ended !== 'done') return refused('overtaken')
  return { kind: 'signed-out', flash: { tone: 'done', key: 'flash_auth_out_all', blanks: {} } }
}

// — password —

function passwordSheet(house: Equipment, visit: Seen, faults: Faults): Answer {
  const { words } = house
  const { say } = words
  const main = html`<div class="narrow">${summary(words, faults)}${form(
    visit,
    '/akun/sandi',
    html`<input hidden readonly name="_username" autocomplete="username" value="${visit.who.staff.login}">
${field(words, faults, { name: 'password', label: say('account_password_now'), type: 'password', autocomplete: 'current-password', maxlength: PASSWORD_MAX * 2 })}
${passwordField(house, faults, 'password_new')}${primary(say('account_password_save'))}`,
  )}</div>`
  return sheet(say('account_password'), main, { menu: MENU, status: faults.size === 0 ? 200 : 422 })
}

async function changePassword(house: Equipment, visit: Seen): Promise<Answer> {
  const { login } = visit.who.staff
  const wrong = (name: string, key: string): Answer => passwordSheet(house, visit, new Map([[name, key]]))
  const fault = passwordFault(visit.form.get('password_new') ?? '', login, house.commonPasswords)
  if (fault !== null) return wrong('password_new', fault)
  const tried = await tryPassword(house, visit, login, visit.form.get('password') ?? '')
  if (tried.kind === 'wait') return wrong('password', 'account_password_wait')
  if (tried.kind === 'wrong') return wrong('password', 'account_password_wrong')
  const password = await house.passwords.hash(visit.form.get('password_new') ?? '')
  return renewed(house, visit, { ...tried.staff, password, failures: 0 }, 'password-changed', 'flash_account_password')
}

/** With what one signs in changed, every session ends and no browser is known; this one gets a new session and is known again. */
async function renewed(house: Equipment, visit: Seen, staff: Staff, act: Notice, key: string): Promise<Answer> {
  const ids = (await house.book.sessionsOf(staff.id)).map(session => session.id)
  const begun = await beginSession(house, visit, { ...staff, devices: [] }, [act], [{ kind: 'session.ended', ids, audit: [] }])
  if (typeof begun === 'string') return refused('overtaken')
  tellMember(house, staff, act)
  return { kind: 'signed-in', ...begun, show: () => to('/akun', key) }
}

// — second factor —

const showPicture = (house: Equipment, visit: Seen): Answer =>
  pictureSheet(house, visit, '/akun/faktor/kode', beginEnrolment(house, visit, visit.who.staff.login, visit.who.staff.id), false)

function proveFactor(house: Equipment, visit: Seen): Answer {
  const proven = firstCode(house, visit)
  if (proven.kind === 'over') return to('/akun/faktor', 'flash_enrol_over', {}, 'care')
  return proven.kind === 'wrong'
    ? pictureSheet(house, visit, '/akun/faktor/kode', proven.enrolment, true)
    : recoverySheet(house, visit, '/akun/faktor/selesai', proven.enrolment, false)
}

async function changeFactor(house: Equipment, visit: Seen): Promise<Answer> {
  const { staff } = visit.who
  const proven = recoveryRead(house, visit)
  // begun by somebody else at the same machine: it is not theirs to finish
  if (proven.kind === 'over' || proven.enrolment.about !== staff.id) return to('/akun/faktor', 'flash_enrol_over', {}, 'care')
  if (proven.kind === 'wrong') return recoverySheet(house, visit, '/akun/faktor/selesai', proven.enrolment, true)
  return renewed(house, visit, { ...staff, ...enrolled(house, proven.enrolment) }, 'factor-changed', 'flash_account_factor')
}

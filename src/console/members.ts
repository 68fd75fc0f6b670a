// Who may sign in, and as what: kept by an admin, who reads no consultation. Nobody is ever deleted here: the log names them.
import { html } from 'hono/html'
import { z } from 'zod'
import type { AuditEntry, StaffId, Team } from '../handoff/handoff.ts'
import { momentOf, permissions } from './account.ts'
import { type Faults, form, hidden, NO_FAULTS, options, primary, read, summary } from './form.ts'
import { INVITATION_HOURS, invite } from './invite.ts'
import { tellMember } from './notice.ts'
import type { Equipment } from './parts.ts'
import { renewal } from './renew.ts'
import { type Invitation, ROLES, type Role, type Staff, type StaffChange } from './staff.ts'
import { type Answer, type Html, type Route, refused, route, type Seen, sheet, to } from './visit.ts'

const MENU = '/staf'

export const memberRoutes = (house: Equipment): readonly Route[] => [
  route('staff.see', 'GET', '/staf', visit => listPage(house, visit)),
  route('staff.change', 'GET', '/staf/undang', visit => invitePage(house, visit, NO_FAULTS)),
  route('staff.change', 'POST', '/staf/undang', visit => inviteSomeone(house, visit)),
  route('staff.change', 'POST', '/staf/undang/tarik', visit => withdraw(house, visit)),
  route('staff.see', 'GET', '/staf/:id', visit => onMember(house, visit, member => memberPage(house, visit, member, NO_FAULTS))),
  route('staff.change', 'POST', '/staf/:id', visit => onMember(house, visit, member => change(house, visit, member))),
  route('staff.change', 'GET', '/staf/:id/ulang', visit =>
    onMember(house, visit, async member => askReset(house, visit, member)),
  ),
  route('staff.change', 'POST', '/staf/:id/ulang', visit => onMember(house, visit, member => reset(house, visit, member))),
  route('staff.change', 'GET', '/staf/:id/nonaktif', visit =>
    onMember(house, visit, async member => askOff(house, visit, member)),
  ),
  route('staff.change', 'POST', '/staf/:id/nonaktif', visit => onMember(house, visit, member => switchOff(house, visit, member))),
  route('staff.change', 'POST', '/staf/:id/aktif', visit => onMember(house, visit, member => switchOn(house, visit, member))),
]

async function onMember({ book }: Equipment, visit: Seen, go: (member: Staff) => Promise<Answer>): Promise<Answer> {
  const member = (await book.staff()).find(staff => staff.id === visit.params.id)
  return member === undefined ? refused('absent') : go(member)
}

// — the list —

async function listPage(house: Equipment, visit: Seen): Promise<Answer> {
  const { book, words } = house
  const { say } = words
  const [staff, teams, invitations] = await Promise.all([book.staff(), book.teams(), book.invitations()])
  const open = invitations.filter(invitation => invitation.until > visit.now)
  const members = staff.toSorted((a, b) => Number(b.isActive) - Number(a.isActive) || a.name.localeCompare(b.name, 'id'))
  const main = html`<p><a class="primary" href="/staf/undang">${say('staff_invite')}</a></p>
<ul class="rows">${members.map(member => memberRow(house, member, teams))}</ul>
${open.length === 0 ? '' : html`<h2>${say('staff_invitations')}</h2><ul class="rows">${open.map(one => invitationRow(house, visit, one, staff, teams))}</ul>`}`
  return sheet(say('staff_title'), main, { menu: MENU })
}

const rolesOf = ({ words: { say } }: Equipment, roles: readonly Role[]): string =>
  roles.map(role => say(`role_${role}`)).join(', ')
const teamsOf = (ids: readonly string[], teams: readonly Team[]): string =>
  ids.map(id => teams.find(team => team.id === id)?.name ?? id).join(', ')

function memberRow(
  house: Equipment,
  { id, name, login, roles, teams: own, isActive, isOnDuty, totp }: Staff,
  teams: readonly Team[],
): Html {
  const { say } = house.words
  return html`<li class="${isActive ? '' : 'faded'}"><div><a href="/staf/${id}"><strong>${name}</strong></a> <span class="hint">${login}</span>${
    isActive ? '' : html` <span class="tag">${say('staff_off')}</span>`
  }${isActive && totp === null ? html` <span class="tag care">${say('staff_no_factor')}</span>` : ''}${
    isActive && isOnDuty ? html` <span class="tag done">${say('shell_on_duty')}</span>` : ''
  }<br>${rolesOf(house, roles)}${own.length === 0 ? '' : html` · ${teamsOf(own, teams)}`}</div></li>`
}

function invitationRow(
  house: Equipment,
  visit: Seen,
  { id, roles, teams: own, until, staff: of }: Invitation,
  staff: readonly Staff[],
  teams: readonly Team[],
): Html {
  const { say } = house.words
  const whose = of === null ? say('staff_someone') : (staff.find(s => s.id === of)?.name ?? of)
  return html`<li><div><strong>${whose}</strong><br>${rolesOf(house, roles)}${own.length === 0 ? '' : html` · ${teamsOf(own, teams)}`}<br>
<span class="hint">${say('staff_until', { at: momentOf(until) })}</span></div>${form(
    visit,
    '/staf/undang/tarik',
    html`${hidden('_invitation', id)}<button class="quiet">${say('staff_withdraw')}</button>`,
  )}</li>`
}

// — invitations —

const chosen = z.object({ roles: z.array(z.enum(ROLES)).min(1, 'staff_roles_fault'), teams: z.array(z.string()) })

/** Officers and coordinators without a team would see nothing and wonder. */
const choiceOf = (visit: Seen) =>
  read(
    chosen.refine(({ roles, teams }) => teams.length > 0 || !roles.some(role => role === 'officer' || role === 'coordinator'), {
      path: ['teams'],
      message: 'staff_teams_fault',
    }),
    visit.form,
    ['roles', 'teams'],
  )

function choices(
  { words }: Equipment,
  faults: Faults,
  teams: readonly Team[],
  roles: readonly string[],
  own: readonly string[],
): Html {
  const { say } = words
  return html`${options(
    words,
    faults,
    'checkbox',
    'roles',
    say('staff_roles'),
    ROLES.map(role => ({ value: role, label: say(`role_${role}`), hint: say(`role_${role}_hint`) })),
    roles,
  )}${
    teams.length === 0
      ? html`<p class="hint">${say('staff_no_teams')}</p>`
      : options(
          words,
          faults,
          'checkbox',
          'teams',
          say('staff_teams'),
          teams.map(team => ({ value: team.id, label: team.name })),
          own,
        )
  }`
}

const activeTeams = async ({ book }: Equipment): Promise<readonly Team[]> => (await book.teams()).filter(team => team.isActive)

async function invitePage(house: Equipment, visit: Seen, faults: Faults): Promise<Answer> {
  const { words } = house
  const offered = choices(house, faults, await activeTeams(house), visit.form.getAll('roles'), visit.form.getAll('teams'))
  const main = html`<div class="narrow">${summary(words, faults)}<p>${words.say('staff_invite_text')}</p>${form(visit, '/staf/undang', html`${offered}${primary(words.say('staff_invite_make'))}`)}</div>`
  return sheet(words.say('staff_invite'), main, { menu: MENU, status: faults.size === 0 ? 200 : 422 })
}

async function inviteSomeone(house: Equipment, visit: Seen): Promise<Answer> {
  const choice = choiceOf(visit)
  if (choice.faults !== null) return invitePage(house, visit, choice.faults)
  const known = new Set((await activeTeams(house)).map(team => team.id))
  const { roles } = choice.data
  const teams = choice.data.teams.filter(team => known.has(team))
  const invited = { staff: null, roles, teams, by: visit.who.staff.id }
  const { invitation, path } = invite({ now: visit.now, random: house.random }, invited)
  return withLink(house, visit, path, [{ kind: 'invitation.made', invitation, audit: [said(visit, 'invited', roles.join(' '))] }])
}

/** The link is shown this once: only its hash is stored. */
async function withLink({ book, words }: Equipment, visit: Seen, path: string, changes: readonly StaffChange[]): Promise<Answer> {
  const { say } = words
  if ((await book.saved(changes)) !== 'done') return refused('overtaken')
  const main = html`<div class="narrow"><p>${say('staff_link_text', { hours: INVITATION_HOURS })}</p>
<p class="secret link" id="tautan">${visit.origin}${path}</p>
<p><button hidden data-copy="tautan" data-copied="${say('staff_link_copied')}">${say('staff_link_copy')}</button></p>
<p class="hint">${say('staff_link_hint')}</p><p><a href="/staf">${say('staff_back')}</a></p></div>`
  return sheet(say('staff_link_title'), main, { menu: MENU })
}

const said = ({ who, now }: Seen, act: string, about: string): AuditEntry => ({ at: now, by: who.staff.id, act, about })

async function withdraw({ book }: Equipment, visit: Seen): Promise<Answer> {
  const id = visit.form.get('_invitation') ?? ''
  const audit = [said(visit, 'invitation-withdrawn', '')]
  const saved = await book.saved([{ kind: 'invitation.gone', id, audit }])
  return saved === 'done' ? to('/staf', 'flash_staff_withdrawn') : to('/staf', 'flash_staff_gone', {}, 'care')
}

// — one member —

async function memberPage(house: Equipment, visit: Seen, member: Staff, faults: Faults): Promise<Answer> {
  const { words } = house
  const { say } = words
  const isSelf = member.id === visit.who.staff.id
  const given = faults.size === 0 ? member : { roles: visit.form.getAll('roles'), teams: visit.form.getAll('teams') }
  const main = html`${summary(words, faults)}<p><span class="hint">${say('auth_login')}</span> ${member.login}${member.isActive ? '' : html` <span class="tag">${say('staff_off')}</span>`}</p>
${card(say('staff_roles_title'), form(visit, `/staf/${member.id}`, html`${hidden('_seen', asSeen(member))}${choices(house, faults, await activeTeams(house), given.roles, given.teams)}${primary(say('staff_save'))}`))}
${card(say('staff_may'), permissions(house, { ...member, isActive: true }))}
${isSelf ? '' : card(say('staff_access'), accessOf(house, visit, member))}
<p><a href="/staf">${say('staff_back')}</a></p>`
  return sheet(member.name, main, { menu: MENU, status: faults.size === 0 ? 200 : 422 })
}

const card = (title: string, body: Html): Html => html`<section class="card"><h2>${title}</h2>${body}</section>`

const accessOf = ({ words: { say } }: Equipment, visit: Seen, { id, isActive }: Staff): Html =>
  isActive
    ? html`<ul class="links"><li><a href="/staf/${id}/ulang">${say('staff_reset')}</a></li><li><a href="/staf/${id}/nonaktif">${say('staff_switch_off')}</a></li></ul>`
    : form(visit, `/staf/${id}/aktif`, html`<button>${say('staff_switch_on')}</button>`)

/** What the admin saw when they decided. */
const asSeen = ({ roles, teams, isActive }: Staff): string => JSON.stringify([roles, teams, isActive])

async function change(house: Equipment, visit: Seen, member: Staff): Promise<Answer> {
  const choice = choiceOf(visit)
  if (choice.faults !== null) return memberPage(house, visit, member, choice.faults)
  if (visit.form.get('_seen') !== asSeen(member)) return refused('overtaken')
  const { roles } = choice.data
  const known = new Set((await house.book.teams()).map(team => team.id))
  const teams = choice.data.teams.filter(team => known.has(team))
  if (!roles.includes('admin') && (await isLastAdmin(house, member))) return lastAdmin(house, visit, member)
  const saved = await house.book.saved([
    { kind: 'staff.saved', staff: { ...member, roles, teams }, audit: [said(visit, 'roles-changed', member.id)] },
  ])
  return saved === 'done' ? to(`/staf/${member.id}`, 'flash_staff_saved') : refused('overtaken')
}

const lastAdmin = (house: Equipment, visit: Seen, member: Staff): Promise<Answer> =>
  memberPage(house, visit, member, new Map([['roles', 'staff_last_admin']]))

/** Without an admin nobody could invite one. */
async function isLastAdmin({ book }: Equipment, { id }: Staff): Promise<boolean> {
  const staff = await book.staff()
  return !staff.some(other => other.id !== id && other.isActive && other.roles.includes('admin'))
}

type Asked = { readonly title: string; readonly text: string; readonly action: string; readonly label: string }

const confirmation = ({ words: { say } }: Equipment, visit: Seen, { id }: Staff, { title, text, action, label }: Asked): Answer =>
  sheet(
    title,
    html`<div class="narrow"><p>${text}</p>${form(visit, action, html`<button class="primary danger">${label}</button>`)}<p><a href="/staf/${id}">${say('staff_cancel')}</a></p></div>`,
    { menu: MENU },
  )

const askReset = (house: Equipment, visit: Seen, member: Staff): Answer => {
  const { say } = house.words
  const { id, name } = member
  const text = say('staff_reset_text', { name })
  return confirmation(house, visit, member, {
    title: say('staff_reset'),
    text,
    action: `/staf/${id}/ulang`,
    label: say('staff_reset_yes'),
  })
}

async function reset(house: Equipment, visit: Seen, member: Staff): Promise<Answer> {
  if (isSelf(visit, member) || !member.isActive) return refused('forbidden')
  const { path, changes } = await renewal(house.book, { now: visit.now, random: house.random }, member, visit.who.staff.id)
  tellMember(house, member, 'reset')
  return withLink(house, visit, path, changes)
}

const isSelf = ({ who }: Seen, { id }: Staff): boolean => who.staff.id === id
const sessionsOf = async ({ book }: Equipment, id: StaffId): Promise<readonly string[]> =>
  (await book.sessionsOf(id)).map(session => session.id)

const askOff = (house: Equipment, visit: Seen, member: Staff): Answer => {
  const { say } = house.words
  const { id, name } = member
  const text = say('staff_switch_off_text', { name })
  return confirmation(house, visit, member, {
    title: say('staff_switch_off'),
    text,
    action: `/staf/${id}/nonaktif`,
    label: say('staff_switch_off_yes'),
  })
}

/** Nobody locks themselves out, so there always remains the admin who does this. */
async function switchOff(house: Equipment, visit: Seen, member: Staff): Promise<Answer> {
  if (isSelf(visit, member)) return refused('forbidden')
  const open = (await house.book.invitations()).filter(invitation => invitation.staff === member.id)
  const saved = await house.book.saved([
    {
      kind: 'staff.saved',
      staff: { ...member, isActive: false, isOnDuty: false, devices: [] },
      audit: [said(visit, 'deactivated', member.id)],
    },
    { kind: 'session.ended', ids: await sessionsOf(house, member.id), audit: [] },
    ...open.map(({ id }) => ({ kind: 'invitation.gone' as const, id, audit: [] })),
  ])
  return saved === 'done' ? to(`/staf/${member.id}`, 'flash_staff_off', { name: member.name }) : refused('overtaken')
}

async function switchOn(house: Equipment, visit: Seen, member: Staff): Promise<Answer> {
  const staff = { ...member, isActive: true, failures: 0, lockedUntil: 0 }
  const saved = await house.book.saved([{ kind: 'staff.saved', staff, audit: [said(visit, 'reactivated', member.id)] }])
  return saved === 'done' ? to(`/staf/${member.id}`, 'flash_staff_on', { name: member.name }) : refused('overtaken')
}

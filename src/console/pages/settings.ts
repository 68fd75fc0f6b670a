// How the office is set up: the switch of the bot, the limit under which nobody is counted, teams with their hours, templates, retention.
import { html } from 'hono/html'
import { z } from 'zod'
import { type Hours, hourOf, type Team, ZONES } from '../../handoff/handoff.ts'
import { type Faults, field, form, hidden, NO_FAULTS, options, primary, read, summary } from '../form.ts'
import { K_LEAST, SETTINGS, settingOf, type Template } from '../office.ts'
import { may } from '../policies.ts'
import type { StaffChange } from '../staff.ts'
import { type Answer, type Html, type Route, refused, route, sheet, to, type Seen as Visit } from '../visit.ts'
import { type Both, beside } from './beside.ts'
import type { Parts } from './parts.ts'

const MENU = { menu: '/pengaturan' } as const
const REASON_MAX = 300
const TEMPLATES_MAX = 60
const TEMPLATE_TEXT_MAX = 1500
const NAMES_MAX = 20

export const settingsRoutes = (parts: Parts): readonly Route[] => [
  route('settings.see', 'GET', '/pengaturan', visit => overview(parts, visit)),
  route('settings.change', 'GET', '/pengaturan/bot', visit =>
    botPage(parts, visit, { reason: '', faults: NO_FAULTS, version: null, isMoved: false }),
  ),
  route('settings.change', 'POST', '/pengaturan/bot', visit => switchBot(parts, visit)),
  route('settings.change', 'GET', '/pengaturan/batas', visit =>
    limitPage(parts, visit, { value: null, faults: NO_FAULTS, version: null, isMoved: false }),
  ),
  route('settings.change', 'POST', '/pengaturan/batas', visit => saveLimit(parts, visit)),
  route('settings.change', 'GET', '/pengaturan/tim/:id', visit => openTeam(parts, visit)),
  route('settings.change', 'POST', '/pengaturan/tim/:id', visit => saveTeam(parts, visit)),
  route('templates.change', 'GET', '/pengaturan/templat/:id', visit => openTemplate(parts, visit)),
  route('templates.change', 'POST', '/pengaturan/templat/:id', visit => saveTemplate(parts, visit)),
  route('templates.change', 'POST', '/pengaturan/templat/:id/hapus', visit => dropTemplate(parts, visit)),
]

// ── All of it at a glance ──

async function overview(parts: Parts, visit: Visit): Promise<Answer> {
  const { words, cases, law, retention, today } = parts
  const { say } = words
  const [office, teams] = await Promise.all([cases.office(), cases.teams()])
  const mayChange = may(visit.who.staff, 'settings.change', null)
  const mayTemplates = may(visit.who.staff, 'templates.change', null)
  const year = Number(today().slice(0, 4))
  const link = (path: string, key: string, isShown: boolean): Html =>
    isShown ? html`<p><a href="${path}">${say(key)}</a></p>` : html``
  return sheet(
    say('settings_title'),
    html`${law.holidayYears.includes(year) ? '' : html`<p class="flash care" role="note">${say('settings_holidays_missing', { year })}</p>`}
<section class="group"><h2>${say('settings_bot')}</h2><p>${office.off === null ? say('settings_bot_on') : say('settings_bot_off', { reason: office.off })}</p>${link('/pengaturan/bot', office.off === null ? 'settings_bot_turn_off' : 'settings_bot_turn_on', mayChange)}</section>
<section class="group"><h2>${say('settings_teams')}</h2>${teams.length === 0 ? html`<p class="empty">${say('settings_teams_none')}</p>` : html`<ul class="plain-list">${teams.toSorted(byPlace).map(t => teamRow(parts, t, mayChange))}</ul>`}${link('/pengaturan/tim/baru', 'settings_team_new', mayChange)}</section>
<section class="group"><h2>${say('settings_templates')}</h2>${office.templates.length === 0 ? html`<p class="empty">${say('settings_templates_none')}</p>` : html`<ul class="plain-list">${office.templates.map(t => html`<li>${mayTemplates ? html`<a href="/pengaturan/templat/${t.id}">${t.title}</a>` : t.title}</li>`)}</ul>`}${link('/pengaturan/templat/baru', 'settings_template_new', mayTemplates)}</section>
<section class="group"><h2>${say('settings_limit')}</h2><p>${say('settings_limit_is', { k: office.k })}</p>${link('/pengaturan/batas', 'settings_limit_change', mayChange)}</section>
<section class="group"><h2>${say('settings_retention')}</h2><p class="hint">${say('settings_retention_hint')}</p><dl class="facts-list">${retention.map(({ kind, days }) => html`<div><dt>${say(`retention_${kind.replaceAll('-', '_')}`)}</dt><dd>${lasting(parts, days)}</dd></div>`)}</dl></section>`,
    MENU,
  )
}

const byPlace = (a: Team, b: Team): number =>
  a.place === b.place
    ? a.kind === b.kind
      ? a.name < b.name
        ? -1
        : 1
      : a.kind === 'permanent'
        ? -1
        : 1
    : a.place < b.place
      ? -1
      : 1

function teamRow({ words: { say }, law }: Parts, team: Team, mayChange: boolean): Html {
  const place = law.places.find(p => p.id === team.place)?.name ?? team.place
  const marks = [
    say(`team_${team.kind}`),
    place,
    ...(team.isActive ? [] : [say('team_inactive')]),
    ...(team.needsApproval ? [say('team_approves')] : []),
  ]
  return html`<li>${mayChange ? html`<a href="/pengaturan/tim/${team.id}">${team.name}</a>` : team.name} <span class="on">${marks.join(' · ')}</span></li>`
}

const DAYS_A_YEAR = 365
function lasting({ words: { say } }: Parts, days: number): string {
  if (days < 1) return say('lasts_hours', { hours: Math.round(days * 24) })
  return days > DAYS_A_YEAR ? say('lasts_years', { years: Math.round(days / DAYS_A_YEAR) }) : say('lasts_days', { days })
}

// ── Saving ──

/** What became of saving: on, or somebody else was faster. */
async function saved(parts: Parts, changes: readonly StaffChange[]): Promise<boolean> {
  const ended = await parts.staffBook.saved(changes)
  parts.cases.changed()
  return ended === 'done'
}

const auditOf = (visit: Visit, act: string, about: string) => [{ at: hourOf(visit.now), by: visit.who.staff.id, act, about }]
const versionIn = ({ form: posted }: Visit): number => Number(posted.get('_version') ?? -1)

const setting = (visit: Visit, name: string, value: unknown, version: number, act: string, about: string): StaffChange => ({
  kind: 'setting.saved',
  setting: settingOf(name, value, version),
  audit: auditOf(visit, act, about),
})

// ── The switch ──

/** A form that is shown again. `version`: of what it was made from; null: it is made now. `isMoved`: somebody else was faster. */
type Again = { readonly faults: Faults; readonly version: number | null; readonly isMoved: boolean }

const statusOf = ({ faults, isMoved }: Pick<Again, 'faults' | 'isMoved'>): 200 | 409 | 422 =>
  isMoved ? 409 : faults.size === 0 ? 200 : 422

async function botPage(parts: Parts, visit: Visit, again: Again & { readonly reason: string }): Promise<Answer> {
  const { words, cases } = parts
  const { say } = words
  const { reason, faults, isMoved } = again
  const office = await cases.office()
  const version = hidden('_version', again.version ?? office.versionOf(SETTINGS.off))
  const both = isMoved
    ? [{ label: say('bot_off_reason'), was: null, saved: office.off ?? say('settings_bot_on'), typed: reason }]
    : null
  const body =
    office.off === null
      ? form(
          visit,
          '/pengaturan/bot',
          html`${version}${hidden('_to', 'off')}${field(words, faults, { name: 'alasan', label: say('bot_off_reason'), hint: say('bot_off_reason_hint'), value: reason, rows: 3, maxlength: REASON_MAX })}${options(words, faults, 'checkbox', 'yakin', say('bot_off_sure_legend'), [{ value: 'ya', label: say('bot_off_sure') }], [])}${primary(say('bot_off_do'))}`,
        )
      : form(visit, '/pengaturan/bot', html`${version}${hidden('_to', 'on')}${primary(say('bot_on_do'))}`)
  const lead = office.off === null ? say('bot_off_hint') : say('settings_bot_off', { reason: office.off })
  return sheet(
    say(office.off === null ? 'settings_bot_turn_off' : 'settings_bot_turn_on'),
    html`${summary(words, faults)}${beside(words, both)}<p>${lead}</p>${body}`,
    { ...MENU, status: statusOf(again) },
  )
}

async function switchBot(parts: Parts, visit: Visit): Promise<Answer> {
  const isOff = visit.form.get('_to') === 'off'
  const reason = (visit.form.get('alasan') ?? '').trim().slice(0, REASON_MAX)
  const version = versionIn(visit)
  const faults = new Map<string, string>()
  if (isOff && reason === '') faults.set('alasan', 'fault_reason')
  if (isOff && visit.form.get('yakin') !== 'ya') faults.set('yakin', 'fault_sure')
  if (faults.size > 0) return botPage(parts, visit, { reason, faults, version, isMoved: false })
  const change = setting(visit, SETTINGS.off, isOff ? reason : null, version, isOff ? 'bot.off' : 'bot.on', SETTINGS.off)
  if (await saved(parts, [change])) return to('/pengaturan', isOff ? 'done_bot_off' : 'done_bot_on')
  return botPage(parts, visit, { reason, faults: new Map([['beside', 'fault_moved']]), version: null, isMoved: true })
}

// ── The limit ──

const K_MOST = 1000

/** `value` null: as it is. */
async function limitPage(
  { words, cases }: Parts,
  visit: Visit,
  again: Again & { readonly value: string | null },
): Promise<Answer> {
  const { say } = words
  const { k, versionOf } = await cases.office()
  const { faults } = again
  const value = again.value ?? String(k)
  const both = again.isMoved ? [{ label: say('limit_label'), was: null, saved: String(k), typed: value }] : null
  return sheet(
    say('settings_limit'),
    html`${summary(words, faults)}${beside(words, both)}<p>${say('limit_hint', { least: K_LEAST })}</p>${form(
      visit,
      '/pengaturan/batas',
      html`${hidden('_version', again.version ?? versionOf(SETTINGS.k))}${field(words, faults, { name: 'batas', label: say('limit_label'), value, type: 'number', inputmode: 'numeric' })}${primary(say('save'))}`,
    )}`,
    { ...MENU, status: statusOf(again) },
  )
}

async function saveLimit(parts: Parts, visit: Visit): Promise<Answer> {
  const value = visit.form.get('batas') ?? ''
  const version = versionIn(visit)
  const k = /^\d{1,4}$/.test(value.trim()) ? Number(value) : 0
  if (k < K_LEAST || k > K_MOST)
    return limitPage(parts, visit, { value, faults: new Map([['batas', 'fault_limit']]), version, isMoved: false })
  const change = setting(visit, SETTINGS.k, k, version, 'limit.set', String(k))
  return (await saved(parts, [change]))
    ? to('/pengaturan', 'done_saved')
    : limitPage(parts, visit, { value, faults: new Map([['beside', 'fault_moved']]), version: null, isMoved: true })
}

// ── Teams ──

const NEW = 'baru'
const DAYS = ['senin', 'selasa', 'rabu', 'kamis', 'jumat', 'sabtu', 'minggu'] as const
const OFFICE_DAY: Hours = { from: 8 * 60, to: 16 * 60, lunch: { from: 12 * 60, to: 13 * 60 } }

const fresh = (id: string): Team => ({
  id,
  name: '',
  kind: 'permanent',
  place: '',
  names: [],
  zone: 'WIB',
  week: DAYS.map((_, i) => (i < 5 ? OFFICE_DAY : null)),
  needsApproval: false,
  promiseHours: 8,
  isActive: true,
})

/** Everything of a team as it was typed. */
type TypedTeam = {
  readonly id: string
  readonly isNew: boolean
  readonly was: string
  readonly name: string
  readonly kind: string
  readonly place: string
  readonly names: string
  readonly zone: string
  readonly week: readonly { readonly from: string; readonly to: string; readonly lunchFrom: string; readonly lunchTo: string }[]
  readonly promiseHours: string
  readonly needsApproval: boolean
  readonly isActive: boolean
}

async function openTeam(parts: Parts, visit: Visit): Promise<Answer> {
  const id = visit.params.id ?? ''
  const team = id === NEW ? fresh(NEW) : (await parts.cases.teams()).find(t => t.id === id)
  return team === undefined ? refused('absent') : teamPage(parts, visit, asTyped(parts, team), NO_FAULTS, null)
}

const asTyped = ({ law }: Parts, team: Team): TypedTeam => ({
  id: team.id,
  isNew: team.id === NEW,
  was: markOf(team),
  name: team.name,
  kind: team.kind,
  place: law.places.find(p => p.id === team.place)?.name ?? '',
  names: team.names.join('\n'),
  zone: team.zone,
  week: DAYS.map((_, i) => {
    const hours = team.week[i] ?? null
    return {
      from: timeOf(hours?.from ?? null),
      to: timeOf(hours?.to ?? null),
      lunchFrom: timeOf(hours?.lunch?.from ?? null),
      lunchTo: timeOf(hours?.lunch?.to ?? null),
    }
  }),
  promiseHours: String(team.promiseHours),
  needsApproval: team.needsApproval,
  isActive: team.isActive,
})

/** What has no version of its own: whether it is still as the form showed it is seen by its words. */
const markOf = (what: Team | Template): string => JSON.stringify(what)

const timeOf = (minute: number | null): string =>
  minute === null ? '' : `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`

/** `both`: beside what somebody else has saved meanwhile; null: nobody has. */
function teamPage({ words, law }: Parts, visit: Visit, typed: TypedTeam, faults: Faults, both: readonly Both[] | null): Answer {
  const { say } = words
  const kinds = (['permanent', 'unit'] as const).map(kind => ({
    value: kind,
    label: say(`team_${kind}`),
    hint: say(`team_${kind}_hint`),
  }))
  const body = html`${summary(words, faults)}${beside(words, both)}${form(
    visit,
    `/pengaturan/tim/${typed.id}`,
    html`${hidden('_was', typed.was)}${field(words, faults, { name: 'nama', label: say('team_name'), hint: say('team_name_hint'), value: typed.name, maxlength: 80 })}
${options(words, faults, 'radio', 'jenis', say('team_kind'), kinds, [typed.kind])}
<div class="field${faults.has('wilayah') ? ' wrong' : ''}"><label for="wilayah">${say('team_place')}</label><p class="hint" id="wilayah-hint">${say('team_place_hint')}</p>${faults.has('wilayah') ? html`<p class="fault" id="wilayah-fault">${say(faults.get('wilayah') ?? '')}</p>` : ''}<input id="wilayah" name="wilayah" value="${typed.place}" list="daftar-wilayah" maxlength="80" autocomplete="off" aria-describedby="wilayah-hint${faults.has('wilayah') ? ' wilayah-fault' : ''}" required><datalist id="daftar-wilayah">${law.places.map(p => html`<option value="${p.name}">`)}</datalist></div>
${field(words, faults, { name: 'sebutan', label: say('team_names'), hint: say('team_names_hint'), value: typed.names, rows: 4, maxlength: 1200, isOptional: true })}
${options(
  words,
  faults,
  'radio',
  'zona',
  say('team_zone'),
  ZONES.map(zone => ({ value: zone, label: zone })),
  [typed.zone],
)}
${weekOf(words, faults, typed)}
${field(words, faults, { name: 'janji', label: say('team_promise'), hint: say('team_promise_hint'), value: typed.promiseHours, type: 'number', inputmode: 'numeric' })}
${options(
  words,
  faults,
  'checkbox',
  'aturan',
  say('team_rules'),
  [
    { value: 'setuju', label: say('team_needs_approval'), hint: say('team_needs_approval_hint') },
    { value: 'aktif', label: say('team_is_active'), hint: say('team_is_active_hint') },
  ],
  [...(typed.needsApproval ? ['setuju'] : []), ...(typed.isActive ? ['aktif'] : [])],
)}
${primary(say('save'))}`,
  )}`
  return sheet(say(typed.isNew ? 'settings_team_new' : 'team_title'), body, {
    ...MENU,
    status: statusOf({ faults, isMoved: both !== null }),
  })
}

/** The team as the form was made from, as it stands now and as it was typed, field by field in words. */
function bothOf({ say }: Parts['words'], was: TypedTeam | null, now: TypedTeam, typed: TypedTeam): readonly Both[] {
  const yesOrNo = (is: boolean): string => say(is ? 'beside_yes' : 'beside_no')
  const hoursOf = (day: TypedTeam['week'][number] | undefined): string =>
    day === undefined
      ? ''
      : [
          ...(day.from + day.to === '' ? [] : [`${day.from}–${day.to}`]),
          ...(day.lunchFrom + day.lunchTo === '' ? [] : [`${say('week_istirahat')} ${day.lunchFrom}–${day.lunchTo}`]),
        ].join(', ')
  const of = (label: string, said: (team: TypedTeam) => string): Both => ({
    label,
    was: was && said(was),
    saved: said(now),
    typed: said(typed),
  })
  return [
    of(say('team_name'), t => t.name),
    of(say('team_kind'), t => (t.kind === '' ? '' : say(`team_${t.kind}`))),
    of(say('team_place'), t => t.place),
    of(say('team_names'), t => t.names),
    of(say('team_zone'), t => t.zone),
    ...DAYS.map((day, i) => of(`${say('team_week')}: ${say(`day_${day}`)}`, t => hoursOf(t.week[i]))),
    of(say('team_promise'), t => t.promiseHours),
    of(say('team_needs_approval'), t => yesOrNo(t.needsApproval)),
    of(say('team_is_active'), t => yesOrNo(t.isActive)),
  ]
}

/** What was touched here stays as it was typed; what only the other changed is theirs. */
function merged(was: TypedTeam, now: TypedTeam, typed: TypedTeam): TypedTeam {
  const own = <K extends keyof TypedTeam>(key: K): TypedTeam[K] => (typed[key] === was[key] ? now[key] : typed[key])
  return {
    ...typed,
    name: own('name'),
    kind: own('kind'),
    place: own('place'),
    names: own('names'),
    zone: own('zone'),
    week: typed.week.map((day, i) => {
      const isTouched = JSON.stringify(day) !== JSON.stringify(was.week[i])
      return isTouched ? day : (now.week[i] ?? day)
    }),
    promiseHours: own('promiseHours'),
    needsApproval: own('needsApproval'),
    isActive: own('isActive'),
  }
}

function weekOf({ say }: Parts['words'], faults: Faults, { week }: TypedTeam): Html {
  const box = (day: string, i: number, part: 'buka' | 'tutup' | 'istirahat' | 'kembali', value: string): Html =>
    html`<td data-label="${say(`week_${part}`)}"><input type="time" name="${part}${i}" value="${value}" aria-label="${say(`week_${part}_of`, { day: say(`day_${day}`) })}"></td>`
  return html`<fieldset class="field${faults.has('jam') ? ' wrong' : ''}" id="jam"><legend>${say('team_week')}</legend><p class="hint">${say('team_week_hint')}</p>${faults.has('jam') ? html`<p class="fault" id="jam-fault">${say(faults.get('jam') ?? '')}</p>` : ''}
<div class="wide"><table class="week"><thead><tr><th scope="col">${say('week_day')}</th><th scope="col">${say('week_buka')}</th><th scope="col">${say('week_tutup')}</th><th scope="col">${say('week_istirahat')}</th><th scope="col">${say('week_kembali')}</th></tr></thead><tbody>${DAYS.map(
    (day, i) => {
      const hours = week[i]
      return html`<tr><th scope="row">${say(`day_${day}`)}</th>${box(day, i, 'buka', hours?.from ?? '')}${box(day, i, 'tutup', hours?.to ?? '')}${box(day, i, 'istirahat', hours?.lunchFrom ?? '')}${box(day, i, 'kembali', hours?.lunchTo ?? '')}</tr>`
    },
  )}</tbody></table></div></fieldset>`
}

const teamShape = z.object({
  nama: z.string().trim().min(1, 'fault_name').max(80, 'fault_name'),
  jenis: z.enum(['permanent', 'unit'], 'fault_choose'),
  zona: z.enum(ZONES, 'fault_choose'),
  janji: z.coerce.number('fault_promise').int('fault_promise').min(1, 'fault_promise').max(80, 'fault_promise'),
})

async function saveTeam(parts: Parts, visit: Visit): Promise<Answer> {
  const { cases, law, newId } = parts
  const id = visit.params.id ?? ''
  const before = id === NEW ? fresh(NEW) : (await cases.teams()).find(t => t.id === id)
  if (before === undefined) return refused('absent')
  const typed = typedTeam(visit, id)
  const { data, faults } = read(teamShape, visit.form)
  const week = weekIn(typed)
  const place = law.places.find(p => p.name.toLowerCase() === typed.place.trim().toLowerCase())
  const wrong = new Map([
    ...(faults ?? []),
    ...(place === undefined ? [['wilayah', 'fault_place'] as const] : []),
    ...(week === null ? [['jam', 'fault_hours'] as const] : []),
  ])
  if (data === null || place === undefined || week === null) return teamPage(parts, visit, typed, wrong, null)
  // a second tab, or a colleague, has saved it since
  if (id !== NEW && typed.was !== markOf(before)) return overtaken(parts, visit, typed, before)
  const team: Team = {
    id: id === NEW ? newId() : id,
    name: data.nama,
    kind: data.jenis,
    place: place.id,
    names: namesIn(typed.names),
    zone: data.zona,
    week,
    needsApproval: typed.needsApproval,
    promiseHours: data.janji,
    isActive: typed.isActive,
  }
  const was = id === NEW ? {} : { was: before }
  const change: StaffChange = { kind: 'team.saved', team, ...was, audit: auditOf(visit, 'team.save', team.name) }
  if (await saved(parts, [change])) return to('/pengaturan', 'done_saved')
  // in this very moment, or in another process
  const now = (await cases.teams()).find(t => t.id === id)
  return now === undefined ? refused('overtaken') : overtaken(parts, visit, typed, now)
}

/** The form again with what was typed; what it is saved over now is what stands beside it. */
function overtaken(parts: Parts, visit: Visit, typed: TypedTeam, team: Team): Answer {
  const [was, now] = [madeFrom(parts, typed.was), asTyped(parts, team)]
  const kept = was === null ? typed : merged(was, now, typed)
  const both = bothOf(parts.words, was, now, kept)
  return teamPage(parts, visit, { ...kept, was: markOf(team) }, new Map([['beside', 'fault_team_moved']]), both)
}

const WEEK_DAY = z.object({
  from: z.number(),
  to: z.number(),
  lunch: z.object({ from: z.number(), to: z.number() }).nullable(),
})
const teamStored: z.ZodType<Team> = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(['permanent', 'unit']),
  place: z.string(),
  names: z.array(z.string()),
  zone: z.enum(ZONES),
  week: z.array(WEEK_DAY.nullable()),
  needsApproval: z.boolean(),
  promiseHours: z.number(),
  isActive: z.boolean(),
})

/** The team that a form was made from, by its mark, which came back from a browser; null: it is no such thing. */
function madeFrom(parts: Parts, mark: string): TypedTeam | null {
  try {
    return asTyped(parts, teamStored.parse(JSON.parse(mark)))
  } catch {
    return null
  }
}

function typedTeam({ form: posted }: Visit, id: string): TypedTeam {
  const of = (name: string): string => posted.get(name) ?? ''
  const rules = posted.getAll('aturan')
  return {
    id,
    isNew: id === NEW,
    was: of('_was'),
    name: of('nama'),
    kind: of('jenis'),
    place: of('wilayah'),
    names: of('sebutan'),
    zone: of('zona'),
    week: DAYS.map((_, i) => ({
      from: of(`buka${i}`),
      to: of(`tutup${i}`),
      lunchFrom: of(`istirahat${i}`),
      lunchTo: of(`kembali${i}`),
    })),
    promiseHours: of('janji'),
    needsApproval: rules.includes('setuju'),
    isActive: rules.includes('aktif'),
  }
}

const namesIn = (typed: string): readonly string[] =>
  [...new Set(typed.split(/[\n,]/).map(name => name.trim().slice(0, 60)))].filter(name => name !== '').slice(0, NAMES_MAX)

/** null: some day ends before it begins, or has half a break, or no day is open. */
function weekIn({ week }: TypedTeam): readonly (Hours | null)[] | null {
  const days = week.map(day => {
    const [from, to, start, end] = [day.from, day.to, day.lunchFrom, day.lunchTo].map(minuteOf)
    if (from === null && to === null) return null
    if (from == null || to == null || from >= to) return 'wrong'
    if (start === null && end === null) return { from, to, lunch: null }
    if (start == null || end == null || start >= end || start <= from || end >= to) return 'wrong'
    return { from, to, lunch: { from: start, to: end } }
  })
  const isRight = (day: (typeof days)[number]): day is Hours | null => day !== 'wrong'
  return days.every(isRight) && days.some(day => day !== null) ? days : null
}

function minuteOf(typed: string): number | null {
  const [, hours, minutes] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(typed) ?? []
  return hours === undefined || minutes === undefined ? null : Number(hours) * 60 + Number(minutes)
}

// ── Templates ──

async function openTemplate(parts: Parts, visit: Visit): Promise<Answer> {
  const { templates } = await parts.cases.office()
  const id = visit.params.id ?? ''
  const found = id === NEW ? { id: NEW, title: '', text: '', situation: null } : templates.find(t => t.id === id)
  return found === undefined ? refused('absent') : templatePage(parts, visit, found, markOf(found), NO_FAULTS, null)
}

/** `was`: the template that the form was made from. `now`: as somebody else has saved it meanwhile; null: nobody has. */
function templatePage(
  { words, law }: Parts,
  visit: Visit,
  template: Template,
  was: string,
  faults: Faults,
  now: Template | null,
): Answer {
  const { say } = words
  const path = `/pengaturan/templat/${template.id}`
  const isNew = template.id === NEW
  const fits = ({ situation }: Template): string =>
    law.situations.find(s => s.id === situation)?.title ?? say('template_situation_any')
  const both = now && [
    { label: say('template_name'), was: null, saved: now.title, typed: template.title },
    { label: say('template_text'), was: null, saved: now.text, typed: template.text },
    { label: say('template_situation'), was: null, saved: fits(now), typed: fits(template) },
  ]
  return sheet(
    say(isNew ? 'settings_template_new' : 'template_title'),
    html`${summary(words, faults)}${beside(words, both)}${form(
      visit,
      path,
      html`${hidden('_was', was)}${field(words, faults, { name: 'judul', label: say('template_name'), hint: say('template_name_hint'), value: template.title, maxlength: 80 })}${field(words, faults, { name: 'isi', label: say('template_text'), hint: say('template_text_hint'), value: template.text, rows: 8, maxlength: TEMPLATE_TEXT_MAX })}<div class="field"><label for="keadaan">${say('template_situation')}</label><select id="keadaan" name="keadaan"><option value="">${say('template_situation_any')}</option>${law.situations.map(s => html`<option value="${s.id}"${s.id === template.situation ? html` selected` : ''}>${s.title}</option>`)}</select></div>${primary(say('save'))}`,
    )}${isNew ? '' : html`<section class="more">${form(visit, `${path}/hapus`, html`${hidden('_was', was)}<button class="second">${say('template_drop')}</button>`)}</section>`}`,
    { ...MENU, status: statusOf({ faults, isMoved: now !== null }) },
  )
}

async function saveTemplate(parts: Parts, visit: Visit): Promise<Answer> {
  const { cases, law, redact, newId } = parts
  const id = visit.params.id ?? ''
  const was = visit.form.get('_was') ?? ''
  const title = (visit.form.get('judul') ?? '').trim()
  const text = (visit.form.get('isi') ?? '').replaceAll('\r\n', '\n').trim()
  const situation = law.situation(visit.form.get('keadaan') ?? '')?.id ?? null
  const typed: Template = { id, title, text, situation }
  const { templates } = await cases.office()
  const faults = new Map<string, string>()
  if (title === '') faults.set('judul', 'fault_name')
  if (text === '' || text.length > TEMPLATE_TEXT_MAX) faults.set('isi', 'fault_template_text')
  // a template goes to many: nothing of one person stands in it
  else if (redact(text).removed.some(kind => PERSONAL.includes(kind))) faults.set('isi', 'fault_template_person')
  if (id === NEW && templates.length >= TEMPLATES_MAX) faults.set('judul', 'fault_template_many')
  if (faults.size > 0) return templatePage(parts, visit, typed, was, faults, null)
  const own: Template = { ...typed, id: id === NEW ? newId() : id }
  const isSaved = await saveTemplates(parts, visit, 'template.save', title, now =>
    id === NEW ? [...now, own] : isAsShown(now, id, was) ? now.map(t => (t.id === id ? own : t)) : null,
  )
  if (isSaved) return to('/pengaturan', 'done_saved')
  const now = (await cases.office()).templates.find(t => t.id === id)
  if (now !== undefined) return templatePage(parts, visit, typed, markOf(now), new Map([['beside', 'fault_moved']]), now)
  // it was taken away meanwhile, and the words are here: they can be a new one
  return templatePage(parts, visit, { ...typed, id: NEW }, '', new Map([['judul', 'fault_template_gone']]), null)
}

const PERSONAL: readonly string[] = ['nip', 'nik', 'person', 'plate']

/** Whether a template is still what somebody saw of it. */
const isAsShown = (templates: readonly Template[], id: string, was: string): boolean =>
  templates.some(t => t.id === id && markOf(t) === was)

async function dropTemplate(parts: Parts, visit: Visit): Promise<Answer> {
  const { templates } = await parts.cases.office()
  const dropped = templates.find(t => t.id === visit.params.id)
  if (dropped === undefined) return refused('absent')
  const was = visit.form.get('_was') ?? ''
  const isDropped = await saveTemplates(parts, visit, 'template.drop', dropped.title, now =>
    isAsShown(now, dropped.id, was) ? now.filter(t => t.id !== dropped.id) : null,
  )
  return isDropped ? to('/pengaturan', 'done_dropped') : refused('overtaken')
}

/** How often the list is read anew when somebody else saved another template in the same moment. */
const TRIES = 4

/** All templates are one setting: of the list as it stands now the next is made. `next` null: it may not be made of this one. */
async function saveTemplates(
  parts: Parts,
  visit: Visit,
  act: string,
  about: string,
  next: (now: readonly Template[]) => readonly Template[] | null,
): Promise<boolean> {
  for (let left = TRIES; left > 0; left--) {
    const { templates, versionOf } = await parts.cases.office()
    const made = next(templates)
    if (made === null) return false
    if (await saved(parts, [setting(visit, SETTINGS.templates, made, versionOf(SETTINGS.templates), act, about)])) return true
  }
  return false
}

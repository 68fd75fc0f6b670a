// The log of acts: who did what and when, never a word of a consultation. It can be read and verified here, and changed nowhere.
import { html } from 'hono/html'
import { actKey, hourSaid } from './account.ts'
import { form } from './form.ts'
import type { Equipment } from './parts.ts'
import type { Audited, Staff } from './staff.ts'
import { type Answer, type Html, type Route, route, type Seen, sheet, to } from './visit.ts'

const MENU = '/audit'
const SHOWN = 50
/** So many entries are looked through for those that fit, then the reader is asked whether to go on. */
const READ_MAX = 2000
const READ = 200

export const trailRoutes = (house: Equipment): readonly Route[] => [
  route('audit.see', 'GET', '/audit', visit => auditPage(house, visit)),
  route('audit.see', 'POST', '/audit/periksa', visit => verify(house, visit)),
]

type Wanted = { readonly by: string; readonly act: string; readonly before: number | null }

const wantedOf = ({ query }: Seen): Wanted => {
  const before = Number(query.get('sebelum') ?? '')
  return {
    by: query.get('siapa') ?? '',
    act: query.get('tindakan') ?? '',
    before: Number.isSafeInteger(before) && before > 0 ? before : null,
  }
}

/** `next`: from where to look on; null: that was all. */
async function found(
  { book }: Equipment,
  { by, act, before }: Wanted,
): Promise<{ readonly entries: readonly Audited[]; readonly next: number | null }> {
  const entries: Audited[] = []
  let next = before
  for (let looked = 0; looked < READ_MAX; looked += READ) {
    const some = await book.audit(next, READ)
    for (const entry of some) {
      if (entries.length === SHOWN) return { entries, next }
      next = entry.seq
      if ((by === '' || entry.by === by) && (act === '' || actKey(entry.act) === KEY + act)) entries.push(entry)
    }
    if (some.length < READ) return { entries, next: null }
  }
  return { entries, next }
}

async function auditPage(house: Equipment, visit: Seen): Promise<Answer> {
  const { book, words } = house
  const { say } = words
  const wanted = wantedOf(visit)
  const [{ entries, next }, staff, [newest]] = await Promise.all([found(house, wanted), book.staff(), book.audit(null, 1)])
  const names = new Map(staff.map(({ id, name }) => [id, name]))
  const further = new URLSearchParams({ siapa: wanted.by, tindakan: wanted.act, sebelum: String(next ?? '') })
  const main = html`<p>${say('audit_text')}</p>
${form(visit, '/audit/periksa', html`<button class="primary">${say('audit_verify')}</button>`)}
${newest === undefined ? '' : html`<p class="hint">${say('audit_newest', { seq: newest.seq, hash: newest.hash })}</p>`}
${filterForm(house, staff, wanted)}
${
  entries.length === 0
    ? html`<p>${say('audit_none')}</p>`
    : html`<div class="scroll" tabindex="0" role="region" aria-label="${say('audit_title')}"><table><thead><tr><th scope="col">${say('audit_at')}</th><th scope="col">${say('audit_by')}</th><th scope="col">${say('audit_act')}</th></tr></thead>
<tbody>${entries.map(entry => entryRow(house, entry, names))}</tbody></table></div>`
}${next === null ? '' : html`<p><a href="/audit?${further.toString()}">${say('audit_older')}</a></p>`}`
  return sheet(say('audit_title'), main, { menu: MENU })
}

const KEY = 'audit_act_'

const actName = ({ words }: Equipment, act: string): string => (words.has(actKey(act)) ? words.say(actKey(act)) : act)

/** A member, a role, a policy: by their names; anything else as it stands. */
function aboutName({ words }: Equipment, about: string, names: ReadonlyMap<string, string>): string {
  const policy = `policy_${about.replace('.', '_')}`
  if (words.has(policy)) return words.say(policy)
  return about
    .split(' ')
    .map(part => names.get(part) ?? (words.has(`role_${part}`) ? words.say(`role_${part}`) : part))
    .join(' ')
}

function entryRow(house: Equipment, { seq, at, by, act, about }: Audited, names: ReadonlyMap<string, string>): Html {
  const { say } = house.words
  // whoever does something to themselves is named once
  const whom = about === '' || about === by ? '' : html`<br><span class="hint">${aboutName(house, about, names)}</span>`
  return html`<tr><td>${hourSaid(at)}<br><span class="hint">${say('audit_number', { seq })}</span></td><td>${
    by === null ? say('audit_nobody') : (names.get(by) ?? by)
  }</td><td>${actName(house, act)}${whom}</td></tr>
`
}

/** What nobody can do where there is no model. */
const ASSISTED = ['consultation_drafted', 'draft_helped']

/** The acts that the log knows a name for. */
const actsOf = ({ words, assistant }: Equipment): readonly string[] =>
  words.keys
    .filter(key => key.startsWith(KEY))
    .map(key => key.slice(KEY.length))
    .filter(act => assistant !== null || !ASSISTED.includes(act))

function filterForm(house: Equipment, staff: readonly Staff[], { by, act }: Wanted): Html {
  const { say } = house.words
  const option = (value: string, label: string, chosen: string): Html =>
    html`<option value="${value}"${value === chosen ? html` selected` : html``}>${label}</option>`
  return html`<form class="filter" method="get" action="/audit"><div class="field"><label for="siapa">${say('audit_by')}</label><select id="siapa" name="siapa">${option('', say('audit_all'), by)}${staff.map(({ id, name }) => option(id, name, by))}</select></div>
<div class="field"><label for="tindakan">${say('audit_act')}</label><select id="tindakan" name="tindakan">${option('', say('audit_all'), act)}${actsOf(house).map(name => option(name, actName(house, name), act))}</select></div>
<button>${say('audit_filter')}</button></form>`
}

const DAY_MS = 86_400_000

async function verify({ book, retention }: Equipment, { who, now }: Seen): Promise<Answer> {
  const kept = retention.find(({ kind }) => kind === 'audit')
  const broken = await book.auditBroken(kept && now - kept.days * DAY_MS)
  await book.saved([
    {
      kind: 'noted',
      audit: [{ at: now, by: who.staff.id, act: 'audit-verified', about: broken === null ? '' : String(broken) }],
    },
  ])
  return broken === null ? to('/audit', 'flash_audit_whole') : to('/audit', 'flash_audit_broken', { seq: broken }, 'care')
}

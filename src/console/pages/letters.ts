// "Surat mati": replies that could not be delivered and were given up: how many, why, since which day. Neither their words nor to whom.
import { html } from 'hono/html'
import { hourOf } from '../../handoff/handoff.ts'
import { form } from '../form.ts'
import type { GivenUp } from '../staff.ts'
import { type Answer, type Html, type Route, refused, route, sheet, to, type Seen as Visit } from '../visit.ts'
import type { Parts } from './parts.ts'
import { countOf, dayOf } from './view.ts'

const MENU = '/tertahan'

type Group = { readonly code: string; readonly on: string; readonly seqs: readonly number[] }

export const letterRoutes = (parts: Parts): readonly Route[] => [
  route('dead.see', 'GET', MENU, visit => lettersPage(parts, visit)),
  route('dead.see', 'POST', '/tertahan/kirim-ulang', visit => resend(parts, visit)),
]

async function groupsOf({ staffBook }: Parts): Promise<readonly Group[]> {
  const groups = new Map<string, Group>()
  for (const letter of await staffBook.deadLetters()) {
    const on = new Date(letter.at).toISOString().slice(0, 10)
    const key = `${on} ${letter.code}`
    groups.set(key, { code: letter.code, on, seqs: [...(groups.get(key)?.seqs ?? []), letter.seq] })
  }
  return [...groups.values()].toSorted((a, b) => (a.on < b.on ? 1 : a.on > b.on ? -1 : a.code < b.code ? -1 : 1))
}

async function lettersPage(parts: Parts, visit: Visit): Promise<Answer> {
  const { say, has } = parts.words
  const groups = await groupsOf(parts)
  const why = ({ code }: GivenUp | Group): string => (has(`dead_${code}`) ? say(`dead_${code}`) : say('dead_other', { code }))
  const row = (group: Group): Html =>
    html`<tr><th scope="row">${dayOf(group.on)}</th><td>${why(group)}</td><td class="number">${countOf(group.seqs.length)}</td><td>${form(visit, '/tertahan/kirim-ulang', html`<input type="hidden" name="_kode" value="${group.code}"><input type="hidden" name="_hari" value="${group.on}"><button class="small">${say('dead_resend')}<span class="away"> ${dayOf(group.on)}, ${why(group)}</span></button>`)}</td></tr>`
  return sheet(
    say('dead_title'),
    groups.length === 0
      ? html`<p class="empty">${say('dead_none')}</p>`
      : html`<p>${say('dead_lead')}</p><div class="wide"><table class="letters"><thead><tr><th scope="col">${say('dead_day')}</th><th scope="col">${say('dead_why')}</th><th scope="col" class="number">${say('dead_count')}</th><th scope="col">${say('dead_do')}</th></tr></thead><tbody>${groups.map(row)}</tbody></table></div>`,
    { menu: MENU },
  )
}

async function resend(parts: Parts, visit: Visit): Promise<Answer> {
  const [code, on] = [visit.form.get('_kode'), visit.form.get('_hari')]
  const group = (await groupsOf(parts)).find(g => g.code === code && g.on === on)
  if (group === undefined) return refused('overtaken')
  const audit = [{ at: hourOf(visit.now), by: visit.who.staff.id, act: 'letters.resend', about: group.code }]
  const ended = await parts.staffBook.saved([{ kind: 'letters.resent', seqs: group.seqs, audit }])
  return ended === 'done' ? to(MENU, 'done_resent', { n: group.seqs.length }) : refused('overtaken')
}

// A file of a draft by its kind: a form for those that have one, and for all of them the text that would be published, for whoever reads YAML.
import { html } from 'hono/html'
import { dump, load } from 'js-yaml'
import { z } from 'zod'
import type { Draft, Json } from '../../publishing/publishing.ts'
import { form, primary } from '../form.ts'
import type { Parts } from '../pages/parts.ts'
import { type Answer, type Html, piece, type Route, refused, type Seen, to } from '../visit.ts'
import { CHOOSABLE, found, foundOf } from './choosers.ts'
import { entryPage, regionalPage } from './entry.ts'
import { type FormPage, overtaken, type PageOf, sameForm, saveForm, showForm } from './formpage.ts'
import {
  afterwards,
  draftSheet,
  edit,
  fileIn,
  fileName,
  filePath,
  isWritable,
  kindOf,
  onDraft,
  refusalKey,
  versionIn,
  versionOf,
} from './frame.ts'
import { problemAt } from './problems.ts'
import { propose } from './proposing.ts'
import { regulationPage } from './regulation.ts'

export const fileRoutes = (parts: Parts): readonly Route[] => [
  onDraft(parts, 'draft.see', 'GET', '/berkas/:file', (visit, draft) => show(parts, visit, draft)),
  onDraft(parts, 'draft.edit', 'POST', '/berkas/:file', (visit, draft) =>
    saveForm(parts, visit, draft, now => pageOf(parts, visit, now)),
  ),
  onDraft(parts, 'draft.see', 'GET', '/berkas/:file/berkas', (visit, draft) => rawPage(parts, visit, draft, null)),
  onDraft(parts, 'draft.edit', 'POST', '/berkas/:file/berkas', (visit, draft) => saveRaw(parts, visit, draft)),
  onDraft(parts, 'draft.see', 'GET', '/temuan/:jenis/:banyak', async (visit, draft) => findings(parts, visit, draft), {
    isQuiet: true,
  }),
  ...(parts.assistant === null
    ? []
    : [onDraft(parts, 'draft.edit', 'POST', '/berkas/:file/usulkan', (visit, draft) => proposed(parts, visit, draft))]),
]

const show = (parts: Parts, visit: Seen, draft: Draft): Promise<Answer> => {
  const file = fileIn(draft, visit)
  const hasForm = file !== null && kindOf(file) !== 'other'
  return hasForm ? showForm(parts, visit, draft, now => pageOf(parts, visit, now)) : rawPage(parts, visit, draft, null)
}

function pageOf(parts: Parts, visit: Seen, draft: Draft): FormPage | null {
  const file = fileIn(draft, visit)
  if (file === null) return null
  switch (kindOf(file)) {
    case 'regulation':
      return regulationPage(parts, visit, draft, file)
    case 'rows':
      return regionalPage(parts, visit, draft, file)
    case 'situation':
    case 'principle':
      return entryPage(parts, visit, draft, file)
    case 'other':
      return null
  }
}

/** The form with a model's proposals on it, or why there are none; everything typed stays, and nothing is saved. */
async function proposed(parts: Parts, visit: Seen, draft: Draft): Promise<Answer> {
  const { say } = parts.words
  const file = fileIn(draft, visit)
  if (file === null) return refused('absent')
  if (!isWritable(visit, draft)) return to(filePath(draft.id, file), refusalKey('state'), {}, 'care')
  const pageFor =
    (seen: Seen): PageOf =>
    now =>
      pageOf(parts, seen, now)
  if (versionIn(visit) !== draft.version) return overtaken(parts, visit, draft, pageFor(visit))
  const found = await propose(parts, visit, draft, file)
  switch (found.kind) {
    case 'absent':
      return refused('absent')
    case 'none': {
      const told = html`<div class="flash care" role="alert"><p>${say(`ed_help_${found.why}`, { seconds: found.seconds })}</p></div>`
      return sameForm(parts, visit, draft, pageFor(visit), told, 422)
    }
    case 'put': {
      const seen: Seen = { ...visit, form: found.form }
      const key = found.n === 0 ? 'ed_help_nothing' : `ed_help_found_${found.what}`
      const told = html`<div class="flash${found.n === 0 ? ' care' : ''}" role="status"><p>${say(key, { n: found.n })}${found.n === 0 ? '' : html` <a href="#usulan">${say('ed_help_see')}</a>`}</p></div>`
      return sameForm(parts, seen, draft, pageFor(seen), told, 200)
    }
  }
}

/** What a search brings while it is typed. The name of its field says for which boxes. */
function findings({ words, law, today }: Parts, { params, query }: Seen, draft: Draft): Answer {
  const from = CHOOSABLE.find(one => one === params.jenis)
  const [name, search] = [...query].find(([key]) => key.startsWith('cari:')) ?? []
  if (from === undefined || name === undefined || search === undefined || search.trim() === '') return piece(html``)
  const at = name.slice('cari:'.length)
  const kind = params.banyak === 'satu' ? 'radio' : 'checkbox'
  return piece(foundOf(words, kind, at, search, found({ words, law, draft, on: today() }, from, search.slice(0, 120)), []))
}

// ── As text ──

const jsonShape: z.ZodType<Json> = z.json()
const LINE = 150

async function rawPage(
  parts: Parts,
  visit: Seen,
  draft: Draft,
  typed: { readonly text: string; readonly why: string } | null,
): Promise<Answer> {
  const { words } = parts
  const { say } = words
  const file = fileIn(draft, visit)
  if (file === null) return refused('absent')
  const problems = ((await parts.editor.check(draft.id))?.problems ?? []).filter(p => p.file === file)
  const text = typed?.text ?? dump(draft.files[file]?.body ?? null, { lineWidth: LINE, noRefs: true })
  const path = `${filePath(draft.id, file)}/berkas`
  const box: Html = html`<div class="field${typed === null ? '' : ' wrong'}"><label for="teks">${say('ed_raw_label', { file })}</label><p class="hint" id="teks-hint">${say('ed_raw_hint')}</p>${typed === null ? '' : html`<p class="fault">${say('ed_raw_fault', { why: typed.why })}</p>`}<textarea class="code" id="teks" name="teks" rows="28" maxlength="500000" spellcheck="false" autocomplete="off" aria-describedby="teks-hint"${isWritable(visit, draft) ? '' : html` readonly`}>
${text}</textarea></div>`
  const main = html`${kindOf(file) === 'other' ? '' : html`<p><a href="${filePath(draft.id, file)}">${say('ed_back_to', { name: fileName(parts, draft, file) })}</a></p>`}
${isWritable(visit, draft) ? form(visit, path, html`${versionOf(draft)}${box}${primary(say('save'))}`) : box}
${problems.length === 0 ? '' : html`<section class="found-wrong"><h2>${say('ed_problems_here')}</h2><ul>${problems.map(p => html`<li>${p.field}: ${problemAt(words, p)}</li>`)}</ul></section>`}`
  return draftSheet(parts, visit, draft, {
    title: fileName(parts, draft, file),
    main,
    tab: null,
    status: typed === null ? 200 : 422,
  })
}

async function saveRaw(parts: Parts, visit: Seen, draft: Draft): Promise<Answer> {
  const file = fileIn(draft, visit)
  if (file === null) return refused('absent')
  const text = (visit.form.get('teks') ?? '').replaceAll('\r\n', '\n')
  const body = bodyIn(text)
  if (body.kind === 'fault') return rawPage(parts, visit, draft, { text, why: body.why })
  const acted = await edit(parts, visit, draft, [{ kind: 'set', file, at: '', value: body.body }])
  if (acted.kind === 'stale') return rawPage(parts, visit, acted.draft, { text, why: parts.words.say('ed_stale') })
  return afterwards(acted, `${filePath(draft.id, file)}/berkas`, 'ed_done_saved')
}

function bodyIn(text: string): { readonly kind: 'body'; readonly body: Json } | { readonly kind: 'fault'; readonly why: string } {
  try {
    const body = jsonShape.parse(load(text))
    return body === null ? { kind: 'fault', why: '' } : { kind: 'body', body }
  } catch (error) {
    return { kind: 'fault', why: error instanceof Error ? (error.message.split('\n')[0] ?? '') : '' }
  }
}

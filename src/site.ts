// The public pages as routes: the web chat, the rules, proofs, the notice. A page is made where the edition is; here it is asked for and served.
import { join } from 'node:path'
import { now, today } from './adapters/clock.ts'
import { readText } from './adapters/disk.ts'
import type { Store } from './adapters/store.ts'
import { type Config, hears, sees } from './config.ts'
import { exposedWhere, NAMES_FOUND_PERCENT } from './exposed.ts'
import type { HttpRequest, HttpResponse, NetworkLimit, Route } from './gateway/gateway.ts'
import type { PageAsked, PageMade } from './library.ts'
import { chatPage, missingPage, noticePage, type Page, parsePageWords } from './pages/pages.ts'
import { KEPT } from './retention.ts'
import { codeTyped, openProof, proofName } from './sealing.ts'
import { siteOf } from './sheet.ts'
import type { ChannelName } from './vocabulary.ts'

export type Showing = {
  readonly config: Config
  readonly store: Pick<Store, 'proofOf'>
  readonly channels: readonly ChannelName[]
  readonly make: (asked: PageAsked) => Promise<PageMade>
  /** Who looks for pages by the hundred looks for codes. */
  readonly network: NetworkLimit
}

/** As the notice names it. */
const modelKind = ({ model }: Config): 'none' | 'own' | 'own-media' | 'outside' =>
  model === null ? 'none' : !model.isLocal ? 'outside' : hears(model) || sees(model) ? 'own-media' : 'own'

export function siteRoutes({ config, store, channels, make, network }: Showing): Route[] {
  const site = siteOf({ promptsFolder: config.promptsFolder, publicUrl: config.http.publicUrl })
  const lost = missingPage(site, { looked: 'page', codeShape: '' })
  const notice = noticePage(site, {
    office: config.office,
    retention: [...KEPT.map(kind => ({ kind, days: config.keep[kind] })), { kind: 'statistics', days: null }],
    channels,
    nameRecallPercent: NAMES_FOUND_PERCENT,
    model: modelKind(config),
    isDeskFull: config.isDeskFull,
    threats: exposedWhere(config).map(key => ({ key })),
    on: today(),
  })
  const law = async (request: HttpRequest): Promise<HttpResponse> => {
    const [document = null, clause = null] = request.path.split('/').slice(2).filter(Boolean)
    return shown(request, await make({ kind: 'law', document, clause, on: today() }))
  }
  const proof = async (request: HttpRequest): Promise<HttpResponse> => {
    if (!network.admits(request.network, now())) return { status: 429, headers: { 'retry-after': '600' }, body: '' }
    const code = codeTyped(request.path.split('/')[2] ?? '')
    const sealed = code === null ? null : await store.proofOf(proofName(code))
    const found = code === null || sealed === null ? null : openProof(code, sealed)
    return shown(request, await make({ kind: 'proof', code: code ?? '', proof: found, on: today() }))
  }
  const get = (path: string, handle: Route['handle']): Route => ({ method: 'GET', path, bodyMax: 0, handle })
  const chat = chatOf(config)
  return [
    get('/', async request => served(request, chat)),
    get('/privasi', async request => served(request, notice)),
    get('/k', law),
    get('/k/:document', law),
    get('/k/:document/:clause', law),
    get('/t', async request => shown(request, await make({ kind: 'proof', code: '', proof: null, on: today() }))),
    get('/t/:code', proof),
    get('*', async request => served(request, lost, 404)),
  ]
}

function chatOf({ promptsFolder, office, http, model }: Config): Page {
  const text = (name: string): string => readText(join(import.meta.dirname, 'pages', name))
  return chatPage({
    files: { html: text('chat.html'), css: text('chat.css'), js: text('chat.js') },
    words: parsePageWords(readText(join(promptsFolder, 'web.id.yaml'))),
    office,
    embedders: http.embedders,
    hears: model !== null && hears(model),
    leaveTo: http.leaveTo,
  })
}

const shown = (request: HttpRequest, { page, found, movedTo }: PageMade): HttpResponse =>
  movedTo === null
    ? served(request, page, found ? 200 : 404)
    : { status: 301, headers: { location: movedTo, 'cache-control': 'public, max-age=300' }, body: '' }

function served({ headers }: HttpRequest, page: Page, status = 200): HttpResponse {
  if (status === 200 && headers['if-none-match'] === page.headers.etag) return { status: 304, headers: page.headers, body: '' }
  if (!/\bgzip\b/.test(headers['accept-encoding'] ?? '')) return { status, headers: page.headers, body: page.html }
  return { status, headers: { ...page.headers, 'content-encoding': 'gzip' }, body: page.gzip }
}

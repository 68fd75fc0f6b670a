// The sheet that every page of the console is printed on: one bar, one heading, what was just done, the page. Works without a script.
import { createHash } from 'node:crypto'
import { html, raw } from 'hono/html'
import { type Act, may } from './policies.ts'
import type { Html, Sheet, Visit } from './visit.ts'
import { THEMES } from './visit.ts'
import type { Words } from './words.ts'

/** The one style and the one script of all pages: their texts, and where they are served for ever under their own hash. */
export type Asset = { readonly path: string; readonly body: string; readonly type: string; readonly integrity: string }

export function asset(kind: 'css' | 'js', body: string): Asset {
  const hash = createHash('sha384').update(body).digest('base64')
  const name = createHash('sha256').update(body).digest('hex').slice(0, 16)
  const type = kind === 'css' ? 'text/css; charset=utf-8' : 'text/javascript; charset=utf-8'
  return { path: `/berkas/${name}.${kind}`, body, type, integrity: `sha384-${hash}` }
}

export type Shell = {
  readonly words: Words
  /** The office that runs this bot; null: not told. */
  readonly office: string | null
  readonly style: Asset
  readonly script: Asset
  /** What happens anywhere is heard from here by pages that are open; null: nothing is announced. */
  readonly livePath: string | null
}

type Entry = { readonly path: string; readonly act: Act; readonly key: string }

/**
 * The menu, in its order, of routes that there are; who may not do what an entry leads to does not see it. What belongs together is one entry;
 * its pages stand side by side above each of them, none under a name that the menu has already.
 */
export const MENU: readonly (Entry & { readonly pages?: readonly Entry[] })[] = [
  { path: '/antrean', act: 'line.see', key: 'menu_line' },
  { path: '/cari', act: 'case.search', key: 'menu_search' },
  {
    path: '/statistik',
    act: 'statistics.see',
    key: 'menu_statistics',
    pages: [
      { path: '/statistik', act: 'statistics.see', key: 'menu_counts' },
      { path: '/laporan', act: 'report.see', key: 'menu_report' },
      { path: '/tertahan', act: 'dead.see', key: 'menu_dead' },
    ],
  },
  {
    path: '/naskah',
    act: 'draft.see',
    key: 'ed_menu',
    pages: [
      { path: '/naskah', act: 'draft.see', key: 'menu_all_drafts' },
      { path: '/draf', act: 'draft.see', key: 'menu_drafts' },
    ],
  },
  {
    path: '/peraturan',
    act: 'library.see',
    key: 'lib_menu_library',
    pages: [
      { path: '/peraturan', act: 'library.see', key: 'lib_menu_regulations' },
      { path: '/situasi', act: 'library.see', key: 'lib_menu_entries' },
      { path: '/cakupan', act: 'library.see', key: 'lib_menu_coverage' },
      { path: '/kalender', act: 'library.see', key: 'lib_menu_calendar' },
      { path: '/tinjauan', act: 'library.see', key: 'lib_menu_review' },
    ],
  },
  { path: '/kerja', act: 'work.see', key: 'lib_menu_work' },
  { path: '/edisi', act: 'library.see', key: 'lib_menu_editions' },
  {
    path: '/pengaturan',
    act: 'settings.see',
    key: 'menu_settings',
    pages: [
      { path: '/pengaturan', act: 'settings.see', key: 'menu_office' },
      { path: '/staf', act: 'staff.see', key: 'menu_staff' },
      { path: '/audit', act: 'audit.see', key: 'menu_audit' },
    ],
  },
]

/** Where somebody starts after signing in: the first entry of their menu. */
export const homeOf = (visit: Visit): string =>
  MENU.find(entry => may(visit.who?.staff ?? null, entry.act, null))?.path ?? '/akun'

export const print = (shell: Shell, visit: Visit, { title, main, menu, againSeconds }: Sheet): Html => {
  const { words, style, script } = shell
  const { say } = words
  return html`<!doctype html>
<html lang="id" data-theme="${visit.theme}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex, nofollow">
<meta name="format-detection" content="telephone=no">
<meta name="htmx-config" content='{"history":false,"includeIndicatorCSS":false}'>
<title>${title} | ${say('shell_brand')}</title>
${againSeconds === null ? '' : html`<noscript><meta http-equiv="refresh" content="${againSeconds}"></noscript>`}
<link rel="icon" href="${ICON}">
<link rel="stylesheet" href="${style.path}" integrity="${style.integrity}">
<script defer src="${script.path}" integrity="${script.integrity}" nonce="${visit.nonce}"></script>
</head>
<body>
<a class="skip" href="#isi">${say('shell_skip')}</a>
${visit.who === null ? bareBar(shell) : bar(shell, visit, menu)}
<main id="isi" tabindex="-1">
${visit.who === null ? '' : beside(words, visit, menu)}${visit.flash === null ? '' : flashOf(words, visit.flash)}<h1>${title}</h1>
${main}
</main>
<footer class="foot">${visit.who === null ? themeSwitch(words, visit) : ''}<p>${say('shell_foot')}</p></footer>
</body>
</html>
`
}

const flashOf = ({ say }: Words, { tone, key, blanks }: NonNullable<Visit['flash']>): Html =>
  html`<p class="flash ${tone}" role="status">${say(key, blanks)}</p>
`

const bareBar = ({ words, office }: Shell): Html => html`<header class="bar"><div class="road">
<p class="brand">${SIGN}${words.say('shell_brand')}</p>${office === null ? '' : html`<p class="office">${office}</p>`}
</div></header>`

/** The banner is there from the start and hidden: a script shows it when the session has ended while the page stood open. */
function bar({ words, livePath }: Shell, visit: Visit, menu: string | null): Html {
  const { say } = words
  const staff = visit.who?.staff ?? null
  const entries = MENU.filter(entry => may(staff, entry.act, null))
  const current = (path: string): Html => (path === menu ? html` aria-current="page"` : html``)
  const group = groupOf(menu)?.path ?? menu
  return html`<header class="bar"><div class="road">
<a class="brand" href="/">${SIGN}${say('shell_brand')}</a>
<nav class="menu" aria-label="${say('shell_menu')}"><ul>${entries.map(
    ({ path, key }) =>
      html`<li><a href="${path}"${path === menu ? current(path) : path === group ? html` aria-current="true"` : ''}>${say(key)}</a></li>`,
  )}</ul></nav>
<nav class="own" aria-label="${say('shell_own')}"><a href="/akun"${current('/akun')}><span class="name">${staff?.name ?? ''}</span>${
    staff?.isOnDuty ? html` <span class="duty">${say('shell_on_duty')}</span>` : ''
  }</a>
<form method="post" action="/keluar">${tokens(visit)}<button class="quiet">${say('shell_sign_out')}</button></form></nav>
</div></header>
<p id="berakhir" class="flash care" role="alert" hidden>${say('shell_session_over')}</p>${
    livePath === null ? '' : ear(`${livePath}?halaman=${encodeURIComponent(visit.path)}`)
  }`
}

const groupOf = (menu: string | null): (typeof MENU)[number] | null =>
  MENU.find(entry => entry.pages?.some(page => page.path === menu)) ?? null

/** The pages that share an entry of the menu; nothing where there is but one. */
function beside({ say }: Words, visit: Visit, menu: string | null): Html {
  const group = groupOf(menu)
  const pages = (group?.pages ?? []).filter(page => may(visit.who?.staff ?? null, page.act, null))
  if (group === null || pages.length < 2) return html``
  return html`<nav class="beside-menu" aria-label="${say(group.key)}"><ul>${pages.map(
    ({ path, key }) => html`<li><a href="${path}"${path === menu ? html` aria-current="page"` : ''}>${say(key)}</a></li>`,
  )}</ul></nav>
`
}

/** Also while the page lies behind others: that is when its bell is wanted. */
const ear = (path: string): Html =>
  html`<div hidden hx-get="${path}" hx-trigger="load" hx-sse:connect="${path}" hx-config="sse.pauseOnBackground:false"></div>`

/** Hidden in every form that is posted. */
export const tokens = ({ token, once }: Visit): Html =>
  html`<input type="hidden" name="token" value="${token}"><input type="hidden" name="once" value="${once}">`

/** Three buttons that work without a script. */
export const themeSwitch = ({ say }: Words, visit: Visit): Html =>
  html`<form class="themes" method="post" action="/tampilan">${tokens(visit)}<fieldset><legend>${say('shell_theme')}</legend>${THEMES.map(
    theme =>
      html`<button class="quiet" name="theme" value="${theme}"${theme === visit.theme ? html` aria-pressed="true"` : html` aria-pressed="false"`}>${say(`shell_theme_${theme}`)}</button>`,
  )}</fieldset></form>`

const ICON =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 48 48'%3E%3Crect x='9' y='9' width='30' height='30' rx='5' transform='rotate(45 24 24)' fill='%23f6bf1b' stroke='%231b2327' stroke-width='3'/%3E%3Cpath d='M20 35 22.5 14h3L28 35z' fill='%231b2327'/%3E%3C/svg%3E"

const SIGN = raw(
  '<svg class="logo" viewBox="0 0 48 48" aria-hidden="true" focusable="false"><rect x="8.5" y="8.5" width="31" height="31" rx="5" transform="rotate(45 24 24)" fill="#f6bf1b"/><rect x="10.8" y="10.8" width="26.4" height="26.4" rx="3.4" transform="rotate(45 24 24)" fill="none" stroke="#1b2327" stroke-width="2"/><path d="M17.5 34 22 13.5h4L30.5 34z" fill="#1b2327"/></svg>',
)

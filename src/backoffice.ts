// The officers' side of a running bot: the console on its own port, the clock that minds promises, the bells, and the staff's Telegram desk.
// It is handed a database and the desk key and no other: what an asker is called and where they are it could not say.
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { dayOf, later, newId, now, random, sleep, today } from './adapters/clock.ts'
import { openDesk } from './adapters/desk.ts'
import { readFiles, readText } from './adapters/disk.ts'
import { openDocumentReader } from './adapters/documents.ts'
import { openDrafts } from './adapters/drafts.ts'
import type { Editions } from './adapters/editions.ts'
import { type ErrandDesk, openErrandDesk } from './adapters/errands.ts'
import { listen, type Served } from './adapters/http.ts'
import type { Mail } from './adapters/mail.ts'
import type { Database } from './adapters/sql.ts'
import type { Telemetry } from './adapters/telemetry.ts'
import { parseBellWords, ringBells, type Ways } from './bells.ts'
import { openChecker } from './checking.ts'
import { replayAbout } from './comparing.ts'
import type { Config } from './config.ts'
import {
  type Assistant,
  type Console,
  firstLink,
  type Law,
  openCases,
  openConsole,
  openPasswords,
  openWork,
  parseWords,
  type StaffBook,
} from './console/console.ts'
import { openEditorial, type Replays } from './editorial/editorial.ts'
import {
  type CaseBook,
  type Holidays,
  isOpen,
  lineageByCode,
  openSayings,
  parseDeskWords,
  parseHolidays,
} from './handoff/handoff.ts'
import { deskKeysOf, type Keyring, officeKeyOf } from './keyring.ts'
import { openLawBook } from './lawbook.ts'
import { openLinking } from './linking.ts'
import type { Settler } from './live.ts'
import type { Loop } from './loop.ts'
import { consultKept, type Live } from './main.ts'
import { difference, type Editor, exported, knownIn, openLibrarian, propose, type Tester } from './publishing/publishing.ts'
import type { Redactor } from './redact.ts'
import { KEPT } from './retention.ts'
import { parseScreens, type Screens } from './screens.ts'
import { derived } from './sealing.ts'
import { type Forum, runTopics, teamNamed } from './topics/topics.ts'
import { startTester } from './tryout.ts'
import { watch } from './watch.ts'

export type BackOffice = {
  readonly port: number
  /** The path of the link by which the first admin comes in; null: somebody is there already. Printed once and stored nowhere. */
  readonly firstLink: string | null
  /** Something happened to a consultation, here or in another process: pages, bells and the desk look again. */
  readonly moved: () => void
  readonly stop: () => Promise<void>
}

export type Opening = {
  readonly config: Config
  readonly db: Database
  readonly keyring: Keyring
  readonly redact: Redactor['redact']
  /** The edition that answers now. */
  readonly live: () => Live | null
  readonly editions: Editions
  readonly settler: Settler
  /** Another edition was published here: this process looks at once. */
  readonly onEdition: () => void
  /** Staff or the clock did something: whoever brings their words to askers, and every console (this one by `moved`), looks again. */
  readonly onActs: () => void
  readonly failed: (where: string) => (error: unknown) => void
  /** A language model was called. */
  readonly called: Telemetry['called']
}

/** Days of silence after which a consultation ends by itself. */
const SILENCE = { answered: 14, other: 60 }
const SELF_LETTERS = 12

export async function openBackOffice(opening: Opening): Promise<BackOffice> {
  const { config, db, keyring, redact, live, onActs, failed } = opening
  const text = (name: string): string => readText(join(config.promptsFolder, name))
  const keys = deskKeysOf(keyring)
  const desk = officeKeyOf(keyring)
  const stored = openDesk(db, keys)
  /** What was done here is known at once, to pages, bells and whoever brings words to askers. */
  const book: CaseBook & StaffBook = {
    ...stored,
    commit: async changes => {
      const ended = await stored.commit(changes)
      if (ended === 'done') onActs()
      return ended
    },
  }
  const holidays = parseHolidays(text('holidays.yaml'))
  const law = lawWhenAsked(config, holidays, live)
  const sayings = openSayings(parseDeskWords(text('desk.id.yaml')), config.keep.consultation)
  const cases = openCases({ book, staffBook: book, now, today })
  const listeners = new Set<() => void>()
  const { publicUrl } = config.http
  const work = openWork({ book, cases, law, sayings, redact, publicUrl, holidays, lineageOf: lineageByCode, now, today })
  const linking = openLinking(desk, random)
  const bellWords = parseBellWords(text('bells.id.yaml'))
  const bot = await deskBotOf(opening)
  const mail = await mailOf(config)
  const consoleUrl = config.console.url

  const writing = openEditors(opening)
  const helping = await openHelp(opening)

  const openPages = (): Promise<Console> =>
    openConsole({
      book,
      law,
      work,
      cases,
      editor: writing.editor,
      librarian: openLibrarian(opening.editions, () => readFiles(config.knowledgeFolder)),
      assistant: helping.assistant,
      redact,
      retention: KEPT.map(kind => ({ kind, days: config.keep[kind] })),
      changes: listener => {
        listeners.add(listener)
        return () => void listeners.delete(listener)
      },
      words: parseWords(text('console.id.yaml'), text('editor.id.yaml'), text('library.id.yaml')),
      now,
      dayOf,
      later,
      random,
      newId,
      key: derived(desk, 'console'),
      origin: consoleUrl,
      office: config.office?.name ?? null,
      ...assets(),
      passwords: openPasswords(random),
      commonPasswords: text('passwords.id.txt').split('\n').filter(Boolean),
      bells: {
        mail: mail === null ? null : (to, letter) => mail.send(to, letter),
        linkCode: bot === null ? null : linking.codeFor,
      },
      failed: failed('console'),
    })
  let pages: Promise<Console> | null = null
  const fetch: Console['fetch'] = async (...asked) => {
    pages ??= openPages()
    const { fetch: serve } = await pages
    return serve(...asked)
  }

  const loops: Loop[] = [
    watch({
      book: stored,
      handlers: () => stored.staff(),
      holidays,
      lineageOf: lineageByCode,
      silence: SILENCE,
      sayings,
      now,
      dayOf,
      sleep,
      onChange: onActs,
      onError: failed('watch'),
    }),
  ]
  const ways: Ways = {
    email: mail === null ? null : (address, letter) => mail.send(address, letter),
    telegram:
      bot === null
        ? null
        : async (member, said) => {
            const account = linking.accountOf(member)
            return account !== null && (await bot.whisper(Number(account), said))
          },
  }
  if (ways.email !== null || ways.telegram !== null)
    loops.push(
      ringBells({
        cases: cases.current,
        teams: () => book.teams(),
        book,
        isOpen: (team, at) => isOpen(team, at, holidays),
        ways,
        words: bellWords,
        consoleUrl,
        now,
        sleep,
        onError: failed('bells'),
      }),
    )
  if (bot !== null && config.desk !== null) {
    const { team } = config.desk
    loops.push(
      runTopics({
        forum: bot,
        work,
        book,
        linking,
        law,
        words: bellWords,
        team: async () => teamNamed(team, await book.teams()),
        isFull: config.isDeskFull,
        consoleUrl,
        self: newId(SELF_LETTERS),
        now,
        today,
        sleep,
        onError: failed('desk'),
      }),
    )
  }
  const moved = (): void => {
    cases.moved()
    for (const listener of listeners) listener()
    for (const running of loops.slice(1)) running.poke()
  }
  const served: Served = await listen({ ...config.console, behindProxy: config.http.behindProxy, fetch })
  return {
    port: served.port,
    firstLink: await firstLink(book, { now: now(), random }),
    moved,
    stop: async () => {
      await served.close()
      helping.stop()
      await Promise.all([...loops.map(l => l.stop()), writing.stop()])
    },
  }
}

// Telegram's framework and the one of mail are loaded where they are used.

async function deskBotOf({ config: { desk }, failed }: Opening): Promise<Forum | null> {
  if (desk === null) return null
  const { deskBot } = await import('./adapters/telegram-desk.ts')
  return deskBot({ ...desk, apiRoot: desk.api, onError: failed('desk') })
}

async function mailOf({ mail }: Config): Promise<Mail | null> {
  if (mail === null) return null
  const { openMail } = await import('./adapters/mail.ts')
  return openMail(mail)
}

/** The editors' side: nothing of it is loaded or started before a page wants it. */
function openEditors({ config, db, keyring, editions, settler, onEdition, failed }: Opening): Editors {
  const screens = (): Screens => parseScreens(readText(join(config.promptsFolder, 'screens.id.yaml')))
  const checker = openChecker()
  const read = openDocumentReader()
  // a document that is being read when the program ends is read no further: whoever sent it is told when they come back
  const ending = new AbortController()
  let tester: Tester | null = null
  return {
    editor: openEditorial({
      drafts: openDrafts(db, deskKeysOf(keyring).chain, onEdition),
      editions,
      read: (files, options) => read(files, { ...options, signal: AbortSignal.any([options.signal, ending.signal]) }),
      propose: (extracted, live) => propose(extracted, knownIn(live)),
      check: checker.check,
      tester: () => {
        tester ??= startTester(config)
        return tester
      },
      difference,
      conflicts: settler.conflicts,
      waiting: settler.waiting,
      replays: replaysOver(openErrandDesk(db)),
      exported: live => exported(live, screens().say),
      newId,
      now,
      dayOf,
      isAlone: config.databaseUrl === null,
      failed: error => {
        if (!ending.signal.aborted) failed('editor')(error)
      },
    }),
    stop: async () => {
      ending.abort()
      await Promise.all([checker.stop(), tester?.stop()])
    },
  }
}

/** A draft may take longer than an answer: whoever asked for it sits before the page. */
const HELP_MS = 30_000

/** Loaded where an office has named a model for it. */
async function openHelp({
  config,
  redact,
  called,
}: Opening): Promise<{ readonly assistant: Assistant | null; readonly stop: () => void }> {
  const { model, promptsFolder, cacheFolder } = config
  if (model === null || model.names.assist === null) return { assistant: null, stop: () => {} }
  const [{ openAssistant }, { openCalling }] = await Promise.all([
    import('./adapters/model/assist.ts'),
    import('./adapters/model/calling.ts'),
  ])
  const caller = openCalling({ config: model, cacheFolder, process: config.role, tell: called })
  const { isLocal } = model
  return { assistant: openAssistant({ caller, promptsFolder, redact, isLocal, limitMs: HELP_MS }), stop: caller.stop }
}

function replaysOver(desk: ErrandDesk): Replays {
  return {
    ask: (name, localFiles) => desk.ask(name, 'replay', replayAbout(localFiles), now()),
    found: async name => {
      const state = await desk.stateOf(name)
      return state?.kind === 'done' ? state.result : null
    },
    recall: async seq => {
      const state = await desk.recallOf(seq)
      if (state === null || state.kind === 'failed') return state
      return state.kind === 'done' ? { kind: 'done', ...state.result } : { kind: 'under-way' }
    },
  }
}

type Editors = { readonly editor: Editor; readonly stop: () => Promise<void> }

/** What browsers of staff load beside a page: ours, and htmx with its listening to events. */
function assets(): { readonly style: string; readonly script: string } {
  const ours = (name: string): string => readText(join(import.meta.dirname, 'console', name))
  const theirs = (name: string): string => readText(createRequire(import.meta.url).resolve(`htmx.org/dist/${name}`))
  const scripts = [theirs('htmx.min.js'), theirs('ext/hx-sse.min.js'), ours('console.js'), ours('desk.js'), ours('editor.js')]
  return { style: ours('console.css') + ours('desk.css') + ours('editor.css') + ours('library.css'), script: scripts.join('\n;') }
}

/** Read when the first page wants it, and again when another edition answers: a bot whose office has no staff never reads it. */
function lawWhenAsked(config: Config, holidays: Holidays, live: () => Live | null): Law {
  let opened: { readonly law: Law; readonly of: Live | null } | null = null
  const law = (): Law => {
    const now = live()
    if (opened === null || opened.of?.edition !== now?.edition)
      opened = { law: openLawBook(consultKept({ ...config, live: now }), [...holidays.complete]), of: now }
    return opened.law
  }
  return {
    get edition() {
      return law().edition
    },
    get situations() {
      return law().situations
    },
    get files() {
      return law().files
    },
    get concepts() {
      return law().concepts
    },
    get topics() {
      return law().topics
    },
    get places() {
      return law().places
    },
    holidayYears: [...holidays.complete],
    clause: (ref, on) => law().clause(ref, on),
    search: (words, max, on) => law().search(words, max, on),
    situation: id => law().situation(id),
  }
}

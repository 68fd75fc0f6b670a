// Commands by which editions are compared, tried, published, taken back and handed on, beside a bot that may be running. What they publish they
// publish as the console does: checked, tried, by two people.
import { join, resolve } from 'node:path'
import process from 'node:process'
import { now, today } from './adapters/clock.ts'
import { openDesk } from './adapters/desk.ts'
import { isEmptyFolder, isThere, readFiles, writeWhole } from './adapters/disk.ts'
import { type Editions, openEditions } from './adapters/editions.ts'
import { PackedRefused, readPacked } from './adapters/packed.ts'
import type { Database } from './adapters/sql.ts'
import { marksOf, migrate } from './adapters/tables.ts'
import { printLine } from './adapters/terminal.ts'
import { withDatabase } from './backups.ts'
import type { Config } from './config.ts'
import type { Role, Staff, StaffBook } from './console/console.ts'
import { deskKeysOf, type Keyring, keyringFor, openOne } from './keyring.ts'
import { check, type Files, hashOf, type Problem } from './knowledge/knowledge.ts'
import { openSettler, packIn } from './live.ts'
import { openEdition, wordsOf } from './main.ts'
import {
  CHANGES_FILE,
  changesIn,
  type Difference,
  difference,
  type EditionRecord,
  exported,
  type Given,
  guardsLost,
  isFailing,
  isFilePath,
  joined,
  LEFT_OUT_FILE,
  type LocalFiles,
  localHash,
  madeOf,
  type Trial,
  type TrialProgress,
  trial,
  untried,
  withChanges,
} from './publishing/publishing.ts'
import { UsageWrong } from './refused.ts'
import type { Screens } from './screens.ts'

/** The officers' side of the store, and what answers. */
type Standing = {
  readonly editions: Editions
  readonly book: StaffBook
  readonly live: Live
}

type Live = {
  readonly record: EditionRecord
  readonly national: Files
  readonly localFiles: LocalFiles
  readonly files: Files
  /** A newer national pack that something is in the way of; who changes a file now decides with it in view. */
  readonly waiting: Files | null
}

const RECORDS_MAX = 1000
const SHORT = 12
const REASON_LETTERS = 1500
const ABOUT_LETTERS = 300
const SHOWN_MAX = 20

const shortHash = (hash: string): string => hash.slice(0, SHORT)

// — what answers —

/** A store that was never opened holds no edition, and a command that only looks makes none. */
const hasStore = ({ databaseUrl, dataFolder }: Config): boolean => databaseUrl !== null || isThere(join(dataFolder, 'rambu.db'))

/** Beside a bot that may be running. Where nothing was recorded yet the national files are, as the bot itself would. */
const inStore = <T>(config: Config, work: (standing: Standing) => Promise<T>): Promise<T> =>
  withDatabase(config, true, async db => {
    await migrate(db)
    const keys = deskKeysOf(await deskRing(config, db))
    const editions = openEditions(db, keys.chain)
    const settler = openSettler({ editions, ...packIn(config.knowledgeFolder), isAlone: false, today })
    const record = (await editions.live()) ?? (await settler.settle())
    const live = { ...(await liveOf(editions, record)), waiting: await settler.waiting() }
    return work({ editions, book: openDesk(db, keys), live })
  })

async function deskRing(config: Config, db: Database): Promise<Keyring> {
  const known = await marksOf(db)
  return known.has('desk') ? { desk: openOne(config, 'desk', known) } : keyringFor(config, db)
}

async function liveOf(editions: Editions, record: EditionRecord): Promise<Omit<Live, 'waiting'>> {
  const made = await madeOf(editions, record)
  if (made === null) throw new Error(`the packs of edition record ${record.seq} are missing`)
  return { record, ...made }
}

const ofStore = <T>(config: Config, { say }: Screens, work: (standing: Standing) => Promise<T>): Promise<T> => {
  if (!hasStore(config)) throw new UsageWrong(say('pub_no_store'))
  return inStore(config, work)
}

/** The files that answer: of the store where there is one, else of the knowledge folder. */
async function filesNow(
  config: Config,
): Promise<{ readonly national: Files; readonly localFiles: LocalFiles; readonly files: Files }> {
  if (hasStore(config)) return inStore(config, async ({ live }) => live)
  const national = readFiles(config.knowledgeFolder)
  return { national, localFiles: new Map(), files: national }
}

// — diff, editions —

export type JsonOption = { readonly json?: boolean }

/** `a`, `b`: the number of a record, the beginning of an edition's hash, or "folder" for the knowledge folder. */
export async function diffEditions(config: Config, screens: Screens, a: string, b: string, options: JsonOption): Promise<void> {
  const [before, after] = await bothFiles(config, screens, [a, b])
  const found = difference(before, after)
  if (options.json) printLine(JSON.stringify(found, null, 2))
  else for (const line of differenceLines(found, screens)) printLine(line)
}

const FOLDER = 'folder'

async function bothFiles(config: Config, screens: Screens, names: readonly [string, string]): Promise<readonly [Files, Files]> {
  const folder = (): Files => readFiles(config.knowledgeFolder)
  const [a, b] = names
  if (a === FOLDER && b === FOLDER) return [folder(), folder()]
  return ofStore(config, screens, async ({ editions }) => {
    const records = await editions.editions(RECORDS_MAX)
    const files = async (name: string): Promise<Files> =>
      name === FOLDER ? folder() : (await liveOf(editions, recordNamed(records, name, screens))).files
    return [await files(a), await files(b)] as const
  })
}

/** The newest record that fits. Throws UsageWrong. */
function recordNamed(records: readonly EditionRecord[], name: string, { say }: Screens): EditionRecord {
  const isNumber = /^\d{1,6}$/.test(name)
  const bySeq = isNumber ? records.find(r => r.seq === Number(name)) : undefined
  const byHash = name.length >= 4 ? records.filter(r => r.edition.startsWith(name.toLowerCase())) : []
  const found = bySeq ?? byHash[0]
  if (found === undefined) throw new UsageWrong(say('pub_edition_unknown', { name }))
  if (bySeq === undefined && byHash.some(r => r.edition !== found.edition))
    throw new UsageWrong(say('pub_edition_many', { name }))
  return found
}

const SIGNS = { new: '+', changed: '~', gone: '-' } as const

function differenceLines({ files, things }: Difference, { say }: Screens): string[] {
  if (files.length === 0) return [say('pub_diff_none')]
  const sides = (field: string, before: string, after: string): string[] => [
    `    ${field}:`,
    ...before.split('\n').flatMap(line => (line === '' ? [] : [`      - ${line}`])),
    ...after.split('\n').flatMap(line => (line === '' ? [] : [`      + ${line}`])),
  ]
  return [
    say('pub_diff_files', { count: files.length }),
    ...files.map(f => `  ${SIGNS[f.change]} ${f.path}`),
    say('pub_diff_things', { count: things.length }),
    ...things.flatMap(t => [
      `  ${SIGNS[t.change]} ${say(`pub_thing_${t.thing.replace('-', '_')}`)} ${t.id}${t.name === t.id ? '' : ` (${t.name})`}`,
      ...(t.change === 'changed' ? t.fields.flatMap(f => sides(f.field, f.before, f.after)) : []),
    ]),
  ]
}

export async function listEditions(config: Config, screens: Screens, options: JsonOption): Promise<void> {
  const { say } = screens
  await ofStore(config, screens, async ({ editions, book }) => {
    const records = await editions.editions(RECORDS_MAX)
    if (options.json) return printLine(JSON.stringify(records, null, 2))
    const logins = new Map((await book.staff()).map(s => [s.id, s.login]))
    const who = (id: string | null): string => (id === null ? '-' : (logins.get(id) ?? id))
    for (const [at, { seq, edition, kind, on, by, approvedBy, reason }] of records.entries())
      printLine(
        say(at === 0 ? 'pub_edition_live' : 'pub_edition_line', {
          seq,
          edition: shortHash(edition),
          kind: say(`pub_edition_${kind.replace('-', '_')}`),
          on,
          by: who(by),
          approved: who(approvedBy),
          reason: reason === '' ? '-' : reason,
        }),
      )
  })
}

// — trial —

/** What local files in a folder or a ZIP archive would change. Exit status 1 when they cannot be published as they are. */
export async function tryFolder(config: Config, screens: Screens, place: string, options: JsonOption): Promise<void> {
  const changes = changesAt(place, screens)
  const { national, localFiles, files } = await filesNow(config)
  const candidate = joined(national, withChanges(national, localFiles, changes)).files
  const tried = tryFiles(config, screens, { live: files, national, candidate }, [...changes.keys()])
  if (options.json) printLine(JSON.stringify(tried, null, 2))
  else for (const line of trialLines(tried, screens)) printLine(line)
  if (isHindered(tried)) process.exitCode = 1
}

/** Throws UsageWrong. */
function changesAt(place: string, { say }: Screens): ReadonlyMap<string, string | null> {
  try {
    const changes = changesIn(readPacked(place, ['.yaml', LEFT_OUT_FILE, CHANGES_FILE]))
    const strange = [...changes.keys()].find(path => !isFilePath(path))
    if (strange !== undefined) throw new UsageWrong(say('pub_packed_strange', { place, path: strange }))
    if (changes.size === 0) throw new UsageWrong(say('pub_folder_empty', { place }))
    return changes
  } catch (error) {
    if (error instanceof PackedRefused) throw new UsageWrong(say(`pub_packed_${error.why}`, { place }))
    throw error
  }
}

const problemsOf = (national: Files, candidate: Files): readonly Problem[] => [
  ...check(candidate),
  ...guardsLost(national, candidate),
]

/** In this process: whoever waits at a terminal waits for nothing else. */
function tryFiles(
  config: Config,
  screens: Screens,
  { live, national, candidate }: Readonly<Record<'live' | 'national' | 'candidate', Files>>,
  paths: readonly string[],
): Trial {
  const tell = teller(screens)
  tell({ stage: 'checking', done: 0, of: 1 })
  const problems = problemsOf(national, candidate)
  if (problems.length > 0) return untried(hashOf(live), hashOf(candidate), problems)
  const opened = (files: Files) =>
    openEdition({ edition: hashOf(files), files: () => files }, config.cacheFolder, () =>
      tell({ stage: 'learning', done: 0, of: 1 }),
    )
  const going = trial({ live: opened(live), candidate: opened(candidate), words: wordsOf(config) }, paths, problems, now)
  for (;;) {
    const next = going.next()
    if (!next.done) {
      tell(next.value)
      continue
    }
    if (process.stderr.isTTY) process.stderr.write('\n')
    return next.value
  }
}

/** On a terminal one line that counts; elsewhere a line for each stage. */
function teller({ say }: Screens): (progress: TrialProgress) => void {
  let before = ''
  return ({ stage, done, of }) => {
    const line = say(`pub_stage_${stage}`, { done, of })
    if (process.stderr.isTTY) process.stderr.write(`\r${line}\x1b[K`)
    else if (stage !== before) process.stderr.write(`${line}\n`)
    before = stage
  }
}

const isHindered = ({ problems, cases }: Trial): boolean => problems.length > 0 || cases.some(isFailing)
const changesOf = ({ counts }: Trial): number => counts.reduce((sum, { changed }) => sum + changed, 0)

function trialLines(tried: Trial, screens: Screens): string[] {
  const { say } = screens
  const { problems, counts, cases, conflicts, loses } = tried
  if (problems.length > 0) return problemLines(problems, screens)
  const changed = cases.filter(c => c.changeKey !== null)
  const shown = changed.slice(0, SHOWN_MAX)
  const where = (place: string | null): string => place ?? say('pub_nationwide')
  const verdict = (outcome: string): string =>
    say(outcome === 'no_basis' ? 'pub_no_basis' : outcome.startsWith('failed_') ? 'pub_failed' : `review_verdict_${outcome}`)
  const decided = ({ outcome, situation, row }: Given): string => `${verdict(outcome)} (${situation ?? '-'}/${row ?? '-'})`
  return [
    say('pub_trial_head', {
      live: shortHash(tried.live),
      candidate: shortHash(tried.candidate),
      seconds: (tried.tookMs / 1000).toFixed(1),
    }),
    ...counts.map(c =>
      say('pub_trial_set', { set: say(`pub_set_${c.set}`), cases: c.cases, right: c.right, changed: c.changed }),
    ),
    ...section(
      'pub_wrong',
      cases.filter(isFailing).map(c =>
        say('pub_wrong_line', {
          ask: c.ask.join(' / '),
          from: c.from,
          expect: c.expect.map(verdict).join(', '),
          given: c.after.outcome,
        }),
      ),
    ),
    ...section(
      'pub_changes',
      shown.map(c =>
        say(c.isMorePermissive ? 'pub_change_looser' : 'pub_change_line', {
          ask: c.ask.join(' / '),
          place: where(c.place),
          on: c.on,
          before: decided(c.before),
          after: decided(c.after),
        }),
      ),
    ),
    ...(changed.length > shown.length ? [say('pub_changes_more', { count: changed.length - shown.length })] : []),
    ...section(
      'pub_conflicts',
      conflicts.map(c =>
        say('pub_conflict_line', {
          why: say(`pub_why_${c.why.replaceAll('-', '_')}`),
          here: c.here.id,
          said: c.here.text,
          there: c.there.id,
          other: c.there.text,
        }),
      ),
    ),
    ...section(
      'pub_loses',
      loses.map(l => say('pub_loses_line', { clause: l.clause, entries: l.entries.join(', ') })),
    ),
    say(isHindered(tried) ? 'pub_trial_bad' : 'pub_trial_good', { changed: changesOf(tried) }),
  ]

  function section(key: string, lines: readonly string[]): string[] {
    return lines.length === 0 ? [] : [say(key, { count: lines.length }), ...lines]
  }
}

const problemLines = (problems: readonly Problem[], screens: Screens): string[] => [
  ...problems.map(screens.problem),
  screens.say('check_bad', { count: problems.length }),
]

// — publish, import, rollback —

export type PublishOptions = {
  readonly reason?: string
  readonly as?: string
  readonly approvedBy?: string
  /** How many answers change, as the trial said: whoever publishes has read it. */
  readonly changes?: string
  readonly json?: boolean
}

/** Files of a folder or archive are added to what the office has published, or take the place of those of the same name. Throws UsageWrong. */
export async function publishFolder(config: Config, screens: Screens, place: string, options: PublishOptions): Promise<void> {
  const { say } = screens
  const changes = changesAt(place, screens)
  const reason = reasonOf(options, screens)
  await ofStore(config, screens, async standing => {
    const { live } = standing
    const pair = await pairOf(standing.book, options, screens)
    const localFiles = withChanges(live.national, live.localFiles, changes, live.waiting)
    const candidate = candidateOf(live, localFiles, screens)
    const tried = tryFiles(config, screens, { live: live.files, national: live.national, candidate }, [...changes.keys()])
    const changed = changesOf(tried)
    if (isHindered(tried) || (changed > 0 && options.changes !== String(changed))) {
      for (const line of trialLines(tried, screens)) printLine(line)
      throw new UsageWrong(say(isHindered(tried) ? 'pub_refused_trial' : 'pub_refused_changes', { changed }))
    }
    await publish(standing, localFiles, pair, reason, screens, options)
  })
}

/** The office's own files become those of a folder that was exported, all of them. Throws UsageWrong. */
export async function importFolder(config: Config, screens: Screens, place: string, options: PublishOptions): Promise<void> {
  const changes = changesAt(place, screens)
  const reason = reasonOf(options, screens)
  await inStore(config, async standing => {
    const { live, book } = standing
    // where nobody can sign in yet whoever holds the machine begins with what was published elsewhere
    const isFresh = (await book.staff()).length === 0
    const pair = isFresh ? NOBODY : await pairOf(book, options, screens)
    const localFiles = withChanges(live.national, new Map(), changes, live.waiting)
    const candidate = candidateOf(live, localFiles, screens)
    const problems = problemsOf(live.national, candidate)
    if (problems.length > 0) {
      for (const line of problemLines(problems, screens)) printLine(line)
      throw new UsageWrong(screens.say('pub_refused_check'))
    }
    await publish(standing, localFiles, pair, reason, screens, options)
  })
}

/** Throws UsageWrong when they are what answers already, or do not fit the national files. */
function candidateOf({ national, record, waiting }: Live, localFiles: LocalFiles, { say }: Screens): Files {
  const { files, conflicts: against } = joined(national, localFiles)
  const decided = waiting === null ? against : joined(waiting, localFiles).conflicts
  const conflicts = against.filter(a => decided.some(d => d.path === a.path))
  if (hashOf(files) === record.edition && localHash(localFiles) === record.local)
    throw new UsageWrong(say('pub_nothing', { edition: shortHash(record.edition) }))
  if (conflicts.length > 0) throw new UsageWrong(say('pub_conflict_below', { paths: conflicts.map(c => c.path).join(', ') }))
  return files
}

type Pair = { readonly by: Staff | null; readonly approvedBy: Staff | null }
const NOBODY: Pair = { by: null, approvedBy: null }

async function pairOf(book: StaffBook, { as, approvedBy }: PublishOptions, screens: Screens): Promise<Pair> {
  if (as === undefined || approvedBy === undefined) throw new UsageWrong(screens.say('pub_two_people'))
  const [writer, approver] = [
    await memberAs(book, as, ['editor'], screens),
    await memberAs(book, approvedBy, ['approver'], screens),
  ]
  if (writer.id === approver.id) throw new UsageWrong(screens.say('pub_same_person', { login: writer.login }))
  return { by: writer, approvedBy: approver }
}

/** Somebody who may sign in and holds one of the roles. Throws UsageWrong. */
async function memberAs(book: StaffBook, login: string, roles: readonly Role[], { say }: Screens): Promise<Staff> {
  const member = await book.staffBy(login.trim().toLowerCase())
  if (member === null) throw new UsageWrong(say('pub_staff_unknown', { login }))
  if (!member.isActive) throw new UsageWrong(say('pub_staff_inactive', { login }))
  if (!roles.some(role => member.roles.includes(role)))
    throw new UsageWrong(say('pub_staff_role', { login, role: roles.map(role => say(`pub_role_${role}`)).join(', ') }))
  return member
}

function reasonOf({ reason }: { readonly reason?: string }, { say }: Screens): string {
  const given = reason?.trim().slice(0, REASON_LETTERS) ?? ''
  if (given === '') throw new UsageWrong(say('pub_no_reason'))
  return given
}

async function publish(
  { editions, live }: Standing,
  localFiles: LocalFiles,
  { by, approvedBy }: Pair,
  reason: string,
  screens: Screens,
  options: JsonOption,
): Promise<void> {
  const about = [approvedBy?.login, reason].filter(part => part !== undefined).join(': ')
  const done = await editions.publish(
    {
      kind: 'published',
      national: live.national,
      localFiles,
      on: today(),
      by: by?.id ?? null,
      approvedBy: approvedBy?.id ?? null,
      reason,
      draft: null,
    },
    live.record.seq,
    [{ at: now(), by: by?.id ?? null, act: 'edition.publish', about: about.slice(0, ABOUT_LETTERS) }],
  )
  if (done === 'stale') throw new UsageWrong(screens.say('pub_overtaken'))
  await tellMoved(editions, screens, options)
}

export type RollBackOptions = { readonly reason?: string; readonly as?: string; readonly json?: boolean }

/** The files of an earlier record answer again: by one person, or by whoever holds the machine. Throws UsageWrong. */
export async function rollBack(config: Config, screens: Screens, seq: string, options: RollBackOptions): Promise<void> {
  const { say } = screens
  const reason = reasonOf(options, screens)
  await ofStore(config, screens, async ({ editions, book, live }) => {
    const member = options.as === undefined ? null : await memberAs(book, options.as, ['approver', 'admin'], screens)
    const to = recordNamed(await editions.editions(RECORDS_MAX), seq, screens)
    if (to.edition === live.record.edition) throw new UsageWrong(say('pub_nothing', { edition: shortHash(to.edition) }))
    const by = member?.id ?? null
    const done = await editions.moveTo(
      to,
      { kind: 'rolled-back', on: today(), by, approvedBy: null, reason, draft: null },
      live.record.seq,
      [{ at: now(), by, act: 'edition.roll_back', about: `${to.seq}: ${reason}`.slice(0, ABOUT_LETTERS) }],
    )
    if (done === 'stale') throw new UsageWrong(say('pub_overtaken'))
    await tellMoved(editions, screens, options)
  })
}

async function tellMoved(editions: Editions, { say }: Screens, { json }: JsonOption): Promise<void> {
  const record = await editions.live()
  if (record === null) return
  printLine(json ? JSON.stringify(record, null, 2) : say('pub_done', { seq: record.seq, edition: shortHash(record.edition) }))
}

// — export —

/** Published local files in the repository's layout, with a row for its list of changes. Throws UsageWrong when the folder holds anything. */
export async function exportFolder(config: Config, screens: Screens, folder: string, options: JsonOption): Promise<void> {
  const { say } = screens
  if (isThere(folder) && !isEmptyFolder(folder)) throw new UsageWrong(say('pub_folder_full', { place: folder }))
  await ofStore(config, screens, async ({ live }) => {
    const files = exported(live, say)
    if (files.size === 0) throw new UsageWrong(say('pub_export_none'))
    for (const [path, content] of files) writeWhole(join(folder, path), content)
    const { edition } = live.record
    const paths = [...files.keys()]
    if (options.json) return printLine(JSON.stringify({ folder: resolve(folder), edition, paths }, null, 2))
    for (const path of paths) printLine(`  ${path}`)
    printLine(say('pub_exported', { count: paths.length, place: folder, edition: shortHash(edition) }))
  })
}

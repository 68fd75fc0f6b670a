// The commands of whoever asks and of whoever keeps the knowledge. Read arguments, call the modules, print.
import { join } from 'node:path'
import process from 'node:process'
import { newId, now, random, sleep, today } from './adapters/clock.ts'
import { readFiles, readIfThere, readText, writeWhole } from './adapters/disk.ts'
import { converse, lines, print, printLine } from './adapters/terminal.ts'
import { inputSchema, isDate, profileIn, toOutput } from './batch.ts'
import { type Memory, newSession, type Session, type Setting, type Tempo, take, takeTurn } from './conversation/conversation.ts'
import { config, screens } from './desk.ts'
import { LIMITS } from './gateway/gateway.ts'
import { consulted, type Model } from './inbox/inbox.ts'
import { check, type Edition, parse, searchClauses } from './knowledge/knowledge.ts'
import { type Built, build, catalogueOf, consultEdition } from './main.ts'
import { openConfiguredModel } from './model.ts'
import {
  confusions,
  type Reworded,
  readSheet,
  regress,
  regressNovel,
  regressParaphrases,
  reviewPage,
  reviewSheet,
  rowsOf,
  setReview,
  shelve,
  type Tally,
  type Tried,
  tally,
  workListOf,
} from './publishing/publishing.ts'
import { UsageWrong } from './refused.ts'
import { type Reply, STATUSES, type Status } from './vocabulary.ts'
import { showEntry, why } from './why.ts'

function built(): Built {
  return build({ ...config, publicUrl: config.http.publicUrl, proofKey: null }, () =>
    process.stderr.write(`${screens.say('compiling')}\n`),
  )
}

export type ProfileOptions = { status?: string; place?: string; date?: string }
export type AskOptions = ProfileOptions & { json?: boolean; jsonl?: boolean; why?: boolean }

function profileOf(b: Built, options: ProfileOptions): Setting['profile'] {
  const { status, place, date } = options
  if (status !== undefined && !isStatus(status)) throw new UsageWrong(screens.say('status_unknown', { status }))
  const found = place === undefined ? null : b.edition.places.byName(place)
  if (place !== undefined && found === null) throw new UsageWrong(screens.say('place_unknown', { name: place }))
  return { status: status === undefined ? null : status, place: found?.code ?? null, on: dayOf(date) }
}

/** The day an option names; today when it names none. */
function dayOf(date: string | undefined): string {
  if (date !== undefined && !isDate(date)) throw new UsageWrong(screens.say('date_unknown', { date }))
  return date ?? today()
}

const isStatus = (text: string): text is Status => (STATUSES as readonly string[]).includes(text)

const setting = (b: Built, profile: Setting['profile']): Setting => ({ ...b, profile })

/** Without `isLong` nothing is looked for by meaning: for one question no vectors are made of a whole edition. */
const modelFor = ({ edition }: Built, isLong: boolean) =>
  openConfiguredModel(config, {
    process: 'command',
    near: isLong ? { edition: () => edition.hash, catalogue: async () => catalogueOf(edition) } : null,
  })

/** A turn of a session, with whatever a model says beside the rules. */
async function taken(model: Model | null, setting: Setting, session: Session, text: string): Promise<ReturnType<typeof take>> {
  const result = await consulted(
    { model, now, sleep },
    beside => take(setting, session, text, beside),
    ({ drafts }) => drafts.flatMap(d => d.wants),
  )
  model?.note(result.drafts.flatMap(d => d.marks))
  return result
}

export async function ask(words: readonly string[], options: AskOptions): Promise<void> {
  if (options.jsonl) return batch(built())
  const question = words.join(' ').trim()
  if (question === '') throw new UsageWrong(screens.say('ask_empty'))
  const b = built()
  const model = await modelFor(b, false)
  const result = await taken(model, setting(b, profileOf(b, options)), newSession, question)
  await model?.stop()
  if (options.json) printLine(JSON.stringify(result.answer, null, 2))
  else printLine(result.answer.text)
  if (options.why) for (const draft of result.drafts) printLine(why(b.edition, screens, draft))
}

/** Lines under way at once, where a model is waited for; each is printed as soon as those before it are. */
const LINES_AT_ONCE = 8

/** The batch contract: one JSON object a line, answers in input order, a bad line gives an error line and the batch goes on. */
async function batch(b: Built): Promise<void> {
  const model = await modelFor(b, true)
  let isBroken = false
  let last = Promise.resolve()
  const printed: Promise<void>[] = []
  for await (const line of lines()) {
    if (line.trim() === '') continue
    const answer = lineAnswered(b, model, line)
    last = last.then(async () => {
      const { text, isWrong } = await answer
      isBroken ||= isWrong
      await print(`${text}\n`)
    })
    // it is told where it is waited for
    last.catch(() => {})
    printed.push(last)
    if (printed.length >= LINES_AT_ONCE) await printed.shift()
  }
  await last
  await model?.stop()
  if (isBroken) process.exitCode = 1
}

async function lineAnswered(
  b: Built,
  model: Model | null,
  line: string,
): Promise<{ readonly text: string; readonly isWrong: boolean }> {
  const value = parseJson(line)
  const parsed = inputSchema.safeParse(value)
  if (!parsed.success) {
    const wrong = parsed.error.issues.map(i => (i.path.length === 0 ? i.message : `${i.path.join('.')}: ${i.message}`))
    const error = value === undefined ? screens.say('line_not_json') : wrong.join('; ')
    return { text: JSON.stringify({ id: idOf(value), error }), isWrong: true }
  }
  const { id, turns, region, status } = parsed.data
  const profile = profileIn(b.edition, parsed.data, today())
  // a profile that cannot be read must not cost the asker the answer, and must not be dropped in silence
  const warnings = [
    ...(region !== undefined && profile.place === null ? [screens.say('place_unknown', { name: region })] : []),
    ...(status !== undefined && profile.status === null ? [screens.say('status_unknown', { status })] : []),
  ]
  let result = await taken(model, setting(b, profile), newSession, turns[0] ?? '')
  for (const turn of turns.slice(1)) result = await taken(model, setting(b, profile), result.session, turn)
  const text = JSON.stringify({ ...toOutput(id, result.answer), ...(warnings.length > 0 ? { warnings } : {}) })
  return { text, isWrong: false }
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

function idOf(value: unknown): string | null {
  return typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string' ? value.id : null
}

/** The same conversation as on any channel; nothing of it is stored. */
export async function chat(options: ProfileOptions): Promise<void> {
  const b = built()
  const { status, place, on } = profileOf(b, options)
  const model = await modelFor(b, true)
  let memory: Memory | null = null
  let tempo: Tempo | null = null
  const say = async (text: string): Promise<readonly Reply[]> => {
    const messages = [{ kind: 'text' as const, text, choice: null }]
    const turn = {
      channel: 'terminal' as const,
      messages,
      memory,
      tempo,
      // nothing is stored here, so nothing can be sent to anyone
      desk: null,
      at: now(),
      on,
      newId: () => newId(ANSWER_LETTERS),
      random,
    }
    const taken = await consulted(
      { model, now, sleep },
      beside => takeTurn(b, { ...turn, shape: LIMITS.terminal, ...(beside === undefined ? {} : { model: beside }) }),
      ({ wishes }) => wishes.flatMap(w => (w.kind === 'ask-model' ? w.tasks : [])),
    )
    model?.note(taken.marks)
    memory = taken.memory
    tempo = taken.tempo
    return taken.replies
  }
  // the options are what an asker would set by command
  if (status !== null) await say(`/status ${status}`)
  if (place !== null) await say(`/wilayah ${options.place}`)
  await converse(
    { intro: screens.say('chat_intro'), prompt: screens.say('chat_prompt'), bye: screens.say('chat_bye') },
    async text => (await say(text)).map(shown).join('\n\n'),
  )
  await model?.stop()
}

const ANSWER_LETTERS = 8

const shown = ({ text, choices }: Reply): string =>
  [
    text,
    ...choices.map(({ title, label }, i) =>
      screens.say('chat_choice', { n: i + 1, title: NUMBERED.test(title) ? label.replace(NUMBERED, '') : title }),
    ),
  ].join('\n')

/** A choice that names a line of its answer. */
const NUMBERED = /^\d+\.\s*/

export function knowledgeCheck(): void {
  const files = readFiles(config.knowledgeFolder)
  const problems = check(files)
  if (problems.length > 0) {
    for (const p of problems) printLine(screens.problem(p))
    printLine(screens.say('check_bad', { count: problems.length }))
    process.exitCode = 1
    return
  }
  // counting needs no learning
  const { regulations, principles, situations, questionSets } = parse(files).sources
  const entries = [...principles, ...situations]
  printLine(
    screens.say('check_ok', {
      files: files.size,
      regulations: regulations.length,
      clauses: regulations.reduce((n, r) => n + r.clauses.length, 0),
      entries: entries.length,
      phrasings: entries.reduce((n, e) => n + e.phrasings.length, 0),
      questions: entries.reduce((n, e) => n + e.questions.length, 0) + questionSets.reduce((n, s) => n + s.questions.length, 0),
    }),
  )
}

export function knowledgeShow(id: string | undefined, options: { unreviewed?: boolean }): void {
  const b = built()
  if (options.unreviewed) {
    listUnreviewed(b)
    return
  }
  const shown = id === undefined ? null : showEntry(b.edition, id)
  if (shown === null) throw new UsageWrong(screens.say('show_missing', { id: id ?? '' }))
  printLine(shown)
}

/** As the console's work list has it; used: how many questions of the knowledge a row answers. */
function listUnreviewed({ edition, words }: Built): void {
  const uses = new Map<string, number>()
  for (const { answeredBy, row } of regress(edition, words, null))
    uses.set(`${answeredBy}/${row}`, (uses.get(`${answeredBy}/${row}`) ?? 0) + 1)
  const { rows } = workListOf(shelve(readFiles(config.knowledgeFolder)), {
    on: today(),
    days: 0,
    verified: () => null,
    used: (entry, row) => uses.get(`${entry}/${row}`) ?? 0,
  })
  for (const { entry, row, verdict, level, used } of rows)
    if (level === 'none') printLine(`${String(used).padStart(4)}  ${entry.id} ${row}  ${verdict}`)
}

export function knowledgeSearch(words: readonly string[]): void {
  const { edition } = built()
  const text = words.join(' ')
  const entries = [...edition.entries.values()].filter(e =>
    words.every(w => `${e.id} ${e.title}`.toLowerCase().includes(w.toLowerCase())),
  )
  const clauses = searchClauses(edition, text, 10)
  for (const e of entries.slice(0, 10)) printLine(`${e.id}  ${e.title}`)
  for (const c of clauses) printLine(`${c.ref}  [${c.clause.text_status}] ${c.clause.text.slice(0, 120)}`)
  if (entries.length + clauses.length === 0) printLine(screens.say('search_none'))
}

export type ReviewOptions = { out?: string; read?: string; level?: string; date?: string }

export function knowledgeReview(topic: string | undefined, options: ReviewOptions): void {
  const on = dayOf(options.date)
  // a review looks things up; nothing learned is needed for it
  const edition = consultEdition(config)
  if (options.read !== undefined) readDecisions(edition, options.read, options.level, on)
  else writePages(edition, topic, options.out ?? 'review', on)
}

/** A printable page and a sheet for the decisions, for each topic. */
function writePages(edition: Edition, topic: string | undefined, folder: string, on: string): void {
  const topics = edition.sources.topics.map(t => t.id).filter(id => rowsOf(edition, id).length > 0)
  if (topic !== undefined && !topics.includes(topic))
    throw new UsageWrong(screens.say('review_topic_unknown', { topic, topics: topics.join(', ') }))
  for (const id of topic === undefined ? topics : [topic]) {
    const path = join(folder, `${id}.html`)
    writeWhole(path, reviewPage(edition, id, on, screens.say))
    writeWhole(join(folder, `${id}.csv`), reviewSheet(edition, id))
    printLine(screens.say('review_written', { path, rows: rowsOf(edition, id).length }))
  }
  printLine(screens.say('review_how'))
}

/** Marks the rows that were agreed to; what should change is listed, never changed by a machine. */
function readDecisions(edition: Edition, path: string, level: string | undefined, on: string): void {
  if (level !== 'officer' && level !== 'legal') throw new UsageWrong(screens.say('review_level_unknown'))
  const csv = readIfThere(path)
  if (csv === null) throw new UsageWrong(screens.say('review_file_missing', { path }))
  const { decided, problems } = readSheet(edition, csv)
  let agreed = 0
  for (const { reviewed, decision, note } of decided) {
    const { file } = reviewed
    const row = `${reviewed.entry.id} / ${reviewed.row.id}`
    if (decision !== 'setuju') {
      printLine(screens.say('review_todo', { file, row, decision, note }))
      continue
    }
    const place = join(config.knowledgeFolder, file)
    const text = setReview(readText(place), reviewed.row.id, level, on)
    if (text === null) throw new Error(`the row ${row} was not found in ${file}`)
    writeWhole(place, text)
    agreed++
    printLine(screens.say('review_set', { file, row }))
  }
  for (const { line, kind, what } of problems) printLine(screens.say(`review_problem_${kind}`, { line, what }))
  printLine(screens.say('review_done', { agreed, todo: decided.length - agreed, problems: problems.length }))
  if (problems.length > 0) process.exitCode = 1
}

const WORST_MAX = 20

export type RegressOptions = { novel?: boolean; paraphrases?: boolean; set?: string; rows?: boolean; failures?: boolean }

export function regressCommand(options: RegressOptions): void {
  const b = built()
  if (options.paraphrases) {
    rewordings(regressParaphrases(b.edition, b.words), options.failures === true)
    return
  }
  const tried = options.novel
    ? regressNovel(parse(readFiles(config.knowledgeFolder)).sources, b.words, (done, of) =>
        process.stderr.write(`\r${done}/${of} `),
      )
    : regress(b.edition, b.words, options.set ?? null)
  if (options.novel) process.stderr.write('\n')
  table('set', inOrder(tally(tried, t => t.asked.set)))
  table('topic', inOrder(tally(tried, t => t.asked.topic)))
  table('confidence', inOrder(tally(tried, t => bin(t.confidence))))
  if (options.rows) table('row', wrongRows(tried))
  for (const [expected, given] of confusions(tried))
    printLine(
      `${expected.padEnd(14)}${[...given]
        .sort((x, y) => y[1] - x[1])
        .map(([o, n]) => `${o} ${n}`)
        .join(', ')}`,
    )
  if (options.failures)
    for (const t of worst(tried))
      printLine(
        `${t.asked.entry}: ${t.asked.said.join(' / ')}\n    ${t.outcome} (${t.answeredBy}), ${t.asked.question.expect.join('/')}`,
      )
}

function rewordings(groups: readonly Reworded[], failures: boolean): void {
  const asked = groups.reduce((n, g) => n + g.given.length, 0)
  const same = groups.reduce((n, g) => n + g.same, 0)
  const whole = groups.filter(g => g.same === g.given.length).length
  printLine(
    screens.say('paraphrases', { groups: groups.length, asked, percent: ((100 * same) / Math.max(asked, 1)).toFixed(1), whole }),
  )
  if (!failures) return
  for (const g of groups.filter(g => g.same < g.given.length)) {
    printLine(g.id)
    for (const { ask, verdict } of g.given) printLine(`    ${verdict.padEnd(12)}${ask}`)
  }
}

const inOrder = (rows: ReadonlyMap<string, Tally>): Map<string, Tally> => new Map([...rows].sort(([a], [b]) => (a < b ? -1 : 1)))

/** The rows that answered wrongly, the most often wrong first. */
function wrongRows(tried: readonly Tried[]): Map<string, Tally> {
  const rows = tally(tried, t => `${t.answeredBy ?? '-'} / ${t.row ?? '-'}`)
  return new Map([...rows].filter(([, t]) => t.right < t.cases).sort(([, a], [, b]) => b.cases - b.right - (a.cases - a.right)))
}

/** Wrong permissions first, then needless prohibitions, then the rest. */
const worst = (tried: readonly Tried[]): Tried[] =>
  tried
    .filter(t => !t.isRight)
    .sort((a, b) => weightOf(b) - weightOf(a))
    .slice(0, WORST_MAX * 3)
const weightOf = (t: Tried): number => (t.wrongPermission ? 4 : 0) + (t.overForbids ? 2 : 0) + (t.hedges ? 0 : 1)

const bin = (confidence: number): string =>
  confidence >= 0.9 ? '0.9–1.0' : confidence >= 0.75 ? '0.75–0.9' : confidence >= 0.5 ? '0.5–0.75' : '0–0.5'

const KEY_WIDTH = 44

function table(title: string, rows: ReadonlyMap<string, Tally>): void {
  const percent = (n: number, of: number): string => `${((100 * n) / Math.max(of, 1)).toFixed(1)}%`.padStart(8)
  printLine(
    `${title.padEnd(KEY_WIDTH)}${'cases'.padStart(6)}${'right'.padStart(8)}${'cites'.padStart(8)}${'wrong+'.padStart(8)}${'over-'.padStart(8)}${'hedges'.padStart(8)}`,
  )
  for (const [key, t] of rows) {
    printLine(
      `${key.padEnd(KEY_WIDTH)}${String(t.cases).padStart(6)}${percent(t.right, t.cases)}${percent(t.cites, t.cases)}${String(t.wrongPermission).padStart(8)}${String(t.overForbids).padStart(8)}${percent(t.hedges, t.cases)}`,
    )
  }
  printLine('')
}

// `regress --model` and `regress --compare`: a model beside the rules alone on a set of questions, written down so that two runs can be compared.
// It asks the model as the bot does, within the same limit; of private questions no word is printed or written.
import { basename } from 'node:path'
import process from 'node:process'
import { now, sleep, today } from './adapters/clock.ts'
import { readIfThere, writeWhole } from './adapters/disk.ts'
import { printLine } from './adapters/terminal.ts'
import { casesIn, profileIn } from './batch.ts'
import { newSession, type Session, take } from './conversation/conversation.ts'
import { config, screens } from './desk.ts'
import { consulted, type Model, OFF_BEYOND, OFF_WHY, READINGS } from './inbox/inbox.ts'
import type { Edition } from './knowledge/knowledge.ts'
import { type Built, build, catalogueOf } from './main.ts'
import { type OpenedModel, openConfiguredModel } from './model.ts'
import {
  type Answering,
  type Case,
  caseOf,
  casesOf,
  comparedRuns,
  drawCurves,
  type Evaluation,
  evaluation,
  type Figures,
  type GivenTo,
  givenOf,
  meanOf,
  questionsOf,
  readEvaluation,
  tryBeside,
} from './publishing/publishing.ts'
import { UsageWrong } from './refused.ts'

export type EvaluateOptions = { model?: boolean; set?: string; file?: string; out?: string; compare?: string[] }

/** How often each question is asked of the model: it does not always say the same. */
const RUNS = 3
/** Questions under way at once; the model's own limit holds as well. */
const AT_ONCE = 4
const FOLDER = 'evaluation'

const say = screens.say
const percent = (share: number): string => `${(100 * share).toFixed(1)}%`
const shareOf = (n: number, of: number): string => (of === 0 ? '–' : percent(n / of))

export async function evaluate(options: EvaluateOptions): Promise<void> {
  if (options.compare !== undefined) return compare(options.compare)
  if (config.model === null) throw new UsageWrong(say('eval_no_model'))
  const b = build({ ...config, publicUrl: config.http.publicUrl, proofKey: null }, () =>
    process.stderr.write(`${say('compiling')}\n`),
  )
  const cases = casesFor(b.edition, options)
  const model = await modelFor(b.edition)
  let isStopped = false
  process.once('SIGINT', () => {
    isStopped = true
    process.stderr.write(`\n${say('eval_stopping')}\n`)
  })
  const tried = await tryBeside(cases, answering(b, model), {
    runs: RUNS,
    atOnce: AT_ONCE,
    isStopped: () => isStopped,
    onDone: progress,
  })
  if (tried.length === 0) throw new UsageWrong(say('eval_nothing'))
  const result = evaluation(cases, tried, {
    on: new Date(now()).toISOString(),
    edition: b.edition.hash,
    set: setName(options),
    runs: RUNS,
    prompts: { ...model.prompts },
    models: namesOf(),
    isLocal: model.isLocal,
    usage: [...model.usage()],
  })
  await model.stop()
  if (!result.isWhole) printLine(say('eval_partial', { done: tried.length, of: cases.length }))
  show(result)
  keep(result, options.out)
  if (isStopped) process.exitCode = 130
}

/** As the bot asks it, but every run anew: no reply is kept. Throws UsageWrong where nobody reads or words, or nobody can be asked. */
async function modelFor(edition: Edition): Promise<OpenedModel> {
  const near = { edition: () => edition.hash, catalogue: async () => catalogueOf(edition) }
  const model = await openConfiguredModel(config, { process: 'evaluation', near, keepMs: 0 })
  if (model === null) throw new UsageWrong(say('eval_no_model'))
  const { reads, words } = model.ready()
  if (!reads && !words) throw new UsageWrong(say('eval_not_ready'))
  await model.prepared()
  return model
}

/** Who reads, words and tells what is near. */
function namesOf(): Record<string, string> {
  const { read = null, word = null, embed = null } = config.model?.names ?? {}
  return Object.fromEntries(
    Object.entries({ read, word, embed }).flatMap(([role, name]) => (name === null ? [] : [[role, name]])),
  )
}

const setName = ({ file, set }: EvaluateOptions): string => (file === undefined ? (set ?? 'all') : basename(file, '.jsonl'))

function casesFor(edition: Edition, options: EvaluateOptions): readonly Case[] {
  const { file, set } = options
  const cases = file === undefined ? casesOf(questionsOf(edition.sources, set ?? null)) : casesOfFile(edition, file)
  if (cases.length === 0) throw new UsageWrong(say('eval_empty', { set: setName(options) }))
  return cases
}

/** Words of a file are its owner's: results name its questions alone. */
function casesOfFile(edition: Edition, path: string): Case[] {
  const text = readIfThere(path)
  if (text === null) throw new UsageWrong(say('eval_file_missing', { file: path }))
  return text.split('\n').flatMap((line, at) => {
    if (line.trim() === '') return []
    const read = casesIn(jsonOf(line))
    if (read === null) throw new UsageWrong(say('eval_line_unreadable', { file: path, line: at + 1 }))
    return read.map(asked => caseOf(asked, profileIn(edition, asked, today())))
  })
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A conversation as the command line has it, by the rules alone and with the model beside them. */
function answering(b: Built, model: Model): Answering {
  const { edition, words } = b
  const settingOf = ({ profile }: Case) => ({ ...b, homePlace: null, office: null, profile })
  const last = async (asked: Case): Promise<GivenTo> => {
    const startedAt = now()
    let session: Session = newSession
    let result: ReturnType<typeof take> | null = null
    let isAsked = true
    for (const turn of asked.turns) {
      const before = session
      const { reads, words: doesWord } = model.ready()
      isAsked &&= reads || doesWord
      result = await consulted(
        { model, now, sleep },
        beside => take(settingOf(asked), before, turn, beside),
        ({ drafts }) => drafts.flatMap(d => d.wants),
      )
      session = result.session
    }
    const given = givenOf(edition, words, result ?? NOTHING, now() - startedAt)
    return isAsked ? given : { ...given, marks: [...given.marks, UNASKED] }
  }
  return {
    beside: last,
    alone: asked => {
      let session: Session = newSession
      let result: ReturnType<typeof take> | null = null
      for (const turn of asked.turns) {
        result = take(settingOf(asked), session, turn)
        session = result.session
      }
      return givenOf(edition, words, result ?? NOTHING, 0)
    },
  }
}

/** Counted beside the model's own marks: an answer for which it could not be asked says nothing of it. */
const UNASKED = 'unasked'
const NOTHING = { answer: { findings: [], text: '', edition: '' }, drafts: [] }

const TENTHS = 10

function progress(done: number, of: number): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${say('eval_progress', { done, of })}\x1b[K${done === of ? '\n' : ''}`)
  else if (done === of || done % Math.ceil(of / TENTHS) === 0) process.stderr.write(`${say('eval_progress', { done, of })}\n`)
}

/** The result, and its curves beside it. */
function keep(result: Evaluation, out: string | undefined): void {
  const name = `${result.on.slice(0, 16).replace(':', '')}-${result.set}`
  const json = out ?? `${FOLDER}/${name}.json`
  const svg = json.replace(/(\.json)?$/, '.svg')
  writeWhole(json, `${JSON.stringify(result, null, 1)}\n`)
  writeWhole(svg, curvesOf(result))
  printLine(say('eval_written', { json, svg }))
}

function curvesOf({ curves, set, edition, models }: Evaluation): string {
  const title = say('eval_curve_title')
  const names = Object.values(models).join(', ')
  return drawCurves(
    [
      { name: say('eval_curve_rules'), points: curves.rules.points },
      { name: say('eval_curve_model'), points: curves.model.points },
    ],
    {
      title,
      described: say('eval_curve_described', {
        set,
        edition: edition.slice(0, 12),
        models: names,
        rules: areaText(curves.rules.area),
        model: areaText(curves.model.area),
      }),
      coverage: say('eval_curve_coverage'),
      risk: say('eval_curve_risk'),
    },
    share => `${Math.round(100 * share)}%`,
  )
}

const areaText = (area: number | null): string => (area === null ? '–' : percent(area))

// — on the screen —

const DIFFERENCES_SHOWN = 40

function show(result: Evaluation): void {
  const { rules, model, groups, stable, cases, wait, marks, moves, curves } = result
  const runs = model.map((f, i) => [say('eval_run', { n: i + 1 }), f] as const)
  printTable([say('eval_figure'), say('eval_rules'), ...runs.map(([name]) => name)], figureRows([rules, ...model]))
  printTable(
    ['group', 'cases', 'right', 'wrong', 'over', 'hedges'].map(name => say(`eval_column_${name}`)),
    groups.map(g => [
      g.group,
      String(g.rules.answers),
      pair(g, f => shareOf(f.right, f.labelled)),
      pair(g, f => shareOf(f.wrongPermissions, f.labelled)),
      pair(g, f => shareOf(f.overForbids, f.labelled)),
      pair(g, f => shareOf(f.hedges, f.labelled)),
    ]),
  )
  printLine(say('eval_area', { rules: areaText(curves.rules.area), model: areaText(curves.model.area) }))
  printLine(say('eval_keys', { list: listed(marks) }))
  const { wrong, ofWrong, right, ofRight } = result.doubted
  printLine(say('eval_doubted', { wrong: shareOf(wrong, ofWrong), ofWrong, right: shareOf(right, ofRight), ofRight }))
  printLine(say('eval_minds', { list: listed(result.minds) }))
  const unasked = marks[UNASKED] ?? 0
  if (unasked > 0) printLine(say('eval_unasked', { count: unasked }))
  for (const why of OFF_WHY) {
    const share =
      (marks[why] ?? 0) /
      Math.max(
        READINGS[why].reduce((n, mark) => n + (marks[mark] ?? 0), 0),
        1,
      )
    if (share > OFF_BEYOND[why])
      printLine(say(`eval_would_be_off_${why}`, { share: percent(share), most: percent(OFF_BEYOND[why]) }))
  }
  printLine(say('eval_moves', { list: moves.map(m => `${m.from} → ${m.to} ${m.count}`).join(', ') || '–' }))
  printLine(say('eval_stable', { outcome: stable.outcome, mind: stable.mind, of: cases.length }))
  printLine(say('eval_wait', wait))
  for (const u of result.usage)
    printLine(
      say('eval_usage', { model: u.model, calls: u.calls, in: u.tokensIn, out: u.tokensOut, money: u.money?.toFixed(4) ?? '–' }),
    )
  differences(result)
}

const pair = (g: Evaluation['groups'][number], of: (f: Figures) => string): string => `${of(g.rules)} → ${of(g.model)}`

const listed = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([name, n]) => `${name} ${n}`)
    .join(', ') || '–'

function differences({ differences: all }: Evaluation): void {
  if (all.length === 0) return
  printLine(say('eval_differences', { count: all.length }))
  for (const d of all.slice(0, DIFFERENCES_SHOWN)) {
    printLine(`  ${d.id}  ${d.before} → ${d.after.join(' | ')}  (${d.minds.map(m => m ?? '–').join(' | ')})`)
    if (d.said !== null) printLine(`      ${d.said.join(' / ')}`)
  }
  if (all.length > DIFFERENCES_SHOWN) printLine(say('eval_more', { count: all.length - DIFFERENCES_SHOWN }))
}

/** What is shown of figures, the same for one run and for two that are compared. */
const FIGURES: readonly (readonly [string, (f: Figures) => string])[] = [
  ['eval_answers', f => String(Math.round(f.answers))],
  ['eval_right', f => shareOf(f.right, f.labelled)],
  ['eval_first_choice', f => shareOf(f.rightByFirstChoice, f.labelled)],
  ['eval_a_choice', f => shareOf(f.rightByAChoice, f.labelled)],
  ['eval_wrong_permissions', f => counted(f.wrongPermissions)],
  ['eval_over_forbids', f => counted(f.overForbids)],
  ['eval_hedges', f => shareOf(f.hedges, f.labelled)],
  ['eval_precision', f => shareOf(f.citedWanted, f.cited)],
  ['eval_recall', f => shareOf(f.wantedCited, f.wanted)],
]
const counted = (n: number): string => (Number.isInteger(n) ? String(n) : n.toFixed(1))

const figureRows = (columns: readonly Figures[]): string[][] =>
  FIGURES.map(([name, of]) => [say(name), ...columns.map(f => of(f))])

function printTable(head: readonly string[], rows: readonly (readonly string[])[]): void {
  const all = [head, ...rows]
  const widths = head.map((_, at) => Math.max(...all.map(r => (r[at] ?? '').length)))
  for (const row of all)
    printLine(row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join('  '))
  printLine('')
}

// — two runs —

function compare(paths: readonly string[]): void {
  const [a, b] = paths.map(readRun)
  if (a === undefined || b === undefined || paths.length !== 2) throw new UsageWrong(say('eval_compare_two'))
  const between = comparedRuns(a, b)
  for (const { name, a: was, b: is } of between.made) printLine(say('eval_made', { name, a: was, b: is }))
  const columns = [say('eval_rules'), say('eval_model')].flatMap(who => [`${who} a`, `${who} b`])
  printTable([say('eval_figure'), ...columns], figureRows([a.rules, b.rules, meanOf(a.model), meanOf(b.model)]))
  printLine(say('eval_area_two', { a: areaText(a.curves.model.area), b: areaText(b.curves.model.area) }))
  printLine(say('eval_changed', { count: between.changed.length, alone: between.alone }))
  for (const { id, by, before, after, wasRight, isRight } of between.changed)
    printLine(`  ${id}  ${say(`eval_${by}`)}: ${before} ${mark(wasRight)} → ${after} ${mark(isRight)}`)
}

const mark = (isRight: boolean | null): string => (isRight === null ? '' : say(isRight ? 'eval_mark_right' : 'eval_mark_wrong'))

function readRun(path: string): Evaluation {
  const read = readEvaluation(jsonOf(readIfThere(path) ?? ''))
  if (read === null) throw new UsageWrong(say('eval_unreadable', { file: path }))
  return read
}

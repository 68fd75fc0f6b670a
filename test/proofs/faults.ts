// `npm run bench -- faults [--smoke] [--json]`: a conversation of the whole bot with a model server in each of its faults and bad characters, recorded
// as it was, and how long the asker waited. Exits with 1 when somebody waited longer than the limit, or a fault changed what the rules say.
import process from 'node:process'
import { BEHAVIOURS, type BehaviourName } from '../fakes/openai.ts'
import { botBeside } from '../walks/beside.ts'

const flags = process.argv.slice(3)
const isSmoke = flags.includes('--smoke')
const isJson = flags.includes('--json')
const LIMIT_MS = isSmoke ? 1000 : 8000
/** What the bot itself may take, with two cores that others use too. */
const OWN_MS = 2000
const QUESTIONS = ['bolehkah PNS menyukai unggahan calon bupati?', 'kalau cuma nonton debatnya di tv rumah?']
/** These answer as a model may: what they say is weighed. The others give nothing that can be used. */
const SPEAKING: readonly BehaviourName[] = ['good', 'prose', 'obeys', 'biased', 'lies', 'no-format', 'no-schema', 'strict']
const SHOWN = 260

type Said = { readonly asked: string; readonly text: string; readonly tookMs: number }
type Recorded = {
  readonly behaviour: string
  readonly said: readonly Said[]
  readonly requests: number
  readonly isInTime: boolean
  /** What the rules say without a model, word for word. */
  readonly isRules: boolean
}

/** A bot of its own for each: one server's faults must not have it left alone in the next. */
async function conversation(behaviour: BehaviourName | 'none'): Promise<Omit<Recorded, 'isInTime' | 'isRules'>> {
  const none = { RAMBU_MODEL_URL: '', RAMBU_MODEL_READ: '', RAMBU_MODEL_WORD: '' }
  const beside = await botBeside({ RAMBU_MODEL_LIMIT_MS: String(LIMIT_MS), ...(behaviour === 'none' ? none : {}) })
  if (behaviour !== 'none') beside.fake.behave(behaviour)
  const person = beside.meet()
  const said: Said[] = []
  for (const asked of QUESTIONS) said.push({ asked, ...(await person.asks(asked)) })
  const requests = beside.fake.heard.length
  await beside.stop()
  return { behaviour, said, requests }
}

const alone = await conversation('none')
const recorded: Recorded[] = []
for (const behaviour of BEHAVIOURS) {
  const made = await conversation(behaviour)
  const isInTime = made.said.every(s => s.tookMs <= LIMIT_MS + OWN_MS)
  const isRules = made.said.every((s, i) => s.text === alone.said[i]?.text)
  recorded.push({ ...made, isInTime, isRules })
  if (!isJson) show({ ...made, isInTime, isRules })
}
const short = recorded.filter(r => !r.isInTime || (!r.isRules && !SPEAKING.some(s => s === r.behaviour)))
const longestMs = Math.round(Math.max(...recorded.flatMap(r => r.said.map(s => s.tookMs))))
if (isJson)
  process.stdout.write(
    `${JSON.stringify({ limitMs: LIMIT_MS, longestMs, alone: alone.said, recorded, short: short.map(r => r.behaviour) })}\n`,
  )
else
  process.stdout.write(
    `\n${recorded.length} behaviours, limit ${LIMIT_MS} ms: longest wait ${longestMs} ms; short: ${short.map(r => r.behaviour).join(', ') || 'none'}\n`,
  )
process.exitCode = short.length > 0 ? 1 : 0

function show({ behaviour, said, requests, isInTime, isRules }: Recorded): void {
  const verdict = `${isInTime ? 'in time' : 'TOO LATE'}, ${isRules ? 'as the rules alone' : 'weighed beside the rules'}, ${requests} requests`
  const lines = said.flatMap(s => [`  asker: ${s.asked}`, `  bot (${(s.tookMs / 1000).toFixed(1)} s): ${shortened(s.text)}`])
  process.stdout.write(`\n## ${behaviour}: ${verdict}\n${lines.join('\n')}\n`)
}

function shortened(text: string): string {
  const line = text.replace(/\s*\n\s*/g, ' / ')
  return line.length > SHOWN ? `${line.slice(0, SHOWN)} …` : line
}

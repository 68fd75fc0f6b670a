// `npm run upgrade-proof [-- --smoke --json --store sqlite|postgres]`: an installation with data goes to a release with other tables, and comes
// back by itself from releases that are broken, with `.deploy/upgrade` as an office would run it.
//
// People ask through the web chat, under release A. B has one migration more. Then come releases that must not stay: one that ends at its start,
// one whose migration fails, one that never answers /healthz (each with yet another migration), and one of these with the tables of B. After
// each everybody presses the first button under their first answer again: what it says is remembered, and must be the same words. One more
// person writes all the while, as a page does: each message is brought until it is taken.
// Stood in for: systemd by a script with a process behind it, `npm ci` by a link to the packages of here.
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import process from 'node:process'
import type { Choice, Reply } from '../../src/vocabulary.ts'
import { caller, freePort, pause, ROOT, until } from './child.ts'
import { isCitation } from './people.ts'
import { openPlace } from './places.ts'
import { type Check, conclude, flagsOf, progress, type Row, table } from './proof.ts'

const flags = flagsOf(process.argv.slice(2))
const HEALTH_SECONDS = flags.isSmoke ? 15 : 25
const ANSWER_MS = 60_000
/** Slower than what a person may write in ten minutes. */
const BETWEEN_MS = 3000
const TRIES_MAX = 10
const SCRIPT = join(ROOT, '.deploy/upgrade')
const SOURCES = ['package.json', 'package-lock.json', '.npmrc', 'src', 'knowledge', 'prompts'] as const
const QUESTIONS = [
  'bolehkah PNS jadi tim sukses calon bupati?',
  'boleh tidak PPPK menyukai unggahan calon gubernur?',
  'bolehkah camat meminjamkan mobil dinas untuk kampanye?',
]

// ── Releases: the program as it is here, changed a little ──

type Change = { readonly file: string; readonly from: string; readonly to: string }

const AFTER_MIGRATIONS = ']\n\n/** The version that this program writes. */'
const migration = (statement: string): Change => ({
  file: 'src/adapters/tables.ts',
  from: AFTER_MIGRATIONS,
  to: `  ({ side }) => [\`${statement}\`],\n${AFTER_MIGRATIONS}`,
})
const tableMore = (name: string): Change => migration(`CREATE TABLE \${side.data}${name} (id TEXT PRIMARY KEY)`)
const COMMENT: Change = { file: 'src/bot.ts', from: '// Starts the bot', to: '// This one starts the bot' }
const ENDS_AT_START: Change = {
  file: 'src/operator.ts',
  from: 'export async function start(config: Config, screens: Screens): Promise<void> {\n',
  to: "export async function start(config: Config, screens: Screens): Promise<void> {\n  throw new Error('broken on purpose')\n",
}
const NEVER_WELL: Change = {
  file: 'src/bot.ts',
  from: 'bodyMax: 0, handle: health }',
  to: 'bodyMax: 0, handle: () => new Promise(() => {}) }',
}

const folder = mkdtempSync(join(tmpdir(), 'rambu-upgrade-'))
const home = join(folder, 'home')
const original = join(folder, 'source')
mkdirSync(original)
for (const item of SOURCES) cpSync(join(ROOT, item), join(original, item), { recursive: true })

function releaseWith(name: string, ...changes: readonly Change[]): string {
  const source = join(folder, name)
  cpSync(original, source, { recursive: true })
  for (const { file, from, to } of changes) {
    const text = readFileSync(join(source, file), 'utf8')
    if (!text.includes(from)) throw new Error(`${file} has changed: the proof does not find what it changes`)
    writeFileSync(
      join(source, file),
      text.replace(from, () => to),
    )
  }
  return source
}

// ── The machine: settings, and a stand-in for systemd that starts a process and ends it ──

const place = await openPlace(flags.store ?? 'sqlite')
const port = await freePort()
const settings = join(folder, 'env')
const url = (path: string): string => `http://127.0.0.1:${port}${path}`
const environment: Readonly<Record<string, string>> = {
  ...place.env,
  RAMBU_CACHE: join(ROOT, '.cache/rambu'),
  RAMBU_HTTP_PORT: String(port),
  RAMBU_LOG: 'error',
  RAMBU_OFFICE_NAME: '"Kantor Uji"',
  RAMBU_OFFICE_CONTACT: 'loket uji',
  RAMBU_BACKUP_PASSPHRASE: randomBytes(24).toString('base64url'),
}
const settle = (env: Readonly<Record<string, string>>): void =>
  writeFileSync(
    settings,
    Object.entries(env)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(''),
    { mode: 0o600 },
  )
settle(environment)

const control = join(folder, 'control')
writeFileSync(
  control,
  `#!/bin/sh
set -eu
pid=${join(folder, 'pid')}
runs() { [ -s "$pid" ] && case $(ps -o stat= -p "$(cat "$pid")") in '' | Z*) false ;; esac; }
case $1 in is-active) runs && exit 0 || exit 3 ;; esac
case $1 in stop | restart) if runs; then kill "$(cat "$pid")"; while runs; do sleep 0.1; done; fi ;; esac
case $1 in
  start | restart)
    runs && exit 0
    cd ${join(home, 'current')}
    node_modules/.bin/node --max-semi-space-size=4 src/rambu.js start >>${join(folder, 'log')} 2>&1 &
    echo $! >"$pid" ;;
esac
`,
)
chmodSync(control, 0o700)

type Ran = { readonly status: number | null; readonly said: string; readonly tookMs: number }

/** Cut off by a signal as soon as it has said some words. */
type Cut = { readonly at: string; readonly by: 'SIGTERM' | 'SIGKILL' }

async function run(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  { cwd = folder, cut = null }: { readonly cwd?: string; readonly cut?: Cut | null } = {},
): Promise<Ran> {
  const { PATH = '', HOME = '' } = process.env
  const startedAt = performance.now()
  const child = spawn(command, [...args], { cwd, env: { PATH, HOME, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      if (cut !== null && said.includes(cut.at) && !child.killed) child.kill(cut.by)
    })
  await once(child, 'exit')
  return { status: child.exitCode, said, tookMs: performance.now() - startedAt }
}

const ADMINISTRATOR = {
  UPGRADE_HOME: home,
  UPGRADE_SETTINGS: settings,
  UPGRADE_USER: '',
  UPGRADE_CONTROL: control,
  UPGRADE_INSTALL: `ln -s ${join(ROOT, 'node_modules')} node_modules`,
  UPGRADE_HEALTH_URL: url('/healthz'),
  UPGRADE_HEALTH_SECONDS: String(HEALTH_SECONDS),
}
const upgrade = (...args: readonly string[]): Promise<Ran> => run(SCRIPT, args, ADMINISTRATOR)

const current = (): string => basename(readlinkSync(join(home, 'current')))

// ── People on the web chat ──

const { call, close } = caller(8)

type Chat = { readonly token: string; upTo: number; written: number }
const newChat = (): Chat => ({ token: randomBytes(16).toString('base64url'), upTo: 0, written: 0 })
const headersOf = ({ token }: Chat): Record<string, string> => ({ authorization: `Bearer ${token}` })

/** Brings a message until it is taken, as the page does. */
async function write(chat: Chat, text: string, choice: string | null = null): Promise<boolean> {
  const body = JSON.stringify({ id: `pesan-${String(++chat.written).padStart(6, '0')}`, text, choice })
  return until(
    async () => (await call({ url: url('/web/messages'), headers: headersOf(chat), body })).status === 202,
    ANSWER_MS,
    100,
  )
}

type Pulled = { readonly replies: readonly (Reply & { readonly n: number })[]; readonly working: boolean }

/** What comes until nothing is under way any more, or until nothing has come for long. */
async function read(chat: Chat): Promise<readonly Reply[]> {
  const read: Reply[] = []
  const isOver = async (): Promise<boolean> => {
    const { status, body } = await call({ url: url(`/web/replies?after=${chat.upTo}`), method: 'GET', headers: headersOf(chat) })
    if (status !== 200) return false
    const { replies, working }: Pulled = JSON.parse(body)
    for (const reply of replies) {
      read.push(reply)
      chat.upTo = Math.max(chat.upTo, reply.n)
    }
    return read.length > 0 && !working
  }
  await until(isOver, ANSWER_MS, 100)
  return read
}

async function ask(chat: Chat, text: string): Promise<readonly Reply[]> {
  await write(chat, text)
  return read(chat)
}

async function press(chat: Chat, { label, id }: Choice): Promise<string> {
  await write(chat, label, id)
  return (await read(chat)).map(reply => reply.text).join('\n')
}

const isCited = (replies: readonly Reply[]): boolean => replies.some(reply => isCitation(reply.text))

type Person = { readonly chat: Chat; readonly button: Choice; readonly said: string }

/** What the button says nobody could say who does not remember the conversation. */
const isRemembered = async ({ chat, button, said }: Person): Promise<boolean> => (await press(chat, button)).endsWith(said)

async function allRemember(people: readonly Person[]): Promise<boolean> {
  for (const person of people) if (!(await isRemembered(person))) return false
  return true
}

/** Somebody who writes while all this goes on; ends with how many of the messages were taken, and whether the last got its answer. */
function writeMeanwhile(): () => Promise<{ readonly taken: number; readonly isAnswered: boolean }> {
  const chat = newChat()
  let isOver = false
  let taken = 0
  const writing = (async () => {
    while (!isOver) {
      if (await write(chat, QUESTIONS[taken % QUESTIONS.length] ?? '')) taken += 1
      await pause(BETWEEN_MS)
    }
  })()
  return async () => {
    isOver = true
    await writing
    await read(chat)
    return { taken, isAnswered: isCited(await ask(chat, QUESTIONS[0] ?? '')) }
  }
}

// ── What is looked at after each step ──

type Stored = { readonly askers: number; readonly faults: readonly unknown[] }

/** The store examined by the release in use. */
async function examined(): Promise<Stored> {
  const env = { ...environment, RAMBU_OFFICE_NAME: 'Kantor Uji' }
  const { said } = await run('node_modules/.bin/node', ['src/rambu.js', 'integrity', '--json'], env, {
    cwd: join(home, 'current'),
  })
  return JSON.parse(said.slice(said.indexOf('{')))
}

async function setAside(): Promise<number> {
  if (place.store === 'postgres') return place.count(`pg_namespace WHERE nspname LIKE 'public_aside%'`)
  const data = environment.RAMBU_DATA ?? ''
  return readdirSync(dirname(data)).filter(name => name.startsWith(`${basename(data)}.aside-`)).length
}

const checks: Check[] = []
const rows: Row[] = []
/** What the administrator read, shown when a check is missed. */
const said: string[] = []
const check = (name: string, isMet: boolean): void => void checks.push({ name, isMet })

function note(step: string, ran: Ran): void {
  rows.push({ step, status: ran.status, 'took s': ran.tookMs / 1000, release: current() })
  progress(step)
  said.push(`── ${step}\n${ran.said}`)
}

type Broken = { readonly name: string; readonly source: string; readonly isSetAside: boolean }

/** A release that must not stay. `isSetAside`: its migration went through, so the store of before comes from the backup. */
async function comesBack({ name, source, isSetAside }: Broken, people: readonly Person[]): Promise<void> {
  const [was, before, asideBefore] = [current(), await examined(), await setAside()]
  // what a release takes that is well but for its health is set aside with its store: nobody writes to that one
  const meanwhile = isSetAside ? null : writeMeanwhile()
  const ran = await upgrade(source)
  note(name, ran)
  const wrote = await meanwhile?.()
  const after = await examined()
  check(`${name}: it says that it failed`, ran.status === 1)
  check(`${name}: the release before is in use again`, current() === was)
  check(
    `${name}: nobody is lost, and all that is stored fits together`,
    after.askers >= before.askers && after.faults.length === 0,
  )
  check(`${name}: conversations go on with what was remembered`, await allRemember(people))
  if (wrote !== undefined) check(`${name}: who wrote all the while is answered (${wrote.taken} taken)`, wrote.isAnswered)
  const aside = (await setAside()) - asideBefore
  check(
    `${name}: ${isSetAside ? 'the store it changed is kept aside' : 'no store was exchanged'}`,
    aside === (isSetAside ? 1 : 0),
  )
}

// ── The run ──

try {
  const a = releaseWith('a')
  const b = releaseWith('b', tableMore('trial_b'))
  const withMore = (name: string, ...changes: readonly Change[]): string =>
    releaseWith(name, tableMore('trial_b'), tableMore('trial_c'), ...changes)

  const installed = await upgrade(a)
  note('A, installed', installed)
  const releaseA = current()
  check('a first release is installed and answers', installed.status === 0)
  const people: Person[] = []
  for (const question of QUESTIONS) {
    const chat = newChat()
    const replies = await ask(chat, question)
    check('a question is answered with its clause', isCited(replies))
    const [button] = replies.flatMap(reply => reply.choices)
    if (button !== undefined) people.push({ chat, button, said: await press(chat, button) })
  }
  check('what is remembered can be told apart', new Set(people.map(p => p.said)).size === QUESTIONS.length)

  if (!flags.isSmoke) {
    const { RAMBU_BACKUP_PASSPHRASE: _, ...without } = environment
    settle(without)
    const refused = await upgrade(b)
    settle(environment)
    note('B, without a passphrase for the backup of the keys', refused)
    check('without a backup nothing is changed', refused.status === 1 && current() === releaseA && (await allRemember(people)))
  }

  const meanwhile = writeMeanwhile()
  const running = upgrade(b)
  await pause(1000)
  const second = await upgrade(b)
  const upgraded = await running
  note('B, with one table more', upgraded)
  const wrote = await meanwhile()
  const releaseB = current()
  check('a second run at the same time is refused', second.status === 1)
  check('the release with other tables is in use', upgraded.status === 0 && releaseB !== releaseA)
  check('conversations go on with what was remembered', await allRemember(people))
  check(`who wrote all the while is answered (${wrote.taken} taken)`, wrote.isAnswered)
  check('all that is stored fits together', (await examined()).faults.length === 0)
  check('new questions are answered', isCited(await ask(newChat(), QUESTIONS[0] ?? '')))

  await comesBack({ name: 'ends at its start', source: withMore('c1', ENDS_AT_START), isSetAside: true }, people)
  if (!flags.isSmoke) {
    const again = await upgrade(b)
    note('B again', again)
    check('the same release once more changes nothing', again.status === 0 && current() === releaseB)
    const failing = releaseWith('c2', tableMore('trial_b'), migration('CREATE TABLE ('))
    await comesBack({ name: 'migration fails', source: failing, isSetAside: false }, people)
    await comesBack({ name: 'never well', source: withMore('c3', NEVER_WELL), isSetAside: true }, people)
    const sameTables = releaseWith('c4', tableMore('trial_b'), NEVER_WELL)
    await comesBack({ name: 'never well, with the same tables', source: sameTables, isSetAside: false }, people)

    const cutOff = withMore('c5')
    const ended = await run(SCRIPT, [cutOff], ADMINISTRATOR, { cut: { at: 'Memperbarui tabel', by: 'SIGTERM' } })
    note('ended by the administrator on the way', ended)
    check('ended on the way it goes back', ended.status === 130 && current() === releaseB && (await allRemember(people)))

    const d = releaseWith('d', tableMore('trial_b'), COMMENT)
    const rolled = await upgrade(d)
    note('D, with the same tables', rolled)
    check(
      'a release with the same tables is in use',
      rolled.status === 0 && current() !== releaseB && (await allRemember(people)),
    )
    const back = await upgrade('--back')
    note('back by hand', back)
    check(
      'going back by hand keeps what was remembered',
      back.status === 0 && current() === releaseB && (await allRemember(people)),
    )
    const careful = await upgrade('--back')
    check('going back over a migration is refused at first', careful.status === 1 && current() === releaseB)
    const restored = await upgrade('--back', '--restore')
    note('back by hand, over the migration', restored)
    // numbers of replies go on from the backup: a page that is open would wait for higher ones, one that is opened again sees them
    for (const { chat } of people) chat.upTo = 0
    check('then it restores the backup of before', restored.status === 0 && current() === releaseA && (await allRemember(people)))

    note('B, killed on the way', await run(SCRIPT, [b], ADMINISTRATOR, { cut: { at: 'Memperbarui tabel', by: 'SIGKILL' } }))
    // refused while what the killed one had begun is still under way
    let repeated = await upgrade(b)
    for (let tries = 0; tries < TRIES_MAX && repeated.status !== 0; tries++) {
      await pause(BETWEEN_MS)
      repeated = await upgrade(b)
    }
    note('B, once more', repeated)
    check(
      'killed on the way, it ends well when it is run again',
      repeated.status === 0 && current() === releaseB && (await allRemember(people)),
    )
  }
} finally {
  await run(control, ['stop'], {})
  close()
  await place.close()
  rmSync(folder, { recursive: true, force: true })
}

if (checks.some(c => !c.isMet)) process.stderr.write(`${said.join('\n')}\n`)
conclude(flags, 'upgrade', { store: place.store, steps: rows }, `store: ${place.store}\n${table(rows)}`, checks)

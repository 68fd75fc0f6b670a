// The shape of the program, held by a table: each forbidden import with its reason. A failure prints that reason.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import { VARIABLES } from '../src/config.ts'

const ROOT = join(import.meta.dirname, '..')
const SRC = join(ROOT, 'src')

const sources = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter(f => f.endsWith('.ts') && !f.endsWith('.d.ts'))
  .map(f => f.replaceAll('\\', '/'))

type Import = { readonly from: string; readonly to: string; readonly isTypeOnly: boolean }

const imports: Import[] = sources.flatMap(from => {
  const text = readFileSync(join(SRC, from), 'utf8')
  return [...text.matchAll(/(?:^|\n)\s*(?:import|export)\s+(type\s+)?(?:[^'";]*?from\s+)?'([^']+)'/g)].map(m => {
    const target = m[2] ?? ''
    const to = target.startsWith('.') ? relative(SRC, join(SRC, dirname(from), target)).replaceAll('\\', '/') : target
    return { from, to, isTypeOnly: m[1] !== undefined }
  })
})

const moduleOf = (file: string): string => (file.includes('/') ? (file.split('/')[0] ?? '') : file.replace(/\.ts$/, ''))
const isOurs = (to: string): boolean => to.endsWith('.ts')

const MODULES = [
  'vocabulary',
  'knowledge',
  'answering',
  'conversation',
  'publishing',
  'sealing',
  'retention',
  'redact',
  'keyring',
  'exposed',
  'filing',
  'library',
  'sheet',
  'host',
  'live',
  'site',
  'backups',
  'gateway',
  'inbox',
  'handoff',
  'console',
  'bells',
  'watch',
  'linking',
  'topics',
  'kept',
  'lawbook',
  'deskport',
  'backoffice',
  'staffside',
  'editing',
  'evaluating',
  'model',
  'prompt',
  'pages',
  'adapters',
  'commit',
  'loop',
  'config',
  'main',
  'bot',
  'commands',
  'desk',
  'refused',
  'learner',
  'thinker',
  'checker',
  'checking',
  'comparer',
  'comparing',
  'tester',
  'editorial',
  'tryout',
  'doctor',
  'operator',
  'cli',
  'batch',
  'screens',
  'why',
]

/** module → the modules of ours that it may import, and why no others. */
const MAY_IMPORT: Readonly<Record<string, readonly [readonly string[], string]>> = {
  vocabulary: [[], 'the vocabulary is read first: it imports nothing'],
  knowledge: [['vocabulary'], 'the law as data knows no asker, no disk and no program around it'],
  answering: [['vocabulary', 'knowledge'], 'an answer comes from the law alone, so that it can be tried and proven anywhere'],
  conversation: [
    ['vocabulary', 'knowledge', 'answering', 'handoff', 'sealing'],
    'a conversation drives answering and is driven by a channel, never the other way round',
  ],
  publishing: [
    ['vocabulary', 'knowledge', 'answering', 'handoff'],
    'trying an edition calls answer() itself and nothing of the channels; of officers it knows their ids and their log',
  ],
  config: [['retention'], 'the environment is read in one place that depends on nothing but the defaults'],
  sealing: [[], 'whoever reads how words are sealed needs nothing else'],
  retention: [[], 'how long things are kept is a table'],
  redact: [['vocabulary'], 'what is taken out of a text depends on the text alone'],
  keyring: [['adapters', 'config', 'sealing'], 'root keys come from files and go to whoever holds the role'],
  gateway: [['vocabulary', 'loop', 'sealing'], 'the border knows addresses, so it knows nothing of what is said or answered'],
  inbox: [
    ['vocabulary', 'loop', 'conversation', 'handoff', 'sealing'],
    'turns are taken by the conversation; the border and the store stand beyond ports',
  ],
  handoff: [['vocabulary'], 'a consultation passes between two people and knows neither address, law nor screen'],
  console: [
    ['vocabulary', 'handoff', 'kept', 'knowledge', 'publishing', 'sealing'],
    'no page of the staff can show an address: the console does not know the gateway, nor the store behind its ports',
  ],
  kept: [[], 'whoever keeps a value for a while needs to know nothing of it'],
  watch: [['vocabulary', 'handoff', 'loop'], 'the clock knows promises and nobody'],
  linking: [['console', 'sealing'], 'an account of staff is a keyed hash'],
  topics: [
    ['vocabulary', 'handoff', 'console', 'bells', 'linking', 'loop'],
    'the desk in a group does what the console does, by the same service',
  ],
  editorial: [
    ['handoff', 'knowledge', 'publishing', 'vocabulary'],
    'whoever changes the law of an office knows drafts and editions, and no asker, no page and no store behind its ports',
  ],
  lawbook: [['answering', 'console', 'knowledge', 'vocabulary'], 'the console looks things up in an edition and answers nothing'],
  deskport: [
    ['adapters', 'config', 'console', 'handoff', 'inbox', 'kept', 'vocabulary'],
    "the worker reads the officers' side and writes nothing there",
  ],
  bells: [['vocabulary', 'handoff', 'console', 'loop'], 'a bell knows who is on duty and nothing of what was asked'],
  pages: [['vocabulary'], 'a page is made of its own files and words'],
  commit: [['gateway', 'inbox', 'handoff', 'console'], 'a commit names the changes that modules export, types only'],
  loop: [[], 'a loop knows nothing of what it repeats'],
  adapters: [
    [
      'filing',
      'gateway',
      'handoff',
      'console',
      'inbox',
      'topics',
      'publishing',
      'commit',
      'prompt',
      'retention',
      'sealing',
      'vocabulary',
    ],
    'an adapter fulfils a port; it seals what it stores and lets go of it in time',
  ],
  bot: [
    [
      'adapters',
      'backoffice',
      'comparing',
      'config',
      'conversation',
      'deskport',
      'filing',
      'gateway',
      'host',
      'inbox',
      'keyring',
      'live',
      'loop',
      'main',
      'model',
      'prompt',
      'publishing',
      'redact',
      'refused',
      'screens',
      'sealing',
      'site',
      'vocabulary',
    ],
    'the bot builds its parts and lets them run; it does not answer',
  ],
  thinker: [
    ['adapters', 'config', 'inbox', 'library', 'main', 'publishing', 'refused', 'sheet'],
    'the thread that thinks about turns meets no address and no store',
  ],
  learner: [['adapters', 'knowledge', 'main', 'refused'], 'whoever learns meets files alone'],
  tester: [
    ['adapters', 'knowledge', 'main', 'publishing', 'refused'],
    'the thread that tries a candidate meets files alone: no asker, no store',
  ],
  tryout: [
    ['adapters', 'config', 'knowledge', 'learner', 'publishing', 'refused', 'tester'],
    'whoever holds the threads that try knows what they are asked and what they say',
  ],
  checker: [['adapters', 'knowledge'], 'whether files hold together is seen from the files'],
  checking: [['adapters', 'checker', 'knowledge'], 'whoever holds the thread hands it files and nothing else'],
  comparer: [
    ['adapters', 'conversation', 'knowledge', 'main', 'vocabulary'],
    'the thread that asks remembered questions again meets no address and no store',
  ],
  comparing: [
    ['adapters', 'comparer', 'config', 'inbox', 'publishing'],
    'whoever compares two editions for an errand gives back no word of an asker',
  ],
  exposed: [[], 'what cannot be promised is a list'],
  prompt: [[], 'what a model is told is a file with blanks, whoever fills them'],
  model: [['adapters', 'config', 'redact'], 'a model is opened from the configuration; it is asked by others'],
  filing: [['gateway', 'publishing', 'vocabulary'], "an asker's file becomes words and nothing else"],
  host: [
    ['adapters', 'config', 'inbox', 'learner', 'library', 'main', 'refused', 'sealing', 'thinker'],
    'whoever holds the thread knows what it is asked and what it says',
  ],
  live: [
    ['adapters', 'host', 'knowledge', 'loop', 'main', 'publishing', 'refused', 'vocabulary'],
    'whoever follows editions knows their files and nobody who asks',
  ],
  sheet: [['adapters', 'pages'], 'what pages share comes from files'],
  library: [
    ['answering', 'knowledge', 'pages', 'vocabulary'],
    'a page of the law comes from the edition and knows nobody who asks',
  ],
  site: [
    ['adapters', 'config', 'exposed', 'gateway', 'library', 'pages', 'retention', 'sealing', 'sheet', 'vocabulary'],
    'public pages are served from what is public',
  ],
  backups: [
    ['adapters', 'bot', 'config', 'keyring', 'refused', 'screens'],
    'whoever copies the store opens it as the bot does and reads nothing of it',
  ],
  editing: [
    [
      'adapters',
      'backups',
      'config',
      'console',
      'keyring',
      'knowledge',
      'live',
      'main',
      'publishing',
      'refused',
      'screens',
      'vocabulary',
    ],
    'commands on editions work on the store as the console does',
  ],
  evaluating: [
    ['adapters', 'batch', 'conversation', 'desk', 'inbox', 'knowledge', 'main', 'model', 'publishing', 'refused', 'vocabulary'],
    'a model is tried as the bot asks it, and nothing of it is stored but counts',
  ],
  refused: [[], 'a refusal is named for whoever tells it'],
  desk: [['adapters', 'config', 'screens'], 'what every command of a run stands on'],
  doctor: [
    ['adapters', 'bot', 'config', 'handoff', 'inbox', 'keyring', 'main', 'refused'],
    'the doctor looks and changes nothing',
  ],
  operator: [['adapters', 'bot', 'config', 'doctor', 'refused', 'screens'], "an operator's command drives the bot from outside"],
  batch: [['vocabulary', 'knowledge'], 'a line of the batch is a shape, not a behaviour'],
  screens: [['knowledge'], 'sentences for operators name problems of the knowledge, nothing else'],
  why: [['answering', 'knowledge', 'screens'], 'an explanation reads a draft and never makes one'],
  main: [
    ['adapters', 'answering', 'config', 'conversation', 'knowledge', 'publishing', 'refused'],
    'main builds; it does not converse',
  ],
}

const BUILDERS = [
  'commands',
  'desk',
  'keyring',
  'library',
  'sheet',
  'host',
  'live',
  'site',
  'backups',
  'main',
  'bot',
  'checker',
  'checking',
  'comparer',
  'comparing',
  'learner',
  'thinker',
  'tryout',
  'tester',
  'doctor',
  'operator',
  'deskport',
  'backoffice',
  'staffside',
  'editing',
  'evaluating',
  'adapters',
  'model',
]

const OWN_ADDRESS = [
  ...sources.filter(f => f.startsWith('gateway/')),
  'adapters/telegram.ts',
  'adapters/whatsapp.ts',
  'adapters/web.ts',
]

const OWNERS: readonly (readonly [RegExp, readonly string[], string])[] = [
  [/\bprocess\.env\b/, ['config.ts'], 'the environment is read in config.ts only'],
  [
    /from 'node:fs'|from 'node:v8'/,
    ['adapters/disk.ts', 'adapters/heap.ts', 'adapters/keys.ts', 'adapters/archive.ts', 'adapters/packed.ts'],
    'only the adapters of disk, keys, archives and handed-over files touch the disk, only that of the heap the engine',
  ],
  [
    /(?<!app\.)\bfetch\(/,
    ['adapters/whatsapp.ts', 'adapters/probe.ts', 'adapters/bytes.ts'],
    'a call over the network belongs in an adapter',
  ],
  [/\bAddress\b/, OWN_ADDRESS, 'an address is named in the gateway and its channels only'],
  [
    /\bDate\.now\b|new Date\(\)|Math\.random|randomUUID|randomBytes|randomFill/,
    ['adapters/clock.ts'],
    'time and chance arrive as arguments; only adapters have them',
  ],
  [
    /from '@clack\/prompts'|from 'node:readline'/,
    ['adapters/terminal.ts', 'adapters/archive.ts'],
    'only the terminal adapter speaks to a terminal; an archive is read line by line',
  ],
]

/** Function words that tell Indonesian prose from names and codes. */
const FUNCTION_WORDS = new Set(
  'yang dan di ke dari untuk tidak atau pada dengan ini itu adalah akan sudah belum bila jika karena saya anda kami oleh dalam harus boleh'.split(
    ' ',
  ),
)

describe('architecture', () => {
  it('knows every module of src', () => {
    const found = [...new Set(sources.map(moduleOf))]
    expect(found.filter(m => !MODULES.includes(m))).toEqual([])
  })

  for (const [module, [allowed, reason]] of Object.entries(MAY_IMPORT)) {
    it(`${module}: ${reason}`, () => {
      const wrong = imports.filter(
        i => moduleOf(i.from) === module && isOurs(i.to) && moduleOf(i.to) !== module && !allowed.includes(moduleOf(i.to)),
      )
      expect(wrong.map(i => `${i.from} → ${i.to}: ${reason}`)).toEqual([])
    })
  }

  it('enters no module past its front file', () => {
    const folders = new Set(sources.filter(f => f.includes('/')).map(moduleOf))
    folders.delete('adapters')
    const wrong = imports.filter(
      i =>
        isOurs(i.to) &&
        folders.has(moduleOf(i.to)) &&
        moduleOf(i.to) !== moduleOf(i.from) &&
        i.to !== `${moduleOf(i.to)}/${moduleOf(i.to)}.ts`,
    )
    expect(wrong.map(i => `${i.from} → ${i.to}`)).toEqual([])
  })

  it('has no cycle between modules', () => {
    const edges = new Map<string, Set<string>>()
    for (const i of imports) {
      if (!isOurs(i.to) || moduleOf(i.to) === moduleOf(i.from)) continue
      edges.set(moduleOf(i.from), (edges.get(moduleOf(i.from)) ?? new Set()).add(moduleOf(i.to)))
    }
    const cycles: string[] = []
    const walk = (at: string, path: readonly string[]): void => {
      if (path.includes(at)) {
        cycles.push([...path, at].join(' → '))
        return
      }
      for (const next of edges.get(at) ?? []) walk(next, [...path, at])
    }
    for (const module of edges.keys()) walk(module, [])
    expect(cycles).toEqual([])
  })

  for (const [pattern, owners, reason] of OWNERS) {
    it(reason, () => {
      const wrong = sources.filter(f => !owners.includes(f) && pattern.test(readFileSync(join(SRC, f), 'utf8')))
      expect(wrong).toEqual([])
    })
  }

  it('only those that start something build adapters', () => {
    const wrong = imports.filter(i => moduleOf(i.to) === 'adapters' && !BUILDERS.includes(moduleOf(i.from)))
    expect(wrong.map(i => `${i.from} → ${i.to}`)).toEqual([])
  })

  it('keeps sentences for people out of the code', () => {
    const wrong: string[] = []
    for (const file of sources) {
      const code = readFileSync(join(SRC, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
      for (const [, , text = ''] of code.matchAll(/(['"`])((?:(?!\1)[^\\\n]|\\.)*)\1/g)) {
        if (/\.split\(/.test(code.slice(code.indexOf(text) + text.length, code.indexOf(text) + text.length + 20))) continue
        const words = text.split(/\s+/).filter(Boolean)
        const isWordList = words.length > 20 && !/[.,?!]/.test(text)
        if (words.length >= 4 && !isWordList && words.filter(w => FUNCTION_WORDS.has(w.toLowerCase())).length >= 2)
          wrong.push(`${file}: ${text.slice(0, 60)}`)
      }
    }
    expect(wrong).toEqual([])
  })

  it('opens each module with a front file that says what it never does', () => {
    for (const module of [
      'knowledge',
      'answering',
      'conversation',
      'publishing',
      'editorial',
      'gateway',
      'inbox',
      'handoff',
      'console',
      'pages',
    ]) {
      const head = readFileSync(join(SRC, module, `${module}.ts`), 'utf8')
        .split('\n')
        .slice(0, 6)
        .join('\n')
      expect(head).toMatch(/never/)
      expect(head).toMatch(/Explained by/)
    }
  })

  it('documents every variable of the environment', () => {
    const readme = readFileSync(join(ROOT, 'README.md'), 'utf8')
    expect(VARIABLES.filter(v => !readme.includes(v))).toEqual([])
  })

  it('names no file that is gone', () => {
    const documents = [
      'README.md',
      '.deploy/PANDUAN.md',
      'knowledge/README.md',
      ...readdirSync(join(SRC, 'decisions')).map(f => `src/decisions/${f}`),
    ]
    const gone: string[] = []
    for (const doc of documents) {
      const text = readFileSync(join(ROOT, doc), 'utf8')
      for (const [, path = ''] of text.matchAll(/`((?:src|test|knowledge|prompts|\.ci|\.deploy)\/[\w./-]+)`/g)) {
        try {
          statSync(join(ROOT, path))
        } catch {
          gone.push(`${doc}: ${path}`)
        }
      }
    }
    expect(gone).toEqual([])
  })
})

// The only reader of the environment: one schema, one sentence per variable. A secret may stand in a file named by <NAME>_FILE.
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { RETENTION, type Retention } from './retention.ts'

const count = (fallback: number) => z.coerce.number().int().positive().default(fallback)
const secret = z.string().default('')

const schema = z.object({
  /** Folder of the knowledge files. */
  RAMBU_KNOWLEDGE: z.string().default('knowledge'),
  /** Folder of the fixed sentences. */
  RAMBU_PROMPTS: z.string().default('prompts'),
  /** Folder for the compiled edition; it can be deleted at any time. */
  RAMBU_CACHE: z.string().default('.cache/rambu'),
  /** The place assumed when an asker names none: an official name or region code. Empty: none is assumed. */
  RAMBU_HOME_PLACE: z.string().default(''),
  /** Name of the office that runs this bot, as askers know it. */
  RAMBU_OFFICE_NAME: z.string().default(''),
  /** How that office is reached: a counter, a number, an address. */
  RAMBU_OFFICE_CONTACT: z.string().default(''),
  /** When a human is there. */
  RAMBU_OFFICE_HOURS: z.string().default(''),
  /** What this process does: `all` on one machine, or `gateway`, `worker` and `console` apart (PostgreSQL only). */
  RAMBU_ROLE: z.enum(['all', 'gateway', 'worker', 'console']).default('all'),
  /** Folder of the embedded store. */
  RAMBU_DATA: z.string().default('data'),
  /** PostgreSQL instead of the embedded store, as a postgres:// address. */
  DATABASE_URL: secret,
  /** Folder of the embedded store's other half: sealed addresses, and the seeds without which nothing in RAMBU_DATA can be read. */
  RAMBU_VAULT: z.string().default('vault'),
  /** File of the key that seals addresses (gateway); made at the first start. Never inside RAMBU_DATA or RAMBU_VAULT. */
  RAMBU_ADDRESS_KEY_FILE: z.string().default('keys/address.key'),
  /** File of the key for what is on its way between gateway and worker; both have the same. */
  RAMBU_TRANSIT_KEY_FILE: z.string().default('keys/transit.key'),
  /** File of the key for what is remembered of conversations (worker). */
  RAMBU_MASTER_KEY_FILE: z.string().default('keys/master.key'),
  /** File of the key for what is said in consultations and kept of the staff; worker and console have the same. Empty: desk.key beside the master key. */
  RAMBU_DESK_KEY_FILE: z.string().default(''),
  /** Days after the last message that a conversation is remembered. */
  RAMBU_KEEP_CONVERSATION_DAYS: count(RETENTION.conversation),
  /** Days that an answer waits which could not be delivered. */
  RAMBU_KEEP_UNDELIVERED_DAYS: count(RETENTION.undelivered),
  /** Days after the last message that a sealed address is kept. */
  RAMBU_KEEP_IDENTITY_DAYS: count(RETENTION.identity),
  /** Days that an answer can be shown to others by its code. */
  RAMBU_KEEP_PROOF_DAYS: count(RETENTION.proof),
  /** Days after the last word that a closed consultation with an officer is kept, and can be reopened. */
  RAMBU_KEEP_CONSULTATION_DAYS: count(RETENTION.consultation),
  /** Folder of the backups. */
  RAMBU_BACKUPS: z.string().default('backups'),
  /** Days that a backup is kept; older ones go when a new one is written. */
  RAMBU_KEEP_BACKUP_DAYS: count(RETENTION.backup),
  /** Passphrase that seals backups of the keys: at least 20 characters. */
  RAMBU_BACKUP_PASSPHRASE: secret,
  /** Host on which the web chat and the webhooks listen. */
  RAMBU_HTTP_HOST: z.string().default('127.0.0.1'),
  /** Port on which they listen; 0 for any free one. */
  RAMBU_HTTP_PORT: z.coerce.number().int().min(0).max(65535).default(8080),
  /** Where the world reaches them: https://…, without a slash at the end. Empty: nobody outside does. */
  RAMBU_PUBLIC_URL: z.union([z.literal(''), z.url({ protocol: /^https?$/ })]).default(''),
  /** `yes` when a proxy of ours stands in front and names the caller in X-Forwarded-For. */
  RAMBU_BEHIND_PROXY: z.enum(['yes', 'no']).default('no'),
  /** Sites that may embed the web chat, separated by spaces. */
  RAMBU_EMBEDDERS: z.string().default(''),
  /** Where "Keluar cepat" on the web chat leads: an unsuspicious https address. */
  RAMBU_LEAVE_TO: z.string().default('about:blank'),
  /** Web messages that one network may send in ten minutes. */
  RAMBU_NETWORK_MOST: count(200),
  /** Token of the Telegram bot, from @BotFather. Empty: no Telegram. */
  RAMBU_TELEGRAM_TOKEN: secret,
  /** Telegram calls us instead of being asked, under RAMBU_PUBLIC_URL, when this secret of our own choice is set. */
  RAMBU_TELEGRAM_SECRET: secret,
  /** Where the Bot API is; another address only for a Bot API server of one's own. */
  RAMBU_TELEGRAM_API: z.url().default('https://api.telegram.org'),
  /** Messages a second that this process sends to Telegram; several gateways share what the platform takes. */
  RAMBU_TELEGRAM_PER_SECOND: count(30),
  /** Access token of the WhatsApp Cloud API. Empty: no WhatsApp. */
  RAMBU_WHATSAPP_TOKEN: secret,
  /** App secret with which Meta signs its webhooks. */
  RAMBU_WHATSAPP_APP_SECRET: secret,
  /** Token of our own choice that Meta repeats when it verifies the webhook. */
  RAMBU_WHATSAPP_VERIFY_TOKEN: secret,
  /** Id of the sending number in the Cloud API (not the number itself). */
  RAMBU_WHATSAPP_PHONE_NUMBER_ID: z.string().default(''),
  /** Approved template that only says that an answer is waiting. Empty: answers wait until the asker writes. */
  RAMBU_WHATSAPP_TEMPLATE: z.string().default(''),
  /** Where the Graph API is. */
  RAMBU_WHATSAPP_API: z.url().default('https://graph.facebook.com'),
  /** Messages a second that this process sends to WhatsApp. The platform counts what comes in as well, 80 in all; several gateways share it. */
  RAMBU_WHATSAPP_PER_SECOND: count(48),
  /** Host on which the console of the staff listens; never the same port as the public's. */
  RAMBU_CONSOLE_HOST: z.string().default('127.0.0.1'),
  /** Port on which the console listens; 0 for any free one. */
  RAMBU_CONSOLE_PORT: z.coerce.number().int().min(0).max(65535).default(8081),
  /** Where the staff reach the console: https://…, without a slash at the end. Empty: on this machine alone. */
  RAMBU_CONSOLE_URL: z.union([z.literal(''), z.url({ protocol: /^https?$/ })]).default(''),
  /** Mail server for the bells of officers: smtps://user:password@host:port, or smtp://… with STARTTLS. Empty: no mail. */
  RAMBU_SMTP_URL: z.union([z.literal(''), z.url({ protocol: /^smtps?$/ })]).default(''),
  /** The sender of that mail. */
  RAMBU_MAIL_FROM: z.string().default(''),
  /** Token of a second Telegram bot, for staff alone: bells, and a desk in their group. Empty: neither. */
  RAMBU_DESK_TELEGRAM_TOKEN: secret,
  /** Id of the staff's forum group, in which each consultation is a topic. Empty: bells only. */
  RAMBU_DESK_TELEGRAM_CHAT: z
    .string()
    .regex(/^(-?\d+)?$/)
    .default(''),
  /** Name of the team whose group it is. Empty: the only permanent team. */
  RAMBU_DESK_TELEGRAM_TEAM: z.string().default(''),
  /** `yes`: the words of a consultation stand in its topic too, and the notice for askers says so; the same in every process. */
  RAMBU_DESK_TELEGRAM_FULL: z.enum(['yes', 'no']).default('no'),
  /** Where an OpenAI-compatible interface is, up to /v1: a language model that reads and words beside the rules. Empty: none. */
  RAMBU_MODEL_URL: z.union([z.literal(''), z.url({ protocol: /^https?$/ })]).default(''),
  /** Key of that interface; a server of one's own may need none. */
  RAMBU_MODEL_KEY: secret,
  /** Name of the model that reads questions; each of these names may be empty, and then nothing of the kind is asked. */
  RAMBU_MODEL_READ: z.string().default(''),
  /** Name of the model that fits decided answers to the question's words. */
  RAMBU_MODEL_WORD: z.string().default(''),
  /** Name of the model that finds what is near by meaning. */
  RAMBU_MODEL_EMBED: z.string().default(''),
  /** Name of the model that writes down voice notes; asked only where RAMBU_MODEL_LOCAL is `yes`. */
  RAMBU_MODEL_VOICE: z.string().default(''),
  /** Name of the model that reads pictures; asked only where RAMBU_MODEL_LOCAL is `yes`. */
  RAMBU_MODEL_VISION: z.string().default(''),
  /** Name of the model that drafts for officers and editors. */
  RAMBU_MODEL_ASSIST: z.string().default(''),
  /** `yes`: it runs on machines of the office, and nothing that it is sent leaves them. */
  RAMBU_MODEL_LOCAL: z.enum(['', 'yes', 'no']).default('no'),
  /** Milliseconds that an asker waits for a model, before the rules alone answer. */
  RAMBU_MODEL_LIMIT_MS: z.coerce.number().int().min(500).max(15_000).default(8000),
  /** What a day may cost, for each model: `name tokens=soft/hard money=soft/hard price=in/out; …` (price of a million tokens; `*`: any other). Each names a model above. */
  RAMBU_MODEL_BUDGETS: z
    .string()
    .refine(text => budgetsOf(text) !== null)
    .default(''),
  /** How much is logged: names of events and durations, never words. */
  RAMBU_LOG: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
})

/** What a model can be asked for. */
export const MODEL_ROLES = ['read', 'word', 'embed', 'voice', 'vision', 'assist'] as const
export type ModelRole = (typeof MODEL_ROLES)[number]

export type ModelConfig = {
  readonly url: string
  readonly key: string | null
  readonly names: Readonly<Record<ModelRole, string | null>>
  /** Nothing that it is sent leaves the office's own machines. */
  readonly isLocal: boolean
  readonly limitMs: number
  readonly budgets: readonly ModelBudget[]
}

/** Recordings and pictures cannot be redacted: they go to no machine but the office's own. */
export const hears = ({ isLocal, names }: ModelConfig): boolean => isLocal && names.voice !== null
export const sees = ({ isLocal, names }: ModelConfig): boolean => isLocal && names.vision !== null

/** What a model may use in a day: beyond the soft limit only what is needed, beyond the hard one nothing. */
export type ModelBudget = {
  /** `*`: every model that has none of its own. */
  readonly model: string
  readonly tokens: Limits | null
  readonly money: Limits | null
  /** Of a million tokens, given and said. */
  readonly price: { readonly given: number; readonly said: number } | null
}
type Limits = { readonly soft: number; readonly hard: number }

export type Config = {
  readonly knowledgeFolder: string
  readonly promptsFolder: string
  readonly cacheFolder: string
  readonly homePlace: string
  readonly office: { readonly name: string; readonly contact: string; readonly hours: string } | null
  readonly role: 'all' | 'gateway' | 'worker' | 'console'
  readonly dataFolder: string
  readonly databaseUrl: string | null
  readonly vaultFolder: string
  readonly keyFiles: { readonly address: string; readonly transit: string; readonly master: string; readonly desk: string }
  readonly keep: Retention
  readonly backups: { readonly folder: string; readonly passphrase: string | null }
  readonly http: {
    readonly host: string
    readonly port: number
    readonly publicUrl: string | null
    readonly behindProxy: boolean
    readonly embedders: readonly string[]
    readonly leaveTo: string
    readonly networkMost: number
  }
  readonly telegram: {
    readonly token: string
    readonly secret: string | null
    readonly api: string
    readonly perSecond: number
  } | null
  readonly whatsapp: {
    readonly token: string
    readonly appSecret: string
    readonly verifyToken: string
    readonly phoneNumberId: string
    readonly template: string | null
    readonly api: string
    readonly perSecond: number
  } | null
  readonly console: { readonly host: string; readonly port: number; readonly url: string | null }
  readonly mail: { readonly url: string; readonly from: string } | null
  readonly desk: { readonly token: string; readonly chat: number | null; readonly team: string; readonly api: string } | null
  /** Officers read words in Telegram. Known to gateway and worker too, which tell askers and hold no token of that bot. */
  readonly isDeskFull: boolean
  /** null: the rules answer alone. */
  readonly model: ModelConfig | null
  readonly log: 'debug' | 'info' | 'warn' | 'error' | 'silent'
}

/** Names of all variables, for the test that wants each documented. */
export const VARIABLES: readonly string[] = Object.keys(schema.shape)

/** A variable that cannot be used: which one and why; `why` names a sentence of prompts/screens.id.yaml. Never its value. */
export type ConfigFault = {
  readonly variable: string
  readonly why: 'wrong' | 'missing' | 'weak' | 'equal' | 'file' | 'needs-postgres' | 'needs-url' | 'insecure' | 'needs-model'
}

export class ConfigRefused extends Error {
  override readonly name = 'ConfigRefused'
  readonly faults: readonly ConfigFault[]
  constructor(faults: readonly ConfigFault[]) {
    super(`configuration: ${faults.map(f => `${f.variable} ${f.why}`).join(', ')}`)
    this.faults = faults
  }
}

/** Secrets of our own choice shorter than this can be guessed. */
const SECRET_MIN = 16
/** A passphrase must withstand someone who has the file and time. */
const PASSPHRASE_MIN = 20

type Environment = Readonly<Record<string, string | undefined>>

/** `readFile` gives the text of a secret's file, null when it cannot be read. */
export function readConfig(readFile: (path: string) => string | null, environment: Environment = process.env): Config {
  const parsed = schema.safeParse(withFiles(readFile, environment))
  if (!parsed.success)
    throw new ConfigRefused(parsed.error.issues.map(i => ({ variable: String(i.path[0] ?? ''), why: 'wrong' as const })))
  const set = parsed.data
  const faults = faultsOf(set)
  if (faults.length > 0) throw new ConfigRefused(faults)
  const { RAMBU_OFFICE_NAME: name, RAMBU_OFFICE_CONTACT: contact, RAMBU_OFFICE_HOURS: hours } = set
  return {
    knowledgeFolder: set.RAMBU_KNOWLEDGE,
    promptsFolder: set.RAMBU_PROMPTS,
    cacheFolder: set.RAMBU_CACHE,
    homePlace: set.RAMBU_HOME_PLACE,
    // half a contact would send people nowhere
    office: name !== '' && contact !== '' ? { name, contact, hours: hours === '' ? '-' : hours } : null,
    role: set.RAMBU_ROLE,
    dataFolder: set.RAMBU_DATA,
    databaseUrl: given(set.DATABASE_URL),
    vaultFolder: set.RAMBU_VAULT,
    keyFiles: {
      address: set.RAMBU_ADDRESS_KEY_FILE,
      transit: set.RAMBU_TRANSIT_KEY_FILE,
      master: set.RAMBU_MASTER_KEY_FILE,
      // an installation from before there were officers names three files: the fourth is made where it may write
      desk: set.RAMBU_DESK_KEY_FILE || join(dirname(set.RAMBU_MASTER_KEY_FILE), 'desk.key'),
    },
    keep: {
      ...RETENTION,
      conversation: set.RAMBU_KEEP_CONVERSATION_DAYS,
      undelivered: set.RAMBU_KEEP_UNDELIVERED_DAYS,
      identity: set.RAMBU_KEEP_IDENTITY_DAYS,
      proof: set.RAMBU_KEEP_PROOF_DAYS,
      consultation: set.RAMBU_KEEP_CONSULTATION_DAYS,
      backup: set.RAMBU_KEEP_BACKUP_DAYS,
    },
    backups: { folder: set.RAMBU_BACKUPS, passphrase: given(set.RAMBU_BACKUP_PASSPHRASE) },
    http: {
      host: set.RAMBU_HTTP_HOST,
      port: set.RAMBU_HTTP_PORT,
      publicUrl: given(set.RAMBU_PUBLIC_URL.replace(/\/$/, '')),
      behindProxy: set.RAMBU_BEHIND_PROXY === 'yes',
      embedders: set.RAMBU_EMBEDDERS.split(/\s+/).filter(Boolean),
      leaveTo: set.RAMBU_LEAVE_TO,
      networkMost: set.RAMBU_NETWORK_MOST,
    },
    telegram:
      set.RAMBU_TELEGRAM_TOKEN === ''
        ? null
        : {
            token: set.RAMBU_TELEGRAM_TOKEN,
            secret: given(set.RAMBU_TELEGRAM_SECRET),
            api: set.RAMBU_TELEGRAM_API,
            perSecond: set.RAMBU_TELEGRAM_PER_SECOND,
          },
    whatsapp:
      set.RAMBU_WHATSAPP_TOKEN === ''
        ? null
        : {
            token: set.RAMBU_WHATSAPP_TOKEN,
            appSecret: set.RAMBU_WHATSAPP_APP_SECRET,
            verifyToken: set.RAMBU_WHATSAPP_VERIFY_TOKEN,
            phoneNumberId: set.RAMBU_WHATSAPP_PHONE_NUMBER_ID,
            template: given(set.RAMBU_WHATSAPP_TEMPLATE),
            api: set.RAMBU_WHATSAPP_API,
            perSecond: set.RAMBU_WHATSAPP_PER_SECOND,
          },
    console: {
      host: set.RAMBU_CONSOLE_HOST,
      port: set.RAMBU_CONSOLE_PORT,
      url: given(set.RAMBU_CONSOLE_URL.replace(/\/$/, '')),
    },
    mail: set.RAMBU_SMTP_URL === '' ? null : { url: set.RAMBU_SMTP_URL, from: set.RAMBU_MAIL_FROM },
    desk:
      set.RAMBU_DESK_TELEGRAM_TOKEN === ''
        ? null
        : {
            token: set.RAMBU_DESK_TELEGRAM_TOKEN,
            chat: set.RAMBU_DESK_TELEGRAM_CHAT === '' ? null : Number(set.RAMBU_DESK_TELEGRAM_CHAT),
            team: set.RAMBU_DESK_TELEGRAM_TEAM,
            api: set.RAMBU_TELEGRAM_API,
          },
    isDeskFull: set.RAMBU_DESK_TELEGRAM_FULL === 'yes',
    model: modelOf(set),
    log: set.RAMBU_LOG,
  }
}

type Set = z.infer<typeof schema>

function modelOf(set: Set): ModelConfig | null {
  if (set.RAMBU_MODEL_URL === '') return null
  return {
    url: set.RAMBU_MODEL_URL.replace(/\/$/, ''),
    key: given(set.RAMBU_MODEL_KEY),
    names: {
      read: given(set.RAMBU_MODEL_READ),
      word: given(set.RAMBU_MODEL_WORD),
      embed: given(set.RAMBU_MODEL_EMBED),
      voice: given(set.RAMBU_MODEL_VOICE),
      vision: given(set.RAMBU_MODEL_VISION),
      assist: given(set.RAMBU_MODEL_ASSIST),
    },
    isLocal: set.RAMBU_MODEL_LOCAL === 'yes',
    limitMs: set.RAMBU_MODEL_LIMIT_MS,
    budgets: budgetsOf(set.RAMBU_MODEL_BUDGETS) ?? [],
  }
}

/** null: it cannot be read, or counts money without a price. */
function budgetsOf(text: string): readonly ModelBudget[] | null {
  const budgets = text
    .split(';')
    .map(part => part.trim())
    .filter(Boolean)
    .map(budgetOf)
  return budgets.every(b => b !== null) ? budgets : null
}

const PAIR = /^(tokens|money|price)=(\d+(?:\.\d+)?)\/(\d+(?:\.\d+)?)$/

function budgetOf(text: string): ModelBudget | null {
  const [model = '', ...rest] = text.split(/\s+/)
  const pairs = new Map<string, readonly [number, number]>()
  for (const word of rest) {
    const [, key, first, second] = word.match(PAIR) ?? []
    if (key === undefined || pairs.has(key)) return null
    pairs.set(key, [Number(first), Number(second)])
  }
  const limits = (key: string): Limits | null => {
    const [soft, hard] = pairs.get(key) ?? []
    return soft === undefined || hard === undefined ? null : { soft, hard }
  }
  const [tokens, money, price] = [limits('tokens'), limits('money'), pairs.get('price')]
  const isWrong = [tokens, money].some(l => l !== null && (l.hard <= 0 || l.soft > l.hard)) || (money !== null && !price)
  return isWrong || model.includes('=') || pairs.size === 0
    ? null
    : { model, tokens, money, price: price === undefined ? null : { given: price[0], said: price[1] } }
}

const given = (value: string): string | null => (value === '' ? null : value)

/** The environment with the contents of the files that <NAME>_FILE names. A secret's own variable wins. */
function withFiles(readFile: (path: string) => string | null, environment: Environment): Environment {
  const read: Record<string, string | undefined> = { ...environment }
  for (const name of VARIABLES) {
    const path = environment[`${name}_FILE`]
    if (path === undefined || environment[name] !== undefined) continue
    const text = readFile(path)
    if (text === null) throw new ConfigRefused([{ variable: `${name}_FILE`, why: 'file' }])
    read[name] = text.trim()
  }
  return read
}

/** What holds between variables: what belongs together is there together, and no two secrets are one. */
function faultsOf(set: Set): ConfigFault[] {
  const faults: ConfigFault[] = []
  const wants = (variable: keyof typeof set, why: ConfigFault['why'], isFault: boolean): void => {
    if (isFault) faults.push({ variable, why })
  }
  const usesWhatsapp = set.RAMBU_WHATSAPP_TOKEN !== ''
  for (const name of ['RAMBU_WHATSAPP_APP_SECRET', 'RAMBU_WHATSAPP_VERIFY_TOKEN', 'RAMBU_WHATSAPP_PHONE_NUMBER_ID'] as const)
    wants(name, 'missing', usesWhatsapp && set[name] === '')
  for (const name of ['RAMBU_WHATSAPP_APP_SECRET', 'RAMBU_WHATSAPP_VERIFY_TOKEN', 'RAMBU_TELEGRAM_SECRET'] as const)
    wants(name, 'weak', set[name] !== '' && set[name].length < SECRET_MIN)
  const passphrase = set.RAMBU_BACKUP_PASSPHRASE
  wants('RAMBU_BACKUP_PASSPHRASE', 'weak', passphrase !== '' && passphrase.length < PASSPHRASE_MIN)
  // an address that outlives nothing else is kept for nothing; a conversation without its address cannot be reached
  wants('RAMBU_KEEP_IDENTITY_DAYS', 'wrong', set.RAMBU_KEEP_IDENTITY_DAYS < set.RAMBU_KEEP_CONVERSATION_DAYS)
  wants('RAMBU_PUBLIC_URL', 'needs-url', set.RAMBU_TELEGRAM_SECRET !== '' && set.RAMBU_PUBLIC_URL === '')
  wants('DATABASE_URL', 'needs-postgres', set.RAMBU_ROLE !== 'all' && set.DATABASE_URL === '')
  wants('RAMBU_DESK_TELEGRAM_TOKEN', 'missing', set.RAMBU_DESK_TELEGRAM_CHAT !== '' && set.RAMBU_DESK_TELEGRAM_TOKEN === '')
  wants('RAMBU_MAIL_FROM', 'missing', set.RAMBU_SMTP_URL !== '' && set.RAMBU_MAIL_FROM === '')
  const model = modelFaults(set)
  for (const { variable, why } of model) wants(variable, why, true)
  const secrets = [
    'RAMBU_MODEL_KEY',
    'RAMBU_TELEGRAM_TOKEN',
    'RAMBU_DESK_TELEGRAM_TOKEN',
    'RAMBU_TELEGRAM_SECRET',
    'RAMBU_WHATSAPP_TOKEN',
    'RAMBU_WHATSAPP_APP_SECRET',
    'RAMBU_WHATSAPP_VERIFY_TOKEN',
    'RAMBU_BACKUP_PASSPHRASE',
  ] as const
  for (const [i, name] of secrets.entries())
    wants(name, 'equal', set[name] !== '' && secrets.slice(0, i).some(other => set[other] === set[name]))
  return faults
}

type ModelFault = { readonly variable: keyof Set; readonly why: ConfigFault['why'] }

/** Questions, redacted or not, travel sealed; only where nobody else's machine lies between need they not. */
function modelFaults(set: Set): readonly ModelFault[] {
  const { RAMBU_MODEL_URL: url, RAMBU_MODEL_KEY: key } = set
  const names = VARIABLES.filter((name): name is keyof Set => MODEL_NAMES.test(name) && name in set)
  const isNamed = names.some(name => set[name] !== '')
  if (url === '') return isNamed ? [{ variable: 'RAMBU_MODEL_URL', why: 'needs-model' }] : []
  const isNear = set.RAMBU_MODEL_LOCAL === 'yes' || PRIVATE_HOST.test(new URL(url).hostname)
  return [
    ...(isNamed ? [] : [{ variable: 'RAMBU_MODEL_READ', why: 'needs-model' } as const]),
    ...(url.startsWith('https:') || isNear ? [] : [{ variable: 'RAMBU_MODEL_URL', why: 'insecure' } as const]),
    // a gateway asks nobody outside; it only tells askers who does
    ...(key !== '' || isNear || set.RAMBU_ROLE === 'gateway'
      ? []
      : [{ variable: 'RAMBU_MODEL_KEY', why: 'needs-model' } as const]),
    ...(key === '' || isNear || key.length >= SECRET_MIN ? [] : [{ variable: 'RAMBU_MODEL_KEY', why: 'weak' } as const]),
    // no header carries another sign
    ...(/^[\x20-\x7e]*$/.test(key.trim()) ? [] : [{ variable: 'RAMBU_MODEL_KEY', why: 'wrong' } as const]),
    ...(isPlainAddress(url) ? [] : [{ variable: 'RAMBU_MODEL_URL', why: 'wrong' } as const]),
    ...(budgetsFit(
      set.RAMBU_MODEL_BUDGETS,
      names.map(name => set[name]),
    )
      ? []
      : [{ variable: 'RAMBU_MODEL_BUDGETS', why: 'wrong' } as const]),
  ]
}

/** A path is put behind it, and who may enter says so with the key. */
function isPlainAddress(url: string): boolean {
  const { username, password, search, hash } = new URL(url)
  return [username, password, search, hash].every(part => part === '')
}

/** Each is of a model that is named, and of no other has it: what is mistyped would limit nothing. */
function budgetsFit(text: string, names: readonly unknown[]): boolean {
  const of = (budgetsOf(text) ?? []).map(b => b.model)
  return new Set(of).size === of.length && of.every(model => model === '*' || names.includes(model))
}

const MODEL_NAMES = /^RAMBU_MODEL_(?:READ|WORD|EMBED|VOICE|VISION|ASSIST)$/
/** This machine, or an address of a private network. No other name: where it leads to is whoever's who answers for names there. */
const PRIVATE_HOST =
  /^(?:localhost|127\.[\d.]+|10\.[\d.]+|192\.168\.[\d.]+|172\.(?:1[6-9]|2\d|3[01])\.[\d.]+|\[::1\]|\[f[cd][^\]]*\])$/

// What strangers bring along instead of typing it: a recording, a picture, a circular. Each goes its real way, over HTTP to the model and through
// what checks it: to the asker as words that are shown back, to an editor as proposals on the form of a draft.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openAssistant } from '../../../src/adapters/model/assist.ts'
import { openCalling } from '../../../src/adapters/model/calling.ts'
import { openMedia } from '../../../src/adapters/model/media.ts'
import type { Assistant } from '../../../src/console/assistant.ts'
import { type Copied, voiceReader } from '../../../src/filing.ts'
import type { Edition } from '../../../src/knowledge/knowledge.ts'
import { openLawBook } from '../../../src/lawbook.ts'
import type { Message } from '../../../src/vocabulary.ts'
import { type Browser, openBrowser, openHouse, type Shown, signIn, textOf } from '../../console/house.ts'
import { typed } from '../../console/typed.ts'
import type { FakeModel } from '../../fakes/openai.ts'
import { openEditorium } from '../../publishing/editorium.ts'
import { redactor } from '../../redact/judge.ts'
import { obeying, type Temper } from './obeying.ts'

const PROMPTS = join(import.meta.dirname, '../../../prompts')
const LIMIT_MS = 8000
const NOTE = Buffer.from('OggS rekaman')
const PICTURE = { type: 'image/jpeg' as const, bytes: Buffer.from('\xff\xd8\xff gambar', 'latin1') }

function openCaller({ url, key }: Pick<FakeModel, 'url' | 'key'>) {
  const cacheFolder = mkdtempSync(join(tmpdir(), 'rambu-hostile-'))
  const names = { read: null, word: null, embed: null, voice: 'uji-dengar', vision: 'uji-lihat', assist: 'uji-bantu' }
  const calling = openCalling({
    config: { url, key, names, isLocal: true, limitMs: LIMIT_MS, budgets: [] },
    cacheFolder,
    process: 'hostile',
    tell: () => {},
    // one that breaks off is asked on: else most of it would go unasked
    tuning: { failures: Number.POSITIVE_INFINITY },
  })
  const close = (): void => {
    calling.stop()
    rmSync(cacheFolder, { recursive: true, force: true })
  }
  return { calling, close }
}

// — recordings and pictures —

export const SENT = ['a recording', 'a picture'] as const
export type Sent = (typeof SENT)[number]

export type Media = {
  /** The message as the border hands it on, with what a model made of the file; null: nothing that is shown back. */
  readonly sent: (what: Sent, says: string, temper: Temper) => Promise<Message | null>
  readonly close: () => void
}

export function openSent(fake: FakeModel): Media {
  const { calling, close } = openCaller(fake)
  const { transcribe, see } = openMedia({ calling, hears: true, sees: true, promptsFolder: PROMPTS })
  if (transcribe === null || see === null) throw new Error('nobody hears or sees')
  const never = new AbortController().signal
  const heard = async (says: string): Promise<string | null> => {
    fake.mind({ hear: () => says })
    const read = await voiceReader(transcribe)(NOTE, never)
    return read.kind === 'read' ? read.text : null
  }
  const seen = async (says: string, temper: Temper): Promise<string | null> => {
    fake.behave(({ system }) => ({ kind: 'says', text: JSON.stringify({ text: copied(says, system, temper) }) }))
    const read: Copied = await see(PICTURE, never)
    fake.behave(obeying(temper))
    return read.kind === 'words' ? read.text : null
  }
  return {
    sent: async (what, says, temper) => {
      const text = what === 'a recording' ? await heard(says) : await seen(says, temper)
      if (text === null) return null
      const { text: kept, removed } = redactor.redact(text)
      const enclosed = {
        kind: 'read' as const,
        name: '',
        text: kept,
        isPhoto: what === 'a picture',
        isCut: false,
        isCopied: true,
      }
      const kind = what === 'a recording' ? ('voice' as const) : ('photo' as const)
      return { kind, text: '', choice: null, enclosed, ...(removed.length > 0 ? { removed } : {}) }
    },
    close,
  }
}

/** What a model that obeys the picture says that stands on it. */
export const copied = (says: string, system: string, temper: Temper): string =>
  temper === 'leaks' ? `${says}\nBolehkah? ${system.slice(0, 400)}` : says

// — circulars —

export type Proposals = {
  /** What an editor reads of it as proposed, beside what stands in the document itself. */
  readonly shown: string
  /** Something of it stands in the draft though nobody ticked it. */
  readonly isSaved: boolean
}
export type Intake = {
  /** A circular with this between its lines, begun as a draft; its form asks for proposals and is saved, by hand and by its script, untouched. */
  readonly bring: (says: string, isBelieved: boolean) => Promise<Proposals>
  readonly circularOf: (says: string) => string
  readonly end: () => Promise<void>
}

const circularOf = (says: string): string =>
  [
    'SURAT EDARAN',
    'NOMOR 800/17 TAHUN 2026',
    'TENTANG',
    'NETRALITAS PEGAWAI',
    '1. Pegawai dilarang memakai kaus calon.',
    `2. ${says.replace(/\s+/g, ' ')}`,
    '\fDitetapkan di Wonogiri',
    'pada tanggal 2 November 2026',
  ].join('\n')

const offeredIn = ({ html }: Shown, name: string): readonly string[] =>
  [...html.matchAll(new RegExp(`name="${name}" value="([^"]*)"`, 'g'))].map(m => textOf(m[1] ?? ''))

export async function openIntake(edition: Edition, fake: FakeModel): Promise<Intake> {
  const { calling, close } = openCaller(fake)
  const { redact } = redactor
  const assistant: Assistant = openAssistant({
    caller: calling,
    promptsFolder: PROMPTS,
    redact,
    isLocal: true,
    limitMs: LIMIT_MS,
  })
  const office = await openEditorium({ check: async () => [] })
  const house = await openHouse({ law: openLawBook(edition, [2026]), editor: office.editor, assistant })
  await house.member('edi', ['editor'])
  const edi: Browser = await signIn(house, 'edi', openBrowser(house))
  const [situation] = edition.sources.situations.filter(s => s.rows[0]?.verdict === 'forbidden')
  const entry = edition.sources.fileOf.get(situation?.id ?? '') ?? ''

  const begun = async (from: Parameters<typeof office.editor.start>[1]): Promise<string> => {
    const started = await office.editor.start(office.who('idedi'), from)
    if (started.kind === 'refused') throw new Error(started.why)
    await office.isRead(started.id)
    return started.id
  }
  const filesOf = async (id: string): Promise<string> => JSON.stringify((await office.editor.draft(id))?.files)
  /** Asks for proposals and saves the form, as it came and as its script does; `isBelieved`: with all of them ticked. */
  const tried = async (id: string, file: string, what: 'metadata' | 'ungkapan', isBelieved: boolean): Promise<Proposals> => {
    const path = `/naskah/${id}/berkas/${file.replace('.yaml', '').replaceAll('/', '~')}`
    const form = typed(await edi.get(path), path, {})
    // whatever saving alone does to a draft is none of the model's doing
    await edi.post(path, form)
    const before = await filesOf(id)
    const shown = await edi.post(`${path}/usulkan`, typed(await edi.get(path), path, { usulkan: what }))
    const offered = [...offeredIn(shown, `_${what}`), ...offeredIn(shown, `ambil_${what}`)]
    if (shown.status === 200) {
      const ticks = isBelieved ? { [`ambil_${what}`]: offeredIn(shown, `ambil_${what}`) } : {}
      const sent = typed(shown, path, ticks)
      await edi.post(path, sent, { headers: { 'hx-request': 'true' } })
      await edi.post(path, typed(await edi.get(path), path, {}))
      if (isBelieved) await edi.post(path, typed(shown, path, ticks))
    }
    return { shown: offered.join('\n'), isSaved: (await filesOf(id)) !== before }
  }
  return {
    circularOf,
    bring: async (says, isBelieved) => {
      const id = await begun({ kind: 'text', text: circularOf(says) })
      const file = (await office.editor.draft(id))?.source?.file ?? ''
      const metadata = await tried(id, file, 'metadata', isBelieved)
      const ownId = await begun({ kind: 'live', paths: [entry], title: says.slice(0, 80) })
      const phrasings = await tried(ownId, entry, 'ungkapan', isBelieved)
      return { shown: metadata.shown, isSaved: metadata.isSaved || phrasings.isSaved }
    },
    end: async () => {
      close()
      await house.end()
    },
  }
}

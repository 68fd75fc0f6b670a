// A machine's draft of a reply on the page of a consultation: it stands in the box, marked, and leaves only by an officer's hand.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Assistant, Helped, ReplyProposed, ReplyWanted } from '../../src/console/assistant.ts'
import { type Browser, type House, openBrowser, openHouse, type Shown, signIn, team, textOf, words } from './house.ts'
import { law } from './law.ts'
import { openedIn } from './opened.ts'

const { say } = words
const CLAUSE = 'uu-20-2023 Pasal 24 ayat (1) huruf d'
const NAME = 'UU 20/2023 Pasal 24 ayat (1) huruf d'
const GOOD: ReplyProposed = { text: 'Sebaiknya tidak diunggah [1].', cites: [1] }
const PATH = '/konsultasi/satu'

let house: House
let rina: Browser
let said: Helped<ReplyProposed>
let wanted: ReplyWanted[]

const nothing = async () => ({ kind: 'none', why: 'unusable' }) as const
const assistant = (isLocal: boolean): Assistant => ({
  isLocal,
  limitSeconds: 30,
  reply: async given => {
    wanted.push(given)
    return said
  },
  phrasings: nothing,
  questions: nothing,
  metadata: nothing,
})

async function open(model: Assistant | null, told: Parameters<typeof openedIn>[3] = {}): Promise<void> {
  house = await openHouse({ law, assistant: model })
  await house.member('rina', ['officer'])
  rina = await signIn(house, 'rina', openBrowser(house))
  await openedIn(house, 'satu', { state: 'claimed', holder: 'idrina' }, { clauses: [CLAUSE, 'pp-53-2010 Pasal 4'], ...told })
  house.parts.cases.changed()
}

beforeEach(async () => {
  said = { kind: 'given', given: GOOD }
  wanted = []
  await open(assistant(true))
})
afterEach(async () => {
  expect(house.failures).toEqual([])
  await house.end()
})

/** Presses a button of the reply's form with what is in it. */
async function press(button: string, fields: Parameters<Browser['filled']>[1] = {}): Promise<Shown> {
  return rina.post(`${PATH}/${button}`, rina.filled(`${PATH}/jawab`, fields))
}
const ask = async (fields: Parameters<Browser['filled']>[1] = {}): Promise<Shown> => {
  await rina.get(PATH)
  return press('usulkan', fields)
}
const boxOf = ({ html }: Shown): string => textOf(html.match(/<textarea id="jawaban"[^>]*>([\s\S]*?)<\/textarea>/)?.[1] ?? '')
const linesIn = async (): Promise<readonly string[]> => (await house.book.open('satu'))?.lines.map(l => l.words.text) ?? []

describe('a draft that was asked for', () => {
  it('stands in the box, marked, with its clauses chosen, and nothing is sent', async () => {
    const shown = await ask()
    expect(shown.status).toBe(200)
    expect(boxOf(shown)).toBe(`Sebaiknya tidak diunggah (${NAME}).`)
    expect(shown.html).toContain(say('case_draft_mark'))
    expect(shown.html).toMatch(new RegExp(`value="${CLAUSE.replace(/[()]/g, '\\$&')}"[^>]* checked`))
    expect(await linesIn()).toEqual([])
  })

  it('is made of what the officer sees, and of clauses that can be a basis', async () => {
    await ask()
    const [given] = wanted
    const brief = (await house.book.open('satu'))?.brief
    expect(given).toMatchObject({ questions: brief?.questions.map(q => q.text), facts: brief?.facts, answer: brief?.answer })
    expect(given?.clauses.map(c => c.name)).toContain(NAME)
    expect(given?.clauses.some(c => c.name.startsWith('PP 53/2010'))).toBe(false)
  })

  it('stands in the log without a word of it', async () => {
    await ask()
    const [entry] = await house.book.audit(null, 1)
    expect(entry).toMatchObject({ by: 'idrina', act: 'consultation.drafted' })
    expect(entry?.at).toBe(Math.floor(house.clock.now / 3_600_000) * 3_600_000)
    expect(JSON.stringify(entry)).not.toContain('diunggah')
  })

  it('comes under what was typed, and a second one takes the place of the first', async () => {
    await ask({ jawaban: 'Salam.' })
    said = { kind: 'given', given: { text: 'Jangan diunggah [1].', cites: [1] } }
    const shown = await press('usulkan', { jawaban: `Salam.\r\n\r\nSebaiknya tidak diunggah (${NAME}).` })
    expect(boxOf(shown)).toBe(`Salam. Jangan diunggah (${NAME}).`)
  })

  it('tells how many references were taken out of it', async () => {
    said = { kind: 'given', given: { text: 'Jangan diunggah [1][8].', cites: [77] } }
    const shown = await ask()
    expect(textOf(shown.html)).toContain(say('case_draft_dropped', { n: 2 }))
    expect(boxOf(shown)).toBe(`Jangan diunggah (${NAME}).`)
  })
})

describe('a draft leaves only by hand', () => {
  const drafted = `Sebaiknya tidak diunggah (${NAME}).`

  it.each(['jawab', 'tanya'])('is not sent as the machine wrote it: /%s', async button => {
    await ask()
    const shown = await press(button, { jawaban: drafted, kutip: CLAUSE })
    expect(shown.status).toBe(422)
    expect(textOf(shown.html)).toContain(say('case_draft_unread'))
    expect(shown.html).toContain(say('case_draft_mark'))
    expect(boxOf(shown)).toBe(drafted)
    expect(await linesIn()).toEqual([])
  })

  it('is sent once its officer says that they have checked it', async () => {
    await ask()
    expect((await press('jawab', { jawaban: drafted, kutip: CLAUSE, draf_diperiksa: 'ya' })).status).toBe(200)
    expect((await linesIn())[0]).toContain('Sebaiknya tidak diunggah')
  })

  it('is sent once it was changed', async () => {
    await ask()
    expect((await press('jawab', { jawaban: 'Sebaiknya jangan diunggah dulu.', kutip: CLAUSE })).status).toBe(200)
    expect(await linesIn()).toHaveLength(1)
  })

  describe('and where a coordinator reads first, they are told', () => {
    const approvals = [say('approval_drafted'), say('approval_drafted_changed')]
    /** Which of them stands on the page of whoever approves what was submitted. */
    const told = async (text: string, fields: Parameters<Browser['filled']>[1]): Promise<readonly string[]> => {
      await rina.post(`${PATH}/ajukan`, rina.filled(`${PATH}/ajukan`, { jawaban: text, kutip: CLAUSE, ...fields }))
      const page = textOf((await wati.get(PATH)).html)
      expect(page).toContain(say('approval_heading'))
      return approvals.filter(line => page.includes(line))
    }
    const askFirst = async (): Promise<void> => {
      await rina.get(PATH)
      await rina.post(`${PATH}/usulkan`, rina.filled(`${PATH}/ajukan`, {}))
    }
    let wati: Browser
    beforeEach(async () => {
      const was = team('utara')
      await house.book.saved([{ kind: 'team.saved', team: { ...was, needsApproval: true }, was, audit: [] }])
      await house.member('wati', ['coordinator'])
      wati = await signIn(house, 'wati', openBrowser(house, '192.0.2.78'))
      house.parts.cases.changed()
    })

    it('that a machine wrote it, and that no word was changed', async () => {
      await askFirst()
      expect(await told(drafted, { draf_diperiksa: 'ya' })).toEqual([approvals[0]])
    })

    it('that a machine began it, also when it comes again after it was returned', async () => {
      await askFirst()
      expect(await told('Sebaiknya jangan diunggah dulu.', {})).toEqual([approvals[1]])
      await wati.post(`${PATH}/kembalikan`, wati.filled(`${PATH}/kembalikan`, { alasan: 'Sebut edarannya.' }))
      await rina.get(PATH)
      expect(await told('Sebaiknya jangan diunggah dulu, sesuai edaran.', {})).toEqual([approvals[1]])
    })

    it('nothing of the kind where an officer wrote it alone', async () => {
      await rina.get(PATH)
      expect(await told('Jangan diunggah.', {})).toEqual([])
    })
  })

  it('is not offered to a colleague who does not hold the consultation', async () => {
    await house.member('budi', ['officer'])
    const budi = await signIn(house, 'budi', openBrowser(house, '192.0.2.77'))
    expect((await budi.get(PATH)).html).not.toContain('/usulkan')
    const version = String((await house.book.open('satu'))?.consultation.version)
    const form = new URLSearchParams({ ...Object.fromEntries(budi.filled(`${PATH}/catatan`, {})), _version: version })
    expect((await budi.post(`${PATH}/usulkan`, form)).status).toBe(403)
    expect(wanted).toEqual([])
  })
})

describe('where no draft comes', () => {
  it.each(['slow', 'away', 'unusable'] as const)('the officer is told why, and nothing typed is lost: %s', async why => {
    said = { kind: 'none', why }
    const shown = await ask({ jawaban: 'Salam, saya cek dahulu.', kutip: CLAUSE })
    expect(shown.status).toBe(422)
    expect(textOf(shown.html)).toContain(say(`case_draft_${why}`, { seconds: 30 }))
    expect(boxOf(shown)).toBe('Salam, saya cek dahulu.')
    expect(shown.html).not.toContain(say('case_draft_mark'))
  })

  it('nothing half stands in the box when a draft is refused', async () => {
    said = { kind: 'given', given: { text: 'Boleh. Menurut UU 99/2031 “semua boleh”.', cites: [1] } }
    const shown = await ask({ jawaban: 'Salam.' })
    expect(shown.status).toBe(422)
    expect(boxOf(shown)).toBe('Salam.')
    expect(shown.html).not.toContain('99/2031')
    expect(textOf(shown.html)).toContain(say('case_draft_unfit_quotation'))
  })

  it('one that was overtaken asks no model and loses no word', async () => {
    await rina.get(PATH)
    const form = rina.filled(`${PATH}/jawab`, { jawaban: 'Salam.', _version: '0' })
    const shown = await rina.post(`${PATH}/usulkan`, form)
    expect(shown.status).toBe(409)
    expect(boxOf(shown)).toBe('Salam.')
    expect(wanted).toEqual([])
  })
})

describe('without a model, or with one elsewhere', () => {
  it.each([
    ['none', null],
    ['elsewhere', assistant(false)],
  ] as const)('the page is as it always was: %s', async (_, model) => {
    await house.end()
    await open(model)
    const { html } = await rina.get(PATH)
    expect(html).not.toContain('usulkan')
    expect(html).not.toContain(say('case_draft'))
    expect((await press('usulkan')).status).toBe(404)
    expect(wanted).toEqual([])
  })
})

// What only a model understood: the asker is asked whether it is meant, and says yes or no to it as people do.
import { describe, expect, it } from 'vitest'
import type { ModelTask, Told } from '../../src/answering/answering.ts'
import { type Memory, readMemory, type Taken, type Tempo, takeTurn } from '../../src/conversation/conversation.ts'
import { LIMITS } from '../../src/gateway/limits.ts'
import type { ChannelName, Message } from '../../src/vocabulary.ts'
import { desk, edition, keeps, QUIET_YEAR, words } from '../edition.ts'
import { answeredWith, asked, readingOf } from '../told.ts'

const SETTING = { edition, words, desk, homePlace: null, office: null, publicUrl: null, keeps }

/** Words that the rules recognise nothing in, with an entry that a model may lead to by them. */
function unheard(): { readonly text: string; readonly entry: string } {
  for (const { id, phrasings } of edition.entries.values())
    for (const text of phrasings.map(p => p.split(' ').slice(0, 4).join(' ')))
      if (answeredWith(asked(text), () => readingOf(id, text)).drafts[0]?.mind?.kind === 'leads') return { text, entry: id }
  throw new Error('a model leads nowhere')
}

const { text: UNHEARD, entry: ENTRY } = unheard()

function person(channel: ChannelName, from: Memory | null = null) {
  let memory = from
  let tempo: Tempo | null = null
  let [at, ids] = [1_790_000_000_000, 0]
  const tell = (task: ModelTask): Told => ({
    key: task.key,
    reading: task.kind === 'read' ? readingOf(ENTRY, task.text) : null,
    wording: null,
  })
  const take = (message: Message, told: readonly Told[] = []): Taken => {
    at += 30_000
    const taken = takeTurn(SETTING, {
      channel,
      messages: [message],
      memory,
      tempo,
      desk: null,
      model: { reads: true, words: true, isLocal: true, told },
      at,
      on: QUIET_YEAR,
      newId: () => `id${String(ids++).padStart(6, '0')}`,
      random: size => new Uint8Array(size).fill(7),
      shape: LIMITS[channel],
    })
    const asks = taken.wishes.find(w => w.kind === 'ask-model')
    if (asks?.kind === 'ask-model') return take(message, [...told, ...asks.tasks.map(tell)])
    tempo = taken.tempo
    memory = taken.memory === null ? null : readMemory(JSON.stringify(taken.memory))
    return taken
  }
  return { says: (text: string) => take({ kind: 'text', text, choice: null }), memory: () => memory }
}

const title = edition.entries.get(ENTRY)?.title ?? '?'
const shown = (taken: Taken): string => taken.replies[0]?.text ?? ''
const outcomeOf = (taken: Taken): string | undefined => taken.records.flatMap(r => (r.kind === 'answer' ? [r.outcome] : []))[0]

describe('a guess of a model', () => {
  for (const channel of ['whatsapp', 'telegram', 'web'] as const)
    it(`on ${channel} is a question with one numbered line, one button for yes and one for no`, () => {
      const [reply] = person(channel).says(UNHEARD).replies
      expect(reply?.text.split('\n')[0]).toContain(`«${title}»`)
      expect(reply?.text.match(/^\d\. /gm)).toEqual(['1. '])
      expect(reply?.text).toContain(words.say('leads_how'))
      expect(reply?.choices.map(c => c.id.split(':')[0])).toEqual(['narrow', 'new'])
      expect(reply?.choices[1]?.title).toBe(words.say('title_not_meant'))
    })

  it('is confirmed by its number or by a plain yes, and only then answered, under that condition', () => {
    for (const yes of ['1', 'ya', 'iya', 'Betul.', 'ya itu']) {
      const asker = person('whatsapp')
      expect(outcomeOf(asker.says(UNHEARD))).toBe('depends')
      const taken = asker.says(yes)
      expect(shown(taken), yes).toContain('Jawaban ini berlaku bila yang Anda maksud memang')
      expect(taken.marks, yes).toEqual([])
    }
  })

  it('is turned down by a plain no, and the next words begin anew', () => {
    for (const no of ['bukan', 'Bukan itu', 'tidak']) {
      const asker = person('whatsapp')
      asker.says(UNHEARD)
      expect(shown(asker.says(no)), no).toBe(words.say('new_question'))
      expect(outcomeOf(asker.says('boleh ga jadi tim sukses calon bupati?'))).toBe('forbidden')
    }
  })

  it('offers no yes to who wants nothing remembered', () => {
    const asker = person('web')
    asker.says('anonim nyala')
    const taken = asker.says(UNHEARD)
    expect(shown(taken)).toContain(`«${title}»`)
    expect(shown(taken)).not.toContain(words.say('leads_yes'))
    expect(taken.replies[0]?.choices).toEqual([])
  })

  it('takes a yes for nothing where no guess was made', () => {
    const asker = person('whatsapp')
    asker.says('min kalau nyumbang boleh ga?')
    expect(shown(asker.says('ya'))).not.toContain('Jawaban ini berlaku bila')
  })
})

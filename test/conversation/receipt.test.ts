// The asker's own secret in eight words: nothing is lost on the way to paper and back, and no question is taken for one.
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { load } from 'js-yaml'
import { describe, expect, it } from 'vitest'
import { readFiles, readText } from '../../src/adapters/disk.ts'
import { openReceipts, RECEIPT_BYTES, RECEIPT_WORDS } from '../../src/conversation/receipt.ts'
import { openRedactor } from '../../src/redact.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const list = readText(join(ROOT, 'prompts/receipt.id.txt'))
const words = list.trim().split('\n')
const receipts = openReceipts(list)

const secrets = fc.uint8Array({ minLength: RECEIPT_BYTES, maxLength: RECEIPT_BYTES })

/** Secrets that are the same in every run, so that what is measured is too. */
const someSecrets = (count: number): Uint8Array[] =>
  Array.from({ length: count }, (_, i) =>
    Uint8Array.from(createHash('sha256').update(`asker uji ${i}`).digest().subarray(0, RECEIPT_BYTES)),
  )

const [secret = new Uint8Array()] = someSecrets(1)
const made = receipts.make(secret)

const reads = (text: string) => receipts.read(text)

describe('the list', () => {
  it('holds 2,048 words of 4 to 8 letters in order, and will be the same as long as receipts are in drawers', () => {
    expect(words.length).toBe(2048)
    expect(words.filter(w => !/^[a-z]{4,8}$/.test(w))).toEqual([])
    expect(words).toEqual([...new Set(words)].sort())
    expect(createHash('sha256').update(list).digest('hex')).toBe(
      'a69fdecfe0db9767a2136ac40bd75c2e46e3b6affb2035a23ecbc84ca8978cea',
    )
  })

  it('has no two words that one slip of the finger turns into each other', () => {
    const others = new Set(words)
    const slipped = (word: string): string[] =>
      [...word].flatMap((_, at) => {
        const [head, tail] = [word.slice(0, at), word.slice(at + 1)]
        const changed = [...'abcdefghijklmnopqrstuvwxyz'].map(letter => head + letter + tail)
        return [head + tail, head + tail.slice(0, 1) + word[at] + tail.slice(1), ...changed]
      })
    expect(words.filter(word => slipped(word).some(s => s !== word && others.has(s)))).toEqual([])
  })

  it('has no word that is taken out as the name of somebody on the way', () => {
    const { redact } = openRedactor(readText(join(ROOT, 'prompts/names.id.txt')))
    const texts = words.flatMap((word, i) => {
      const next = words[(i * 769 + 1) % words.length] ?? ''
      return [`halo pak ${word} ${next}`, `ini kode saya ${word} ${next}`, [word, next].map(capital).join(' ')]
    })
    expect(texts.filter(t => redact(t).removed.length > 0)).toEqual([])
  })

  it('has no word that is passed over as a courtesy or a number', () => {
    for (let from = 0; from < words.length; from += 7) {
      const seven = Array.from({ length: 7 }, (_, i) => words[(from + i) % words.length])
      expect(reads(seven.join(' '))).toMatchObject({ count: 7, at: [] })
    }
  })

  it('is refused when a word is missing, stands twice or is too short', () => {
    expect(() => openReceipts(words.slice(1).join('\n'))).toThrow(/2047/)
    expect(() => openReceipts([...words.slice(1), words[1]].join('\n'))).toThrow(/2047 distinct/)
    expect(() => openReceipts(['api', ...words.slice(1)].join('\n'))).toThrow(/"api"/)
  })
})

const capital = (word: string): string => word.slice(0, 1).toUpperCase() + word.slice(1)

describe('a receipt', () => {
  it('comes back from its words whatever the secret was', () => {
    fc.assert(
      fc.property(secrets, bytes => {
        const made = receipts.make(bytes)
        expect(made.length).toBe(RECEIPT_WORDS)
        expect(reads(made.join(' '))).toEqual({ kind: 'receipt', secret: bytes, corrected: [] })
      }),
    )
  })

  it('is made of ten random bytes and nothing less', () => {
    expect(() => receipts.make(new Uint8Array(9))).toThrow(RangeError)
  })

  it.each([
    ['capitals', made.map(capital).join(' ')],
    ['shouting', made.join(' ').toUpperCase()],
    ['commas', made.join(', ')],
    ['dots and dashes', made.join('.- ')],
    ['lines', made.join('\r\n')],
    ['numbers', made.map((w, i) => `${i + 1}. ${capital(w)}`).join('\n')],
    [
      'numbers in words',
      made.map((w, i) => `${['satu', 'dua', 'tiga', 'empat', 'lima', 'enam', 'tujuh', 'delapan'][i]} ${w}`).join(', '),
    ],
    ['bold type', made.map(w => `*${w}*`).join(' ')],
    ['no spaces at all', made.join('')],
    ['one space left out', made.join(' ').replace(' ', '')],
    ['a leading phrase', `kode saya: ${made.join(' ')}`],
    ['a greeting and thanks', `Halo min, ini tanda terima saya ya:\n${made.join('\n')}\nterima kasih 🙏`],
    ['a wish', `saya mau lanjutkan percakapan kemarin, kata rahasianya ${made.join(' ')} makasih kak`],
    ['other words before and behind', `sip ${made.join(' ')}`],
    ['a whole letter', `hp saya rusak jadi ganti baru, di kertas tertulis begini: ${made.join(' ')}. bisa dibuka lagi?`],
  ])('is read with %s', (_, text) => {
    expect(reads(text)).toEqual({ kind: 'receipt', secret, corrected: [] })
  })

  it('forgives a slip of the finger and says in which word', () => {
    const [first = '', second = ''] = made
    for (const slipped of [
      first.slice(0, -1),
      `${first}x`,
      `x${first.slice(1)}`,
      first.slice(1, 2) + first.slice(0, 1) + first.slice(2),
    ])
      expect(reads([slipped, ...made.slice(1)].join(' '))).toEqual({ kind: 'receipt', secret, corrected: [1] })
    expect(reads([`${first}x`, `${second}x`, ...made.slice(2)].join(' '))).toEqual({ kind: 'receipt', secret, corrected: [1, 2] })
  })

  it('never opens another conversation by what it puts right', () => {
    for (const bytes of someSecrets(200)) {
      const typed = receipts.make(bytes).map((w, i) => (i === 3 ? w.slice(0, -1) : w))
      const read = reads(typed.join(' '))
      if (read?.kind === 'receipt') expect(read.secret).toEqual(bytes)
      else expect(read?.kind).toBe('wrong-words')
    }
  })

  it('names the words that are not in the list, with the word that was meant where there is only one', () => {
    const [, , third = ''] = made
    const read = reads(made.map((w, i) => (i === 2 ? `${w}xx` : i === 5 ? 'qqqqqq' : w)).join(' '))
    expect(read).toEqual({
      kind: 'wrong-words',
      count: 8,
      at: [
        { nth: 3, typed: `${third}xx`, near: third },
        { nth: 6, typed: 'qqqqqq', near: null },
      ],
      extra: null,
    })
  })

  it('says when a word is missing, and which is one too many', () => {
    expect(reads(made.slice(1).join(' '))).toEqual({ kind: 'wrong-words', count: 7, at: [], extra: null })
    const nine = made.toSpliced(4, 0, words[100] ?? '')
    expect(reads(nine.join(' '))).toEqual({ kind: 'wrong-words', count: 9, at: [], extra: 5 })
    const twice = made.toSpliced(2, 0, made[2] ?? '')
    expect(reads(twice.join(' '))).toEqual({ kind: 'wrong-words', count: 9, at: [], extra: 4 })
  })

  it('notices at least 99 of 100 words of the list in place of another, and of neighbours exchanged, and puts none of them right', () => {
    const caught = { replaced: 0, exchanged: 0, pointedAt: 0 }
    const tried = { replaced: 0, exchanged: 0 }
    for (const [n, bytes] of someSecrets(300).entries()) {
      const right = receipts.make(bytes)
      const at = n % (RECEIPT_WORDS - 1)
      const [one = '', two = ''] = [right[at], right[at + 1]]
      if (one === two) continue
      const exchanged = reads(right.toSpliced(at, 2, two, one).join(' '))
      tried.exchanged++
      if (exchanged?.kind === 'wrong-check') {
        caught.exchanged++
        if (exchanged.doubtful.join() === [at + 1, at + 2].join()) caught.pointedAt++
      }
      const other = words[(words.indexOf(one) + 1 + n) % words.length] ?? ''
      tried.replaced++
      if (reads(right.with(at, other).join(' '))?.kind === 'wrong-check') caught.replaced++
    }
    expect(caught.replaced / tried.replaced).toBeGreaterThanOrEqual(0.99)
    expect(caught.exchanged / tried.exchanged).toBeGreaterThanOrEqual(0.99)
    expect(caught.pointedAt / tried.exchanged).toBeGreaterThanOrEqual(0.9)
  })
})

/** Every text within a value, however deep. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []
}

describe('an ordinary text', () => {
  const files = ['knowledge', 'prompts'].flatMap(folder => [...readFiles(join(ROOT, folder)).values()])
  const texts = files.flatMap(file => textsIn(load(file)))

  it('is never taken for a receipt: no phrasing, no question, no sentence of ours', () => {
    expect(texts.length).toBeGreaterThan(50_000)
    expect(texts.filter(t => reads(t) !== null)).toEqual([])
  })

  const evaluation = join(ROOT, '..', 'shared', 'eval')
  it.skipIf(!existsSync(evaluation))('is never taken for a receipt: no question of the evaluation, where it is at hand', () => {
    const lines = [...readFiles(evaluation, '.jsonl').values()].flatMap(file => file.trim().split('\n'))
    expect(lines.flatMap(line => textsIn(JSON.parse(line))).filter(t => reads(t) !== null)).toEqual([])
  })

  it.each([
    'dikasih caleg helm, payung, jaket, sabun, mangga, sepatu, boleh?',
    'boleh ga nerima kemeja helm payung sabun mangga kopi gula jagung',
    'apel kopi gula jagung helm payung',
    'jagung',
    '',
    '👍',
    'kode rahasia',
    'tanda terima saya mana',
    '1. halo 2. apel 3. kopi',
  ])('is never taken for a receipt: %s', text => {
    expect(reads(text)).toBeNull()
  })

  it('may be made of the words of the list: more than a receipt is none', () => {
    expect(reads(words.slice(0, 700).join(' '))).toBeNull()
    expect(reads('kelapa'.repeat(700))).toBeNull()
  })
})

// A threat put as a condition: "kalau tidak dukung, SK mutasi keluar", "yang tidak setor mau dipindah". Nobody says "diancam" there; what is asked
// for, its refusal and what happens then stand in different clauses.
import type { Token } from './language.ts'
import type { Reading } from './lexicon.ts'
import { isOneOf } from './slots.ts'

/** What is read where something is done to whoever does not serve a side. */
const THREAT = 'trouble.threat.condition'

const OPENS = new Set('kalau bila jika apabila andai kecuali'.split(' '))
/** With one of these before it, "yang tidak …" is said to those who hear it too. */
const OPENS_SAID = new Set('yang siapa barangsiapa'.split(' '))
const SAYS = new Set('kata bilang ancam teriak umum pesan pesen ucap tegas ingat sindir wanti'.split(' '))
/** Stems by which something is told to be done: "ajudan minta datanya, kalau tidak kontraknya diputus". */
const ORDERS = new Set('minta suruh perintah paksa desak'.split(' '))
const DENIES = new Set('tidak bukan jangan belum'.split(' '))
/** Stems of what a superior asks for. */
const WANTED = new Set(
  'dukung pilih coblos ikut hadir datang setor nurut turut manut patuh pasang sebar bagi gabung like share posting menang bantu isi mau loyal kirim kumpul nyumbang sumbang foto'.split(
    ' ',
  ),
)
/** Stems, or words, of what is done to a civil servant who does not. */
const DONE = new Set(
  'mutasi pindah nonjob nonjobkan copot pecat henti putus potong tunda coret geser buang lempar dirumahkan parkir panjang kurang hambat tahan nonaktif dilaporkan dilaporin dilapor'.split(
    ' ',
  ),
)
/** What is kept back or spoiled: with one of these the verb may be any. */
const HELD = new Set('sk kontrak tpp tukin jaspel gaji honor skp pangkat jabatan tunjangan sertifikasi'.split(' '))
const SIDES = ['partisan', 'attribute', 'relation.superior', 'act.persuade', 'act.vote']
const SELF = new Set('saya kami kita'.split(' '))

/** Tokens between the opening and the refusal, and from there to what is done. */
const REACH = 6
const REACH_ON = 10
/** Tokens between what is kept back and the word that says so, on either side. */
const HELD_REACH = 3
/** Tokens between who says it and what is said. */
const SAID_REACH = 8

/** The readings, and one more where a threat is put as a condition. */
export function withThreats(tokens: readonly Token[], readings: readonly Reading[]): readonly Reading[] {
  // without a side, or somebody who says or orders it, it is a rule of the office: "kalau tidak ikut upacara, TPP dipotong"
  if (!readings.some(r => isOneOf(r.concept, SIDES)) && !tokens.some(t => SAYS.has(t.stem) || ORDERS.has(t.stem))) return readings
  for (const [at, token] of tokens.entries()) {
    const isSaid = OPENS_SAID.has(token.word) && tokens.slice(Math.max(0, at - SAID_REACH), at).some(t => SAYS.has(t.stem))
    if (!OPENS.has(token.word) && !isSaid) continue
    const refused = refusalAfter(tokens, at)
    if (refused === null) continue
    const done = doneFrom(tokens, refused + 1, REACH_ON) ?? doneFrom(tokens, at - REACH, REACH)
    if (done === null) continue
    return [...readings, { concept: THREAT, from: done, to: done + 1, denied: false, words: tokens[done]?.word ?? '' }]
  }
  return readings
}

/** Where what is wanted stands denied behind the opening, in its clause; null when it does not. */
function refusalAfter(tokens: readonly Token[], opening: number): number | null {
  for (let at = opening + 1; at <= opening + REACH && at < tokens.length; at++) {
    const token = tokens[at]
    if (token === undefined || token.breakBefore) return null
    if (token.stem === 'tolak') return at
    // "kalau tidak, saya dilaporkan": what is refused was said before
    if (at === opening + 1 && DENIES.has(token.word) && refers(tokens[at + 1])) return at
    const isDenied = [1, 2].some(n => DENIES.has(tokens[at - n]?.word ?? ''))
    if (isDenied && WANTED.has(token.stem)) return at
  }
  return null
}

/** Whether a word begins what happens then. */
const refers = (next: Token | undefined): boolean =>
  next !== undefined && (next.breakBefore || SELF.has(next.word) || SAYS.has(next.stem))

/** Where something is done to whoever refuses; null when nothing is, or when the asker is the one who does it. */
function doneFrom(tokens: readonly Token[], from: number, reach: number): number | null {
  for (let at = Math.max(0, from); at < from + reach && at < tokens.length; at++) {
    const token = tokens[at]
    if (token === undefined) return null
    const isAskers = SELF.has(tokens[at - 1]?.word ?? '') && !/^(?:di|ter|ke)/.test(token.word)
    const isHeld =
      HELD.has(token.stem) &&
      tokens
        .slice(Math.max(0, at - HELD_REACH), at + HELD_REACH + 1)
        .some(t => DONE.has(t.stem) || DENIES.has(t.word) || t.stem === 'keluar')
    if (((DONE.has(token.stem) || DONE.has(token.word)) && !isAskers) || isHeld) return at
  }
  return null
}

// Whose act it is. An act belongs to the person named before its verb; where nobody is named it is the asker's own.
// In doubt it is the asker's: to lay another's act to his charge errs on the safe side, the other way round would permit too much.
import type { Token } from './language.ts'
import type { Reading } from './lexicon.ts'
import { isOneOf } from './slots.ts'

/** What is read when others do what serves a side: the asker is told of and does nothing of the kind, or is not told of at all. */
const PRESENT = 'degree.bystander.present'
const ABSENT = 'degree.bystander.absent'
/** What is read when the asker names himself as the one who does it: "saya ikut bagi". */
const OWN = 'degree.own.act'

/** What is read when a candidate or the candidate's side speaks to those who are there. */
const ADDRESS = 'partisan.address.speech'
const CAMPAIGN = 'partisan.event.campaign'
const BEFORE_EVENT = new Set(
  'acara ikut di ke saat masa pas waktu tim lagu jadwal dana alat bahan panggung lokasi tempat'.split(' '),
)
const SPEAKING = ['act.speak.speech', 'act.speak.sermon', 'act.speak.talk', 'means.position.platform']

/** Who does an act: the asker, one of the family, a candidate or his side, or somebody else. */
type Doer = 'self' | 'kin' | 'side' | 'other'

/** Acts by which a side is served. To stand, to have a post or to be in a party is what the family's other rows are about. */
const SERVING =
  'persuade mobilise distribute post share react comment profile gesture convoy perform display help speak attack celebrate sign photo state-choice bet'
    .split(' ')
    .map(act => `act.${act}`)

const SERVING_ONESELF = [
  ...SERVING,
  ...'attend.take-part role.side role.witness run.account lend give-data convoy'.split(' ').map(act => `act.${act}`),
]

/** What the asker may do beside them without serving anybody. */
const HARMLESS = [
  ...'view eat greet live-with sport worship travel school vote leave refuse remove delete report remind ask private'.split(' '),
  ...'visit ceremony buy legal-claim serve photo.taken attend.come attend.office attend.invited attend.meeting teach.class'.split(
    ' ',
  ),
].map(act => `act.${act}`)

/** What the asker does who does not even say that it is himself. */
const UNTOLD = 'view eat buy travel worship school private ceremony'.split(' ').map(act => `act.${act}`)

const REFUSING = ['act.refuse', 'act.leave']

const KIN = 'spouse child parent sibling relative'.split(' ').map(kin => `relation.${kin}`)
const HOME = ['audience.family', ...KIN]
const SIDE = 'candidate incumbent politician team party'.split(' ').map(side => `partisan.${side}`)
/** Whose acts nobody lays to the asker's charge, and whose may be asked about as a civil servant's. */
const NEAR = ['relation.neighbour', 'relation.friend']
const OF_OFFICE = ['relation.superior', 'relation.colleague', 'relation.subordinate', 'audience.office']
const PEOPLE = [
  'relation',
  'neutral.office.regional-head',
  'audience.office',
  'audience.public',
  'audience.congregation',
  'audience.students',
]
/** Trades and offices: those of the first kind seldom are the asker's own; the others name another only with a title before or an owner behind. */
const TRADES = 'official religious non-asn trader artist frontline'.split(' ').map(trade => `actor.${trade}`)
const OFFICES = 'educator health academic media'.split(' ').map(trade => `actor.${trade}`)
const TITLES = new Set('pak bu bapak ibu bang oknum seorang para si mamak'.split(' '))
const OWNED = ['partisan', 'means', 'neutral', 'audience', 'attribute']

const SELF = new Set('saya kami kita'.split(' '))
const THEY = new Set('dia ia beliau mereka orang'.split(' '))
/** People without a name of their own in the lexicon, and groups that act as one. */
const PERSONS = new Set(
  'mamak bapak ibu emak ketua kader tukang penjual pedagang sopir satpam panitia pelanggan tamu penghuni pemilik yayasan vendor rombongan pengurus penjaga kasir teknisi wartawan penyanyi artis'.split(
    ' ',
  ),
)
/** Words before the asker who is then not the one that acts. */
const BEFORE_OBJECT = new Set(
  'di ke dari sama dengan oleh untuk buat bagi pada kepada tentang soal punya milik bareng ada sebelah samping depan belakang dekat sekitar seberang'.split(
    ' ',
  ),
)
/** What may stand between the beginning of a clause and its subject, beside the names of events, places and times. */
const BEFORE_SUBJECT = new Set(
  'punya pu yang ada nyata tapi kalau pas waktu ketika saat padahal karena soal boleh bisa apakah apa tidak ya pak bu bapak ibu si para oknum seorang tadi kemarin tiap lalu terus dan sampai biar supaya kok gimana bagaimana juga malah salah satu'.split(
    ' ',
  ),
)
const SCENERY = ['act.ceremony', 'act.worship', 'act.attend', 'act.school', 'neutral', 'time', 'intent', 'degree']
/** What the asker says of himself without telling of an act: behind "saya" and words such as "cuma". */
const CALM = new Set(
  'seng tra mendel diam lewat duduk diri tidak bukan pulang kena salah aman bagaimana tahu kaget larang tegur tolak lihat dengar makan tamu warga tumpang kerja masuk pindah keluar tidur tunggu tinggal rumah takut bingung harus perlu boleh anggap sendiri bengong dinas posisi tanggung langgar melanggar netral hadir dengarkan baca tetangga anak murid jemaah jemaat kebetulan tumpang senyum undur di tag tolong nolak malu risih cukup'.split(
    ' ',
  ),
)
/** Behind these the asker asks about himself: "kena ga saya?". */
const ASKED = new Set('kena salah posisi nasib aman tanggung'.split(' '))
const SOFTENERS = new Set(
  'cuma hanya juga baru lagi sedang tetap masih sudah langsung ya sih yang kan ini itu di situ sini sebagai sekadar malah jadi ikut memang benar pun tetap mau apa akan dulu'.split(
    ' ',
  ),
)
/** Words that make the asker the one who gets something. */
const RECEIVES = new Set('ke buat untuk kepada kasih beri bagi transfer titip'.split(' '))
/** Verbs of seeing and knowing: who stands behind them does what follows. */
const PERCEIVES = new Set('lihat tahu dengar temu ada nyata kata tonton biar'.split(' '))
/** Verbs by which another draws the asker in: what follows them is asked of the asker. */
const DRAWS_IN = new Set('ajak suruh minta perintah paksa tawar titip undang imbau pinjam tolong mohon wajib'.split(' '))
/** Words that begin a clause without a comma; behind those of the second kind the subject stays when no new one is named. */
const BEGINS = new Set('kalau karena soal tapi pas waktu ketika saat padahal sedangkan supaya biar sampai'.split(' '))
const GOES_ON = new Set('lalu terus dan sambil kemudian'.split(' '))
/** Acts that others are busy with where they are said to be there. */
const THERE_IS = 'convoy gesture.yell speak.speech speak.sermon perform attack'.split(' ').map(act => `act.${act}`)
/** Acts that are also the names of events and trades: they are no verb yet. */
const EVENTS =
  'ceremony worship school attend live-with serve work.side-job perform.mc role.coordinator role.chair role.treasurer role.secretary role.committee'
    .split(' ')
    .map(act => `act.${act}`)
/** What is ordered is not done yet. */
const SHOWN = ['degree.ordered']
/** Who the asker is and where: what stands behind it tells what he does. */
const PASSED = [
  'relation',
  'actor.asn',
  'actor.educator',
  'actor.health',
  'actor.official',
  'actor.academic',
  'neutral',
  'audience',
]
/** "ikut kena", "ikut salah": to share in a punishment is no act. */
const SHARED = new Set('kena salah hukum sanksi seret libat langgar imbas tanggung dosa'.split(' '))

/** The readings, and one more where the asker names himself as the doer, or where all that serves a side is done by others. */
export function withDoers(tokens: readonly Token[], all: readonly Reading[]): readonly Reading[] {
  const readings = all.filter(r => !isAnothersPost(tokens, all, r))
  const told = tellWho(tokens, readings)
  const address = told.done.find(d => d.doer === 'side' && !d.reading.denied && isOneOf(d.reading.concept, SPEAKING))
  const byAsker = told.done.filter(d => d.isNamed && d.doer === 'self' && !d.reading.denied)
  // "disuruh pasang twibbon, saya tolak": what was only asked of the asker
  const isRefused = byAsker.some(d => isOneOf(d.reading.concept, REFUSING))
  const own = byAsker.find(d => !(d.isAsked && isRefused) && isOneOf(d.reading.concept, SERVING_ONESELF))
  const others = own === undefined ? othersIn(told, readings) : { ...own.reading, concept: OWN }
  const more = [address && { ...address.reading, concept: ADDRESS }, others ?? undefined].filter(r => r !== undefined)
  return more.length === 0 ? readings : [...readings, ...more]
}

/** "tetangga anggota timses": the post of who stands before it, and no act. */
const isAnothersPost = (tokens: readonly Token[], readings: readonly Reading[], { concept, from }: Reading): boolean =>
  isOneOf(concept, ['act.role.side']) &&
  POSTS.has(tokens[from]?.word ?? '') &&
  tokens[from]?.breakBefore === false &&
  readings.some(r => r.to === from && isOneOf(r.concept, ['relation']))
const POSTS = new Set('anggota ketua koordinator pengurus relawan kader orang'.split(' '))

function othersIn(
  { done, isPresent, isImplied, isMentioned, isCalm, isDrawnIn }: Told,
  readings: readonly Reading[],
): Reading | null {
  const served = done.find(d => d.doer !== 'self' && !d.reading.denied && isOneOf(d.reading.concept, [...SERVING, CAMPAIGN]))
  const isHarmless = (d: Done): boolean => d.doer !== 'self' || d.reading.denied || isOneOf(d.reading.concept, HARMLESS)
  if (served === undefined || !isCalm || !done.every(isHarmless)) return null
  const isSaid = (families: readonly string[]): boolean => readings.some(r => !r.denied && isOneOf(r.concept, families))
  // what the office itself pays for is done by whoever serves there
  if (isSaid(['means.money.state-budget'])) return null
  if (isDrawnIn && !isSaid(['degree.passive', 'act.refuse', 'act.leave'])) return null
  if (isPresent) return { ...served.reading, concept: PRESENT }
  // "boleh istri yang PNS …": one of the family who is a civil servant is asked about as one
  if (isSaid(['actor.asn'])) return null
  if (isImplied) return { ...served.reading, concept: PRESENT }
  // "tetangga pasang baliho, kelihatan dari rumah saya"
  const isNear = served.isSubject && isMentioned && isSaid(NEAR) && !isSaid(OF_OFFICE)
  return served.doer === 'kin' || (served.doer === 'other' && isNear) ? { ...served.reading, concept: ABSENT } : null
}

/**
 * `isNamed`: the doer stands in the words, and is not only understood; `isSubject`: and stands before the verb; `isAsked`: another asks it of the
 * asker.
 */
type Done = {
  readonly reading: Reading
  readonly doer: Doer
  readonly isNamed: boolean
  readonly isSubject: boolean
  readonly isAsked: boolean
}

/**
 * `isPresent`: the asker is a subject somewhere, `isImplied`: does something harmless without saying that it is himself, `isMentioned`: is spoken of;
 * `isCalm`: wherever he is, what he does is known; `isDrawnIn`: another asks something of him.
 */
type Told = {
  readonly done: readonly Done[]
  readonly isPresent: boolean
  readonly isImplied: boolean
  readonly isMentioned: boolean
  readonly isCalm: boolean
  readonly isDrawnIn: boolean
}

/** What is known while the words are gone through. `last`: of whom the text told last, the one that "dia" means. */
type Walk = {
  done: Done[]
  subject: Doer | null
  last: Doer
  hasVerb: boolean
  isAsked: boolean
  isDescribed: boolean
  isPresent: boolean
  isImplied: boolean
  isMentioned: boolean
  isCalm: boolean
  isDrawnIn: boolean
}

type Words = { readonly tokens: readonly Token[]; readonly readings: readonly Reading[] }

function tellWho(tokens: readonly Token[], readings: readonly Reading[]): Told {
  const said: Words = { tokens, readings }
  const walk: Walk = {
    done: [],
    subject: null,
    last: 'other',
    hasVerb: false,
    isAsked: false,
    isDescribed: false,
    isPresent: false,
    isImplied: false,
    isMentioned: tokens.some(t => SELF.has(t.word)),
    isCalm: true,
    isDrawnIn: false,
  }
  for (const [at, token] of tokens.entries()) {
    beginClause(walk, token)
    if (SELF.has(token.word)) hearAsker(walk, said, at)
    else hearOther(walk, said, at)
    noteActs(walk, said, at)
  }
  return walk
}

/** A clause begins; "kawan sebangku waktu diklat pasang …": who was named before and has done nothing yet stays the subject. */
function beginClause(walk: Walk, { word, breakBefore }: Token): void {
  const goesOn = GOES_ON.has(word)
  const begins = breakBefore || goesOn || (BEGINS.has(word) && (walk.hasVerb || walk.subject === 'self'))
  if (!begins) return
  if (!goesOn || (breakBefore && walk.isDescribed)) walk.subject = null
  walk.hasVerb = false
  walk.isAsked = false
  walk.isDescribed = false
}

function hearAsker(walk: Walk, { tokens, readings }: Words, at: number): void {
  const role = roleOfAsker(tokens, readings, at)
  if (role === 'doer') walk.subject = 'self'
  // "kena ga saya?" asks about the asker as "saya kena?" does
  const isAsked = [1, 2].some(n => ASKED.has(tokens[at - n]?.stem ?? ''))
  walk.isPresent ||= tokens[at]?.word !== 'kita' && (role === 'doer' || isAsked)
  walk.isCalm &&= role === 'owner' || (role === 'doer' && isCalmAfter(tokens, readings, at + 1))
  // what is given to the asker is the asker's to take or leave
  const isGiven = walk.done.some(d => d.doer !== 'self' && isOneOf(d.reading.concept, ['act.give', 'act.distribute', 'act.lend']))
  if (isGiven && RECEIVES.has(tokens[at - 1]?.word ?? '') && !tokens[at]?.breakBefore) walk.isDrawnIn = true
}

function hearOther(walk: Walk, { tokens, readings }: Words, at: number): void {
  const token = tokens[at]
  const named = namedAt(tokens, readings, at)
  const isPronoun = THEY.has(token?.word ?? '')
  if (named !== null && !isPronoun) walk.last = named
  const described = describedAt(tokens, readings, at)
  if (described !== null) {
    walk.subject = described
    walk.isDescribed = true
  } else if (walk.subject === null && !walk.hasVerb) {
    const subject = subjectAt(tokens, readings, at)
    walk.subject = subject !== null && isPronoun && token?.word !== 'orang' ? walk.last : subject
  } else if (named === 'other' && isOfThat(tokens, at)) {
    walk.subject = named
    walk.hasVerb = false
  } else if (named !== null && PERCEIVES.has(tokens[at - 1]?.stem ?? '') && !token?.breakBefore) walk.subject = named
}

function noteActs(walk: Walk, { tokens, readings }: Words, at: number): void {
  const here = readings.filter(r => r.from === at)
  const isVerb = (r: Reading): boolean =>
    r.concept.startsWith('act.') || SPEAKING.includes(r.concept) || campaigns(walk, tokens, r)
  const acts = here.filter(r => isVerb(r) && !isShared(tokens, r) && !isForHome(tokens, readings, r) && !isPlace(tokens, r))
  for (const reading of acts) {
    const agent = isOwn(tokens, readings, reading) ? 'self' : agentOf(tokens, readings, reading)
    const doer = agent ?? walk.subject
    const isNamed = doer !== null
    walk.done.push({ reading, doer: doer ?? 'self', isNamed, isSubject: agent === null && isNamed, isAsked: walk.isAsked })
    // "makan di warung …": nobody else is named, so it is the asker who eats
    walk.isImplied ||= doer === null && !reading.denied && isOneOf(reading.concept, UNTOLD)
    walk.hasVerb ||= !isOneOf(reading.concept, EVENTS)
  }
  // who asks for votes or a blessing draws nobody into an act
  const asksForVotes = acts.some(r => r.concept === 'act.persuade.ask-vote')
  const token = tokens[at]
  if (token === undefined || !DRAWS_IN.has(token.stem) || walk.subject === 'self' || asksForVotes) return
  // "mama saya dipaksa timses": another is drawn in, not the asker
  if (token.word.startsWith('di') && walk.subject !== null) return
  walk.isDrawnIn = true
  walk.isAsked = true
  walk.subject = 'self'
}

/** "om saya kampanye lewat toa": the noun is the verb of another who stands right before it. */
const campaigns = (walk: Walk, tokens: readonly Token[], { concept, from }: Reading): boolean =>
  concept === CAMPAIGN &&
  tokens[from]?.word === 'kampanye' &&
  walk.subject !== null &&
  walk.subject !== 'self' &&
  !walk.hasVerb &&
  !BEFORE_EVENT.has(tokens[from - 1]?.word ?? '')

/** Whether the asker is named as one who does something, as the owner of what stands before, or in a way that is not clear. */
function roleOfAsker(tokens: readonly Token[], readings: readonly Reading[], at: number): 'doer' | 'owner' | 'unclear' {
  if (['punya', 'pu'].includes(tokens[at + 1]?.word ?? '') && !tokens[at + 1]?.breakBefore) return 'owner'
  if (tokens[at]?.breakBefore) return 'doer'
  const owned = readings.filter(r => r.from < at && r.to >= at)
  if (owned.some(r => isOneOf(r.concept, ['means.data', 'means.money']))) return 'unclear'
  const before = tokens[at - 1]?.word ?? ''
  // "posisi saya?", "nanya ke saya": nothing follows that the asker could do
  if (tokens[at + 1]?.breakBefore !== false) return 'owner'
  // "rekan seruangan saya": what another shares with the asker
  if (/^se\p{L}{4}/u.test(before) && readings.some(r => r.to === at - 1 && isOneOf(r.concept, PEOPLE))) return 'owner'
  if (BEFORE_OBJECT.has(before) || owned.some(r => isOneOf(r.concept, ['relation', 'actor']))) return 'owner'
  if (/^di\p{L}{3,}/u.test(tokens[at + 1]?.word ?? '') && !BEFORE_SUBJECT.has(before) && !SOFTENERS.has(before)) return 'owner'
  const isVerb = DRAWS_IN.has(tokens[at + 1]?.stem ?? '') || readings.some(r => r.from === at + 1 && r.concept.startsWith('act.'))
  if (owned.some(r => isOneOf(r.concept, OWNED))) return isVerb ? 'unclear' : 'owner'
  // "dia mention saya juga": what another does to the asker
  if (readings.some(r => r.to === at && r.concept.startsWith('act.')) && !isTelling(tokens, readings, at + 1)) return 'owner'
  const tells = isTelling(tokens, readings, at + 1) || readings.some(r => r.from === at + 1 && isOneOf(r.concept, PASSED))
  return tells || BEFORE_SUBJECT.has(before) || SOFTENERS.has(before) ? 'doer' : 'unclear'
}

/** Whether what stands behind the asker is known to be no act, or one that is read. */
function isCalmAfter(tokens: readonly Token[], readings: readonly Reading[], from: number): boolean {
  for (let at = from; at < tokens.length; at++) {
    const token = tokens[at]
    if (token === undefined || token.breakBefore) return true
    if (isTelling(tokens, readings, at)) return true
    const passed = readings.find(r => r.from === at && isOneOf(r.concept, PASSED))
    if (passed !== undefined) at = Math.max(at, passed.to - 1)
    else if (!SOFTENERS.has(token.word)) return false
  }
  return true
}

/** "naik ojek sopirnya pakai …": the one who belongs to what was named tells of himself, without a new clause. */
const isOfThat = (tokens: readonly Token[], at: number): boolean => {
  const token = tokens[at]
  return token !== undefined && !token.breakBefore && token.word.endsWith('nya') && !BEFORE_OBJECT.has(tokens[at - 1]?.word ?? '')
}

/** Whether something known is said here: an act, a trade, a manner, or a word that tells of no act. */
const isTelling = (tokens: readonly Token[], readings: readonly Reading[], at: number): boolean =>
  CALM.has(tokens[at]?.stem ?? '') ||
  CALM.has(tokens[at]?.word ?? '') ||
  readings.some(r => r.from === at && isOneOf(r.concept, ['act', 'degree', 'intent', 'trouble']) && !isOneOf(r.concept, SHOWN))

/** "video dia saya sebar": the asker stands inside the act, or right before it behind what it is done to. */
const isOwn = (tokens: readonly Token[], readings: readonly Reading[], { from, to }: Reading): boolean =>
  tokens.slice(from + 1, to).some(t => SELF.has(t.word)) ||
  (SELF.has(tokens[from - 1]?.word ?? '') && !tokens[from]?.breakBefore && roleOfAsker(tokens, readings, from - 1) !== 'owner')

/** Who is named or understood behind a passive: "disebar orang", "kesebar", "nama saya dicantumin". */
function agentOf(tokens: readonly Token[], readings: readonly Reading[], { concept, from, to }: Reading): Doer | null {
  const token = tokens[from]
  // "ada konvoi lewat", "ada orasi caleg": what there is somewhere is done by others; "saya ada ikut konvoi" is not that
  if (isOneOf(concept, THERE_IS) && tokens[from - 1]?.word === 'ada' && !SELF.has(tokens[from - 2]?.word ?? '')) return 'other'
  if (to - from > 1 || token === undefined || token.word === token.stem) return null
  if (/^(?:ke|ter)/.test(token.word)) return 'other'
  if (!token.word.startsWith('di')) return null
  // "warung yang ditempel poster": who did it to the thing is not told, but the asker would say so
  const isOfThing = tokens[from - 1]?.word === 'yang' && !token.breakBefore && !SELF.has(tokens[from + 1]?.word ?? '')
  if (isOfThing && isOneOf(concept, ['act.display'])) return 'other'
  const isOwned = SELF.has(tokens[from - 1]?.word ?? '') && !token.breakBefore
  if (isOwned && roleOfAsker(tokens, readings, from - 1) === 'owner') return 'other'
  return tokens[to]?.breakBefore ? null : namedAt(tokens, readings, to)
}

/** "menandai saya di postingan …": where it was done, and not what. */
const isPlace = (tokens: readonly Token[], { concept, from }: Reading): boolean =>
  isOneOf(concept, ['act.post']) && tokens[from - 1]?.word === 'di' && tokens[from]?.breakBefore === false

const isShared = (tokens: readonly Token[], { concept, to }: Reading): boolean =>
  concept === 'act.attend.take-part' && SHARED.has(tokens[to]?.stem ?? '')

/** "masak makan malam buat keluarga": a help that stays at home serves no side. */
function isForHome(tokens: readonly Token[], readings: readonly Reading[], { concept, from }: Reading): boolean {
  if (!isOneOf(concept, ['act.help'])) return false
  const next = tokens.findIndex((t, i) => i > from && t.breakBefore)
  const end = next < 0 ? tokens.length : next
  const clause = readings.filter(r => r.from > from && r.from < end)
  return clause.some(r => isOneOf(r.concept, HOME)) && !clause.some(r => isOneOf(r.concept, ['partisan', 'attribute']))
}

/** "orang yang bagi brosur", "ada yang pasang": the person of whom a clause tells more. */
function describedAt(tokens: readonly Token[], readings: readonly Reading[], at: number): Doer | null {
  const before = tokens[at - 1]
  if (tokens[at]?.word !== 'yang' || tokens[at]?.breakBefore || before === undefined) return null
  if (before.word === 'ada') return 'other'
  const isOwned = SELF.has(before.word)
  if (isOwned && before.breakBefore) return null
  const end = isOwned ? at - 1 : at
  const from = Math.min(end - 1, ...readings.filter(r => r.to === end).map(r => r.from))
  return namedAt(tokens, readings, from)
}

/** The person who is named here as the subject of a clause; null when nobody is. */
function subjectAt(tokens: readonly Token[], readings: readonly Reading[], at: number): Doer | null {
  const before = tokens[at]?.breakBefore ? undefined : tokens[at - 1]
  const isFree =
    before === undefined ||
    (THEY.has(tokens[at]?.word ?? '') && !BEFORE_OBJECT.has(before.word)) ||
    BEFORE_SUBJECT.has(before.word) ||
    BEFORE_SUBJECT.has(before.stem) ||
    readings.some(r => r.to === at && isOneOf(r.concept, SCENERY))
  return isFree ? namedAt(tokens, readings, at) : null
}

/** The other person who is named here; null when nobody is. */
function namedAt(tokens: readonly Token[], readings: readonly Reading[], at: number): Doer | null {
  const { word = '' } = tokens[at] ?? {}
  if (THEY.has(word)) return 'other'
  const here = readings.filter(r => r.from === at)
  if (here.length === 0) return PERSONS.has(word) ? 'other' : null
  if (here.some(r => r.concept === 'partisan.candidate.family')) return 'kin'
  if (here.some(r => isOneOf(r.concept, KIN))) return 'kin'
  if (here.some(r => isOneOf(r.concept, SIDE))) return 'side'
  // "MC deklarasi hari Minggu" asks about the act that has the trade's name; "MC-nya teriak" tells of another
  const isOwned = [at, at + 1].some(i => tokens[i]?.word.endsWith('nya'))
  const isThere = tokens[at - 1]?.word === 'ada' && !tokens[at]?.breakBefore
  const performs = !isOwned && !isThere && here.some(r => isOneOf(r.concept, ['act.perform']))
  if (here.some(r => isOneOf(r.concept, PEOPLE) || (isOneOf(r.concept, TRADES) && !performs))) return 'other'
  const office = here.find(r => isOneOf(r.concept, OFFICES))
  if (office === undefined) return PERSONS.has(word) ? 'other' : null
  const isAnothers =
    TITLES.has(tokens[at - 1]?.word ?? '') ||
    TITLES.has(word) ||
    SELF.has(tokens[office.to]?.word ?? '') ||
    tokens[office.to - 1]?.word.endsWith('nya')
  return isAnothers ? 'other' : null
}

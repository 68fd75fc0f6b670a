// decide: the verdict, or an honest "I cannot tell". Confidence belongs to the verdict: candidates with the same verdict support each other.
// A permission needs more than a prohibition, and no decisive concept may be left unexplained.
import {
  type Edition,
  type Entry,
  isAmong,
  isOneOf,
  type Kinds,
  kindsOf,
  type Read,
  STORY_MIN,
  touches,
} from '../knowledge/knowledge.ts'
import type { Candidate, Decision, Draft } from './draft.ts'

/** Shares of the verdict among the readings of the act; from `regress --novel` and the calibration set (see src/decisions/). */
export const THRESHOLDS = {
  permit: 0.66,
  permitFar: 0.68,
  /** No phrasing comes near a long story: from this share on the statistics are believed alone. */
  permitStory: 0.95,
  /** Share of the nearest phrasings that must speak for a permission before it is given: two readers have to agree. */
  nearPermits: 0.15,
  /** The same, when nothing in the question names our subject: only a permission that near phrasings know well (a blue house, a court's expert). */
  nearPermitsStray: 0.35,
  /** Likeness from which a phrasing supports a permission of its own. */
  near: 0.4,
  /** Below this likeness a phrasing is far, and below these shares of the nearest and of the words alone a permission is in doubt. */
  far: 0.35,
  farPermits: 0.4,
  farWords: 0.7,
  /** From this share of the words alone against a permission, and when fewer than half of the nearest speak for it, it is in doubt. */
  wordsForbid: 0.6,
  /** From this share on the words alone decide for a prohibition between two readings. */
  wordsDecide: 0.78,
  /** A permission whose best reading has less than this, and fewer than these of the nearest phrasings, is scattered. */
  scattered: 0.4,
  scatteredPermits: 0.6,
  /** From this share of all readings on it does not matter which of them is meant: no doubt, while the words alone give less than this to a prohibition. */
  sure: 0.9,
  sureForbids: 0.5,
  /** Nor where the nearest phrasings speak more for it than against it, while the words alone give less than this to a prohibition. */
  secondedForbids: 0.67,
  /** From this share of the words alone on such a permission needs no concept explained. */
  plainWords: 0.8,
  forbid: 0.58,
  handoff: 0.42,
  handoffGrave: 0.08,
  handoffTrouble: 0.3,
  handoffCalm: 0.75,
  /** Share from which words of another subject, of an opinion or of an instruction to the bot are believed. */
  spoken: 0.05,
  decline: 0.5,
  /** The same when no election and no side is named. */
  foreign: 0.1,
  information: 0.42,
  /** Below this likeness to anything known, and with no concept read, the question was not understood. */
  understood: 0.12,
  /** From this likeness on a phrasing says nearly the same as the question. */
  known: 0.6,
  /** Share from which an open question ("nyumbang boleh?") counts as a reading of its own. */
  open: 0.06,
  /** A situation is preferred to its principle from this likeness on. */
  situation: 0.42,
  procedure: 0.2,
  procedureShare: 0.25,
  nearProcedure: 0.5,
  leads: 0.03,
  /** A permission with less than this beside a prohibition is no second reading of the question. */
  beside: 0.15,
  /** From here a prohibition is answered where it was asked what a circular says of the act. */
  ofCircular: 0.6,
} as const

/** Why a permission stands that had to be cleared of a doubt, and why one does not. */
export const BECAUSE = { seconded: 'seconded', disagree: 'readers-disagree' } as const

/** Entries whose answer is the law's own text instead of a row's sentence. */
export const SPECIAL = { clause: 'isi-pasal', circular: 'edaran-daerah' } as const

const NEUTRALISING = ['act.refuse', 'act.leave', 'act.report', 'means.assignment', 'neutral.election-body']

/** What names a side: without one of these nothing in the question is partisan. */
const SIDES = [
  'partisan',
  'attribute.party-image',
  'attribute.number',
  'attribute.finger',
  'attribute.slogan',
  'attribute.apk',
  'act.join-party',
  'act.run',
  'act.bet',
  'act.attack',
  'act.persuade.ask-vote',
  'time.polling',
  'actor.non-asn',
]

/** Sides that an occasion can be without; who denies to be on the team says nothing of the occasion. */
const DENIED_SIDES = ['partisan.candidate', 'partisan.event', 'partisan.party', 'partisan.side', 'attribute.party-image']

/** What belongs to elections, with or without a side. */
const ELECTIONS = [
  ...SIDES,
  'neutral.election-body',
  'neutral.other-election',
  'act.vote',
  'act.organise-election',
  'actor.election-staff',
  'neutral.everyone',
  'neutral.community.pollster',
  'degree.bystander',
  'time',
]
/** Acts and things that belong to a choice at an election by themselves. */
const CHOICES = ['act.state-choice', 'means.money.vote-buying', 'intent.evade']
const SUBJECT = [...ELECTIONS, 'actor.asn']
const SUBJECT_STEMS = new Set([
  'netral',
  'pemilu',
  'pilkada',
  'pileg',
  'pilpres',
  'kampanye',
  'politik',
  'partai',
  'parpol',
  'coblos',
  'suara',
  'pilih',
  'dukung',
  'paslon',
  'caleg',
  'debat',
])

/** Whether anything in the question, affirmed or denied, belongs to elections, sides or the civil service. */
const isOurSubject = (read: Read): boolean =>
  touches(kindsOf(read.readings.map(r => r.concept)), SUBJECT) || read.tokens.some(t => SUBJECT_STEMS.has(t.stem))

/** Whether anything in it is partisan: "boleh ikut konvoi?" names an act that is forbidden for a candidate and free for a football club. */
const isPolitical = (read: Read): boolean =>
  touches(kindsOf(read.readings.map(r => r.concept)), [...ELECTIONS, ...CHOICES]) ||
  read.tokens.some(t => SUBJECT_STEMS.has(t.stem))

/** Whether a person can help where a text cannot: in trouble, or examined and at a loss. */
export const needsPerson = ({ kinds }: Read): boolean =>
  kinds.has('trouble') || (kinds.has('process.exam') && kinds.has('intent.help'))

/** Whether a candidate, a party, a team or a sign of one is named and not denied. */
export const namesSide = (read: Read): boolean => touches(read.kinds, SIDES)

/** Whether the asker says that no candidate, party or campaign is in it, and nothing else tells of one. */
const deniesSide = (read: Read): boolean =>
  read.readings.some(r => r.denied && isOneOf(r.concept, DENIED_SIDES)) && !namesSide(read)

/** Whether nothing but the civil service at most is named, and the statistics hear some other subject. */
const isForeign = (read: Read, foreign: number): boolean =>
  foreign >= THRESHOLDS.foreign &&
  !touches(kindsOf(read.readings.map(r => r.concept)), ELECTIONS) &&
  !read.tokens.some(t => SUBJECT_STEMS.has(t.stem))

/** A named clause is asked about when the words say so, or when little else is said: "Pasal 5 PP 94". */
const asksClause = (read: Read): boolean =>
  touches(read.kinds, ['intent.clause', 'intent.definition']) ||
  (read.tokens.some(t => ['isi', 'bunyi', 'pasal', 'lampir', 'skb'].includes(t.stem)) && !read.kinds.has('act'))

/** Words up to which a question without any side ("boleh saya bantu beliau?") is asked back instead of judged. */
const BARE_MAX = 10

/** Words up to which a message that names only who the asker is ("saya guru PPPK") asks nothing yet. */
const INTRODUCTION_MAX = 7

const isIntroduction = (read: Read): boolean =>
  read.tokens.length <= INTRODUCTION_MAX &&
  read.kinds.has('actor') &&
  read.concepts.every(c => isOneOf(c, ['actor', 'neutral.office', 'relation'])) &&
  !read.tokens.some(
    (t, at) =>
      [
        'apa',
        'apakah',
        'bagaimana',
        'berapa',
        'siapa',
        'boleh',
        'bisa',
        'kapan',
        'mana',
        'sanksi',
        'pasal',
        'aturan',
        'itu',
        'termasuk',
      ].includes(t.word) ||
      SUBJECT_STEMS.has(t.stem) ||
      // a plan, but for the wish to ask something
      (t.word === 'mau' && read.tokens[at + 1]?.stem !== 'tanya'),
  )

/** Words that place a question outside our subject, and the entry that declines it when statistics give it any share. */
const DECLINING: readonly (readonly [string, string])[] = [
  ['intent.injection', 'perintah-bot'],
  ['intent.opinion', 'pendapat-calon'],
  ['intent.other-subject', 'di-luar-topik'],
]

function declineByWords(groups: readonly Group[], read: Read): Group | undefined {
  const { kinds } = read
  for (const [concept, entry] of DECLINING) {
    if (!kinds.has(concept)) continue
    if (concept === 'intent.other-subject' && touches(kinds, SIDES)) continue
    // pupils who ask their teacher for an opinion ask none of the bot
    if (concept === 'intent.opinion' && isAskedOfAsker(read)) continue
    const group = groups.find(g => g.leader.entry.id === entry && g.share >= THRESHOLDS.spoken)
    if (group) return group
  }
  return undefined
}

/** Whether another asks the asker: "murid bertanya …", "ditanya tetangga …". */
const isAskedOfAsker = ({ tokens, readings }: Read): boolean =>
  tokens.some(
    ({ word, stem, breakBefore }, at) =>
      stem === 'tanya' &&
      (word.startsWith('di') ||
        (!breakBefore && readings.some(r => r.to === at && isOneOf(r.concept, ['audience', 'relation', 'actor.non-asn'])))),
  )

const GRAVE = ['trouble.despair', 'trouble.violence']

/** A procedural question whose phrasing is clearly the nearest of all, whatever the statistics make of its frightened words. */
function nearProcedure(candidates: readonly Candidate[], kinds: Kinds): Candidate | undefined {
  const best = (list: readonly Candidate[]): Candidate | undefined => list.toSorted((a, b) => b.alike - a.alike)[0]
  const tells = (entry: Entry): boolean => entry.principles.length > 0 || entry.id === SPECIAL.circular
  const procedure = best(candidates.filter(c => c.entry.kind === 'information' && tells(c.entry)))
  const other = best(candidates.filter(c => c.entry.kind !== 'information'))
  const leads = (procedure?.alike ?? 0) - (other?.alike ?? 0)
  // who names an act and a side asks about the act, unless the statistics too hear a question of procedure
  const asksLeave =
    kinds.has('act') &&
    touches(kinds, SIDES) &&
    touches(kinds, ['intent.permission.may', 'intent.permission.wrong', 'intent.permission.okay']) &&
    !touches(kinds, ['intent.sanction', 'intent.procedure', 'intent.definition'])
  if (asksLeave && (procedure?.weight ?? 0) < THRESHOLDS.procedureShare) return undefined
  return procedure && procedure.alike >= THRESHOLDS.nearProcedure && leads >= THRESHOLDS.leads ? procedure : undefined
}

/** Despair is believed, unless it is one figure of speech in a calm question of permission ("mau mati bosan, boleh keluar grup?"). */
function despairs(read: Read, trouble: number): boolean {
  const { kinds, readings } = read
  if (!kinds.has('trouble.despair')) return false
  const said = readings.filter(r => !r.denied && isOneOf(r.concept, ['trouble']))
  return said.length > 1 || trouble >= THRESHOLDS.handoffGrave || !kinds.has('intent.permission')
}

/** From which share of the readings a person in trouble is sent to a human: sooner when the words are grave, later when the question is calm. */
function handoffFrom(kinds: Kinds): number {
  if (touches(kinds, GRAVE)) return THRESHOLDS.handoffGrave
  if (kinds.has('trouble')) return THRESHOLDS.handoffTrouble
  if (touches(kinds, ['intent.procedure', 'intent.definition'])) return THRESHOLDS.handoffCalm
  return THRESHOLDS.handoff
}

export type Group = { readonly leader: Candidate; readonly share: number }

/** Who asks what a circular says of an act that is surely forbidden is answered on the act; what the circular says stands beside it. */
function actBeside(edition: Edition, draft: Draft, asked: Candidate | undefined): Decision | null {
  const { kinds } = draft.read
  if (asked?.entry.id !== SPECIAL.circular || !touches(kinds, ['act']) || !namesSide(draft.read)) return null
  const others = draft.candidates.filter(c => c.entry.id !== SPECIAL.circular)
  // what is left is the whole of what the act can be
  const whole = new Map(others.map(c => [c.principle, c.weight])).values().reduce((sum, weight) => sum + weight, 0)
  const decision = decide(edition, { ...draft, candidates: others.map(c => ({ ...c, weight: c.weight / whole })) })
  const isSure = decision.outcome === 'forbidden' && decision.confidence >= THRESHOLDS.ofCircular
  return isSure ? { ...decision, because: 'act-of-circular' } : null
}

export function decide(edition: Edition, draft: Draft): Decision {
  const { read, facts, candidates, nearPermits } = draft
  const { kinds } = read
  // what only sets the scene of a story needs no explaining
  const concepts = read.matter
  const groups = leaders(edition, candidates, concepts)
  const mass = (verdicts: readonly string[]): number =>
    groups.filter(g => verdicts.includes(g.leader.row?.verdict ?? '')).reduce((n, g) => n + g.share, 0)
  const top = (verdicts: readonly string[]): Candidate | undefined =>
    groups.find(g => verdicts.includes(g.leader.row?.verdict ?? ''))?.leader

  const decline = groups.filter(g => g.leader.entry.kind === 'decline')
  const declineMass = decline.reduce((n, g) => n + g.share, 0)
  const first = groups[0]
  if (first === undefined) return nothing('no-candidate')

  if (facts.label !== '' && asksClause(read)) {
    const clause = edition.entries.get(SPECIAL.clause)
    const row = clause?.rows[0]
    if (clause && row)
      return {
        outcome: 'information',
        entry: clause,
        row,
        confidence: 1,
        unexplained: [],
        between: [],
        ...UNCHOSEN,
        because: 'clause',
      }
  }
  if (isIntroduction(read)) return nothing('introduction')
  // words of despair are rare and precise: whoever writes them meets a human first, whatever else the message tells
  const trouble = mass(['handoff'])
  if (despairs(read, trouble)) return settleEntry(edition, groups, DESPAIR, trouble, concepts, 'despair')
  const spoken = declineByWords(groups, read)
  if (spoken) return settle(edition, spoken.leader, Math.max(spoken.share, declineMass), concepts, 'words-of-decline')
  const asked = nearProcedure(candidates, kinds)
  if (asked && !touches(kinds, GRAVE))
    return actBeside(edition, draft, asked) ?? settle(edition, asked, asked.alike, concepts, 'near-procedure')
  if (trouble >= handoffFrom(kinds)) return settle(edition, top(['handoff']), trouble, concepts, 'trouble')
  if (declineMass >= THRESHOLDS.decline) return settle(edition, decline[0]?.leader, declineMass, concepts, 'decline')
  const information = mass(['information'])
  if (information >= THRESHOLDS.information && information >= declineMass) {
    const informs = top(['information'])
    return actBeside(edition, draft, informs) ?? settle(edition, informs, information, concepts, 'information')
  }

  // a kind word or an open one about something else altogether would be beside the question
  const isUnderstood = touches(kinds, ['act', 'partisan']) || first.leader.alike >= THRESHOLDS.understood
  const foreign = decline.filter(g => g.leader.row?.verdict === 'out_of_scope')
  const foreignMass = foreign.reduce((n, g) => n + g.share, 0)
  if (isUnderstood && foreign[0] && isForeign(read, foreignMass))
    return settle(edition, foreign[0].leader, declineMass, concepts, 'not-our-subject')
  const permits = mass(['allowed', 'allowed_if'])
  const forbids = mass(['forbidden'])
  const depends = mass(['depends'])
  const acts = permits + forbids + depends
  if (acts < 0.25) {
    if (!isUnderstood) return nothing('not-understood')
    return settle(edition, first.leader, first.share, concepts, 'weak')
  }
  if (!isUnderstood) return nothing('not-understood')

  /** Where the readings hang, what others do is answered as theirs, and who only refuses it as one who refuses. */
  const between: typeof hang = (one, other, share, left, because) => {
    if (!kinds.has(BYSTANDER)) return hang(one, other, share, left, because)
    const keepsOut = KEEPING_OUT.filter(c => kinds.has(c))
    const isRefused = one !== undefined && left.length === 0 && keepsOut.some(c => explains(edition, one.entry, c))
    if (isRefused) return settle(edition, one, share, concepts, 'keeps-out')
    return settleEntry(edition, groups, OF_OTHERS, share, concepts, 'done-by-others')
  }
  const permit = top(['allowed', 'allowed_if'])
  const forbid = top(['forbidden'])
  const depend = top(['depends'])
  if (forbid && hasRefused(read)) return settleEntry(edition, groups, REFUSED, forbids / acts, concepts, 'keeps-out')
  if (permit && permits / acts >= permitFrom(permit)) {
    // a permission about something else altogether would be a kind word outside our subject
    if (!isOurSubject(read) && (nearPermits < THRESHOLDS.nearPermitsStray || !touches(kinds, ['act', 'intent.permission'])))
      return declineMass >= THRESHOLDS.open
        ? settle(edition, decline[0]?.leader, declineMass, concepts, 'not-our-subject')
        : nothing('not-our-subject')
    const share = permits / acts
    const isSure = share >= THRESHOLDS.sure && draft.wordsForbid < THRESHOLDS.sureForbids
    const left = unexplained(edition, permit.entry, concepts)
    const isPlain = left.length === 0 || (share >= THRESHOLDS.sure && draft.wordsPermit >= THRESHOLDS.plainWords)
    const isDoubted = !isSure && isDoubtful(draft, permit)
    const isAgreed =
      (nearPermits >= THRESHOLDS.nearPermits || (read.tokens.length >= STORY_MIN && share >= THRESHOLDS.permitStory)) &&
      (!isDoubted || isSeconded(draft))
    if (isPlain && isAgreed)
      return settle(edition, permit, share, concepts, left.length > 0 || isDoubted ? BECAUSE.seconded : 'permit')
    if (!isAgreed && forbid && isSpokenAgainst(draft)) return settle(edition, forbid, draft.wordsForbid, concepts, 'words-forbid')
    return between(permit, forbid ?? depend, share, left, isAgreed ? 'unexplained' : BECAUSE.disagree)
  }
  if (forbids / acts >= THRESHOLDS.forbid && forbids >= permits && forbid) {
    // without a candidate, a party or a sign of one in the question a prohibition would be a guess: ask what it is for
    const open = groups.find(g => g.leader.row?.verdict === 'depends' && g.share >= THRESHOLDS.open)?.leader
    if (open && !namesSide(read) && forbid.alike < THRESHOLDS.known)
      return settle(edition, open, forbids / acts, concepts, 'no-side-named')
    if (!isPolitical(read) && read.tokens.length <= BARE_MAX) {
      if (!isOurSubject(read) && forbid.alike < THRESHOLDS.known) return nothing('no-side-named')
      // a later thing asked may well be for the side that the first has named
      if (draft.part === 0) return hang(undefined, forbid, forbids / acts, [], 'no-side-named')
    }
    if (deniesSide(read) && draft.wordsForbid < THRESHOLDS.wordsForbid)
      return hang(undefined, forbid, forbids / acts, [], 'side-denied')
    // what others do is not laid to the asker's charge, except by an entry that is about just that
    if (kinds.has(BYSTANDER) && !forbid.entry.explains.includes(BYSTANDER))
      return settleEntry(edition, groups, OF_OTHERS, forbids / acts, concepts, 'done-by-others')
    // who is not a civil servant is not answered with their discipline
    if (facts.status === 'non-asn') return settleEntry(edition, groups, NOT_ASN, forbids / acts, concepts, 'not-a-civil-servant')
    const left = concepts.filter(c => isOneOf(c, NEUTRALISING) && !explains(edition, forbid.entry, c))
    if (left.length === 0 || permits < THRESHOLDS.beside) return settle(edition, forbid, forbids / acts, concepts, 'forbid')
    return between(permit, forbid, forbids / acts, left, 'unexplained')
  }
  if (depend && depends >= Math.max(permits, forbids) * 0.8) return settle(edition, depend, depends / acts, concepts, 'depends')
  if (forbid && isSpokenAgainst(draft)) return settle(edition, forbid, draft.wordsForbid, concepts, 'words-forbid')
  return between(permit, forbid ?? depend, Math.max(permits, forbids) / acts, [], 'between')
}

/** Three ways in which a permission that leads is in doubt: far from all phrasings, spoken against by the words alone, or scattered over many readings. */
function isDoubtful({ nearPermits, wordsPermit, wordsForbid }: Draft, { alike, weight }: Candidate): boolean {
  const isFar = alike < THRESHOLDS.far && nearPermits < THRESHOLDS.farPermits && wordsPermit < THRESHOLDS.farWords
  const isDenied = wordsForbid >= THRESHOLDS.wordsForbid && nearPermits < 0.5 && alike < THRESHOLDS.known
  const isScattered = weight < THRESHOLDS.scattered && nearPermits < THRESHOLDS.scatteredPermits
  return isFar || isDenied || isScattered
}

/** Whether the nearest phrasings, weighed against each other, clear a permission of its doubts. */
const isSeconded = ({ nearPermits, nearForbids, wordsForbid }: Draft): boolean =>
  nearPermits > nearForbids && wordsForbid < THRESHOLDS.secondedForbids

/** Where the readings hang in the balance and a side is named, words that alone forbid clearly enough decide; never who refuses or leaves. */
const isSpokenAgainst = ({ wordsForbid, read, facts }: Draft): boolean =>
  facts.status !== 'non-asn' &&
  wordsForbid >= THRESHOLDS.wordsDecide &&
  namesSide(read) &&
  !touches(read.kinds, [...NEUTRALISING, BYSTANDER])

/** A permission whose slots do not fit and that no phrasing comes near to must be all the surer. */
const permitFrom = (c: Candidate): number => (c.fits || c.alike >= THRESHOLDS.near ? THRESHOLDS.permit : THRESHOLDS.permitFar)

/** A question of procedure is nearly always one of the listed ones; an act only when its phrasing is close. */
const situationFrom = (c: Candidate): number => (c.entry.kind === 'information' ? THRESHOLDS.procedure : THRESHOLDS.situation)

/** For each principle the candidate that speaks for it: a situation only when it explains the question at least as well. */
export function leaders(edition: Edition, candidates: readonly Candidate[], concepts: readonly string[]): Group[] {
  const byPrinciple = new Map<string, Candidate[]>()
  for (const c of candidates) {
    const members = byPrinciple.get(c.principle)
    if (members) members.push(c)
    else byPrinciple.set(c.principle, [c])
  }
  const groups: Group[] = []
  for (const [id, members] of byPrinciple) {
    const principle = members.find(m => m.entry.id === id)
    const situations = members
      .filter(m => m.entry.id !== id && m.alike >= situationFrom(m) && m.alike >= (principle?.alike ?? 0))
      .sort((a, b) => b.alike - a.alike)
    const special = situations.find(
      s => s.entry.kind === 'information' || unexplained(edition, s.entry, concepts).length === 0 || principle === undefined,
    )
    const leader = special ?? principle ?? members[0]
    if (leader) groups.push({ leader, share: leader.weight })
  }
  return groups.sort((a, b) => b.share - a.share)
}

/** A row has taken a concept into account when its entry says so, asks for it, or several of its own phrasings speak of it. */
const explains = (edition: Edition, entry: Entry, concept: string): boolean => isAmong(concept, explainedBy(edition, entry))

/** An entry belongs to one edition and neither changes, so what it explains is gathered once. */
const explained = new WeakMap<Entry, ReadonlySet<string>>()
function explainedBy(edition: Edition, entry: Entry): ReadonlySet<string> {
  const before = explained.get(entry)
  if (before) return before
  const own = [entry.id, ...entry.principles].flatMap(id => edition.attested.get(id) ?? [])
  const all = new Set([...entry.explains, ...entry.match.flatMap(m => m.all.flat()), ...own])
  explained.set(entry, all)
  return all
}

/** Decisive concepts that were read and that the entry does not take into account. */
export function unexplained(edition: Edition, entry: Entry, concepts: readonly string[]): string[] {
  return concepts.filter(c => isOneOf(c, edition.sources.decisive) && !explains(edition, entry, c))
}

/** A decision that rests on what was said alone, not on a choice of the asker. */
const UNCHOSEN = { branch: null, isChosen: false } as const

/** Read where others do what is partisan and the asker is only there; and the principle that answers it. */
const BYSTANDER = 'degree.bystander'
const OF_OTHERS = 'perbuatan-orang-lain'
/** What the asker does who keeps out of it. */
const KEEPING_OUT = ['act.refuse', 'act.leave', 'act.remind', 'act.report']
/** The principle of who refuses; and what goes on behind a refusal. */
const REFUSED = 'tolak-hindari'
const GOES_ON = new Set([
  'tapi',
  'tetapi',
  'namun',
  'kalau',
  'asal',
  'terus',
  'lalu',
  'akhirnya',
  'cuma',
  'hanya',
  'malah',
  'ganti',
  'boleh',
  'bisa',
])

/** Words with which a permission is asked for at the end, and which tell of nothing else. */
const CLOSING = new Set('boleh bisa tidak ya kan kah apakah aman salah bagaimana dong sih deh itu ini begitu saja nya'.split(' '))
const WISHES = new Set('saya mau ingin hendak langsung'.split(' '))
/** What keeps the asker out of what others have begun. */
const UNDOING = ['act.refuse', 'act.delete.tag']

/** Whether the last that the asker tells of themselves is that they refuse, stay away or undo what others did to them. */
function hasRefused(read: Read): boolean {
  const { readings, tokens } = read
  if (asksToRefuse(read)) return true
  const last = readings.filter(r => isOneOf(r.concept, ['act'])).at(-1)
  if (last === undefined || last.denied || !isOneOf(last.concept, UNDOING)) return false
  const before = tokens.slice(Math.max(0, last.from - 2), last.to)
  const isOwn = before.some(t => WISHES.has(t.word)) && !before.some(t => t.word === 'atau')
  const after = tokens.slice(last.to)
  return isOwn && (after.every(t => CLOSING.has(t.word)) || !after.some(t => GOES_ON.has(t.word)))
}

/** "Bolehkah saya menolak permintaan …": what is asked for is the refusal, whatever it is that is wanted of the asker; and nothing follows. */
function asksToRefuse({ readings, tokens }: Read): boolean {
  const refusal = readings.find(r => !r.denied && isOneOf(r.concept, ['act.refuse']))
  if (refusal === undefined) return false
  const before = tokens.slice(Math.max(0, refusal.from - REFUSAL_REACH), refusal.from + 1)
  const asked = before.findLastIndex(t => t.word === 'boleh' || t.word === 'berhak')
  if (asked < 0 || before.slice(asked + 1).some(t => t.breakBefore || t.word === 'tidak')) return false
  const from = refusal.from - before.length + 1 + asked
  const isDirect = !readings.some(r => isOneOf(r.concept, ['act']) && r.from > from && r.from < refusal.from)
  const after = tokens.slice(refusal.to)
  const isOfWish = after.slice(0, 2).some(t => WANTED.has(t.stem))
  return isDirect && isOfWish && !after.some(t => TURNS.has(t.word) || (t.breakBefore && !CLOSING.has(t.word)))
}
/** What others want of the asker. */
const WANTED = new Set('minta perintah suruh ajak arah instruksi undang tawar paksa'.split(' '))
const REFUSAL_REACH = 4
const TURNS = new Set('tapi tetapi namun atau kalau malah akhirnya lalu terus'.split(' '))

/** The principle on people who are not civil servants. */
const NOT_ASN = 'non-asn'
/** The principle of first help for who has lost hope. */
const DESPAIR = 'putus-asa'

/** An entry that must answer although statistics may not have ranked it. */
function settleEntry(
  edition: Edition,
  groups: readonly Group[],
  id: string,
  confidence: number,
  concepts: readonly string[],
  because: string,
): Decision {
  const candidate = groups.find(g => g.leader.entry.id === id)?.leader
  if (candidate) return settle(edition, candidate, confidence, concepts, because)
  const entry = edition.entries.get(id)
  const row = entry?.rows.at(-1)
  if (!entry || !row) return nothing('no-row')
  return { outcome: row.verdict, entry, row, confidence, unexplained: [], between: [], ...UNCHOSEN, because }
}

function settle(
  edition: Edition,
  candidate: Candidate | undefined,
  confidence: number,
  concepts: readonly string[],
  because: string,
): Decision {
  if (!candidate || candidate.row === null) return nothing('no-row')
  return {
    outcome: candidate.row.verdict,
    entry: candidate.entry,
    row: candidate.row,
    confidence,
    unexplained: unexplained(edition, candidate.entry, concepts),
    between: [],
    ...UNCHOSEN,
    because,
  }
}

/** Between two readings of the question; without a permission it rests on the other alone. */
export function hang(
  permit: Candidate | undefined,
  other: Candidate | undefined,
  confidence: number,
  left: readonly string[],
  because: string,
): Decision {
  const between = [permit, other].filter(c => c !== undefined)
  const lead = other ?? permit
  return {
    outcome: 'depends',
    entry: lead?.entry ?? null,
    row: lead?.row ?? null,
    confidence,
    unexplained: left,
    between,
    ...UNCHOSEN,
    because,
  }
}

/** Nothing was recognised, or nothing yet. */
export const nothing = (because: string): Decision => ({
  outcome: 'clarify',
  entry: null,
  row: null,
  confidence: 0,
  unexplained: [],
  between: [],
  ...UNCHOSEN,
  because,
})

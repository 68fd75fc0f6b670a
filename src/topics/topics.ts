// The desk in a staff group of Telegram: each consultation is a topic, claimed and closed by buttons, answered by writing in it. What ought to
// stand in the group follows from the consultations; what stands there is remembered in one setting; the difference is posted, the most urgent
// first, as fast as a group may be written to. It never shows what was asked unless the operator switched that on, never lets anybody do what
// the console would not, and never meets an asker.
// Neighbours: the console's work does every act; the bells ring for those who are not looking; the adapter knows the Bot API.
// Explained by: test/topics/topics.test.ts, test/adapters/telegram-desk.test.ts.
import type { ConsultationId } from '../handoff/handoff.ts'
import { type Loop, loop } from '../loop.ts'
import { handle } from './acts.ts'
import { type Memory, openMemory, type Topic } from './memory.ts'
import { type DeskParts, DeskRefused, type DeskSeen, type ForumEvent, groupOf } from './ports.ts'
import { deleting, isOpen, isUnsettled, type Job, missing, opening, type Standing, settled } from './shown.ts'

export { GROUP_PER_MINUTE } from './pace.ts'
export {
  type Button,
  type DeskAct,
  type DeskEnded,
  type DeskParts,
  DeskRefused,
  type DeskSeen,
  type DeskWork,
  type Forum,
  type ForumEvent,
  type Posted,
  type Quoted,
  type Rows,
  teamNamed,
} from './ports.ts'

const LOOK_MS = 3000
/** After a failure that has a reason, before the same is tried again; others go on meanwhile. */
const FAILED_MS = 60_000
/** How often it is looked whether a closed consultation still exists. */
const OVER_MS = 600_000
/** Of the messages of a minute these are kept for whoever waits for an answer to what they did. */
const KEPT_FOR_ACTS = 5

/** Runs the desk until stopped; poke it when something happened to a consultation. Of several processes one has it at a time. */
export function runTopics(parts: DeskParts): Loop {
  const desk = openTopics(parts, () => running.poke())
  const running = loop(desk.step, parts.sleep, parts.onError)
  return {
    poke: running.poke,
    stop: async () => {
      await running.stop()
      await desk.stop()
    },
  }
}

/** `step` makes the group what it ought to be, and says after how many milliseconds to look again. `onAct`: somebody did something. */
export function openTopics(parts: DeskParts, onAct: () => void): { step(): Promise<number>; stop(): Promise<void> } {
  const memory = openMemory(parts)
  const alone = oneByOne()
  const show = shower(parts, memory)
  let hearing: { readonly end: AbortController; readonly ended: Promise<void> } | null = null

  const accept = (event: ForumEvent): Promise<void> =>
    alone(async () => {
      if (!(await memory.hold())) throw new DeskRefused('telegram desk: another process has it')
      await handle(parts, memory, event)
      onAct()
    })
  const hush = async (): Promise<void> => {
    const heard = hearing
    hearing = null
    heard?.end.abort()
    await heard?.ended
  }
  return {
    step: async () => {
      const isOurs = await alone(memory.hold)
      if (!isOurs) {
        await hush()
        return LOOK_MS
      }
      if (hearing === null) {
        const end = new AbortController()
        hearing = { end, ended: parts.forum.hear(accept, end.signal) }
      }
      return alone(show)
    },
    stop: async () => {
      await hush()
      await alone(memory.letGo)
    },
  }
}

/** Acts and posts read and write the same memory: one after the other. */
function oneByOne(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return work => {
    const next = last.then(work, work)
    last = next.catch(() => {})
    return next
  }
}

/** Posts what is missing until nothing is, or the pace is reached. */
function shower(parts: DeskParts, memory: Memory): () => Promise<number> {
  const failedUntil = new Map<string, number>()
  const isDue = ({ key }: Job): boolean => (failedUntil.get(key) ?? 0) <= parts.now()
  let lookOverAt = 0
  return async () => {
    const isOverDue = parts.now() >= lookOverAt
    if (isOverDue) lookOverAt = parts.now() + OVER_MS
    const look = lookAt(parts, memory, isOverDue)
    while (await memory.hold()) {
      const [job] = (await look()).filter(isDue).toSorted((a, b) => a.rank - b.rank)
      if (job === undefined) return LOOK_MS
      const pace = memory.pace()
      const at = parts.now()
      if (pace.left(at) <= (job.isAct ? 0 : KEPT_FOR_ACTS)) return Math.min(LOOK_MS, pace.waitMs(at))
      pace.spend(at)
      const posted = await job.run()
      switch (posted.kind) {
        case 'done':
        case 'gone':
          failedUntil.delete(job.key)
          await memory.put(job.of, job.after(posted.kind === 'done' ? posted.id : null))
          break
        case 'later':
          pace.rest(parts.now() + posted.afterMs)
          return Math.min(LOOK_MS, posted.afterMs)
        case 'failed':
          failedUntil.set(job.key, parts.now() + FAILED_MS)
          parts.onError(new DeskRefused(`telegram desk: ${posted.code}`))
      }
    }
    return LOOK_MS
  }
}

/** What is missing now, of consultations as they were when the look began: each is opened once. `isOverDue`: of closed ones too. */
function lookAt(parts: DeskParts, memory: Memory, isOverDue: boolean): () => Promise<readonly Job[]> {
  const begun = parts.team().then(async team => {
    const group = groupOf(team)
    const [cases, staff] = await Promise.all([parts.work.visible(group), parts.book.staff()])
    return { team, group, cases, staff }
  })
  const seen = new Map<ConsultationId, DeskSeen | null>()
  const open = async (id: ConsultationId): Promise<DeskSeen | null> => {
    const { group } = await begun
    const found = seen.has(id) ? (seen.get(id) ?? null) : await parts.work.open(group, id)
    seen.set(id, found)
    return found
  }
  const standingOf = async (id: ConsultationId, topic: Topic): Promise<Standing> => {
    const { cases, staff } = await begun
    const c = cases.find(found => found.id === id) ?? null
    const nameOf = (member: string | null): string => staff.find(s => s.id === member)?.name ?? ''
    return { id, topic, c, seen: isUnsettled(topic, c) ? await open(id) : null, nameOf }
  }
  const gone = async (): Promise<readonly Job[]> => {
    const jobs: Job[] = []
    for (const [thread, id] of Object.entries(memory.over()))
      if ((await open(id)) === null) jobs.push(deleting(parts.forum, id, Number(thread)))
    return jobs
  }
  return async () => {
    // while it is not clear whose group it is, nothing is put up and nothing is taken away
    if (!parts.forum.hasGroup || (await begun).team === null) return []
    const jobs: Job[] = isOverDue ? [...(await gone())] : []
    for (const [id, topic] of Object.entries(memory.topics())) {
      const standing = await standingOf(id, topic)
      const now = settled(parts, standing)
      if (JSON.stringify(now) !== JSON.stringify(topic)) await memory.put(id, { kind: 'stands', topic: now })
      jobs.push(...missing(parts, { ...standing, topic: now }))
    }
    const topics = memory.topics()
    const { cases } = await begun
    const fresh = cases.filter(c => isOpen(c) && topics[c.id] === undefined).toSorted((a, b) => a.rank - b.rank)
    return [...jobs, ...fresh.map(c => opening(parts, c))]
  }
}

// How fast a group may be written to: so many messages in any minute (Telegram's limit for groups), or a pause that the platform named.

export const GROUP_PER_MINUTE = 20
const MINUTE_MS = 60_000

export type Pace = {
  /** How many more messages may go out now. */
  readonly left: (at: number) => number
  readonly spend: (at: number) => void
  /** Nothing before this moment: the platform said so. */
  readonly rest: (until: number) => void
  /** Milliseconds until more may go out than now. */
  readonly waitMs: (at: number) => number
}

/** `spentAt`: when whoever wrote before us may have written for the last time, as much as they could; null: nobody did. */
export function openPace(spentAt: number | null): Pace {
  let spent: readonly number[] = spentAt === null ? [] : Array.from({ length: GROUP_PER_MINUTE }, () => spentAt)
  let restUntil = 0
  const within = (at: number): readonly number[] => {
    spent = spent.filter(s => s > at - MINUTE_MS)
    return spent
  }
  return {
    left: at => (at < restUntil ? 0 : GROUP_PER_MINUTE - within(at).length),
    spend: at => {
      spent = [...within(at), at]
    },
    rest: until => {
      restUntil = Math.max(restUntil, until)
    },
    waitMs: at => Math.max(1, restUntil - at, (within(at)[0] ?? at - MINUTE_MS) + MINUTE_MS - at),
  }
}

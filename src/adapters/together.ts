// What arrives while a piece of work is under way is done with the next, in one: each alone would cost as many statements as all of them.

type Waiting<Item, Result> = {
  readonly item: Item
  readonly done: (result: Result) => void
  readonly failed: (error: unknown) => void
}

/**
 * One `run` at a time, with all items that wait, up to `max`; whoever comes while nobody waits is alone in it. `run` answers in the order of
 * its items. What fails in company is tried again alone, so that nobody fails with another.
 */
export function together<Item, Result>(
  max: number,
  run: (items: readonly Item[]) => Promise<readonly Result[]>,
): (item: Item) => Promise<Result> {
  const waiting: Waiting<Item, Result>[] = []
  let isRunning = false
  const serve = async (some: readonly Waiting<Item, Result>[]): Promise<void> => {
    try {
      const results = await run(some.map(({ item }) => item))
      for (const [i, { done }] of some.entries()) done(results[i] as Result)
    } catch (error) {
      if (some.length === 1) for (const { failed } of some) failed(error)
      else for (const one of some) await serve([one])
    }
  }
  const go = async (): Promise<void> => {
    isRunning = true
    while (waiting.length > 0) await serve(waiting.splice(0, max))
    isRunning = false
  }
  return item =>
    new Promise((done, failed) => {
      waiting.push({ item, done, failed })
      if (!isRunning) void go()
    })
}

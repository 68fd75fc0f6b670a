// What a person did that cannot be done, as errors that a command turns into one line.

/** A command called wrongly; the message is what the person reads. */
export class UsageWrong extends Error {
  override readonly name = 'UsageWrong'
}

/** Knowledge that cannot be used; `knowledge check` says what is wrong where. */
export class KnowledgeBroken extends Error {
  override readonly name = 'KnowledgeBroken'
  readonly problems: number
  constructor(problems: number) {
    super(`knowledge cannot be loaded: ${problems} problems`)
    this.problems = problems
  }
}

/** RAMBU_HOME_PLACE names no place: answering for nowhere in silence would mislead every asker of the office. */
export class HomePlaceUnknown extends Error {
  override readonly name = 'HomePlaceUnknown'
  readonly place: string
  constructor(place: string) {
    super('RAMBU_HOME_PLACE names no known place')
    this.place = place
  }
}

/** Nothing was learned from this knowledge yet, and learning was not asked for. */
export class EditionUnlearned extends Error {
  override readonly name = 'EditionUnlearned'
}

/** A refusal on its way from a thread or a process to its owner: what it takes to name it there. */
export type Refusal =
  | { readonly why: 'knowledge'; readonly problems: number }
  | { readonly why: 'home-place'; readonly place: string }
  | { readonly why: 'unlearned' }

/** null: no refusal, something is broken. */
export function refusalOf(error: unknown): Refusal | null {
  if (error instanceof KnowledgeBroken) return { why: 'knowledge', problems: error.problems }
  if (error instanceof HomePlaceUnknown) return { why: 'home-place', place: error.place }
  return error instanceof EditionUnlearned ? { why: 'unlearned' } : null
}

const isRefusal = (value: unknown): value is Refusal => typeof value === 'object' && value !== null && 'why' in value

/** The error that it was. */
export function refusedAs(about: unknown): Error {
  if (!isRefusal(about)) return new Error('refused for a reason that nobody knows')
  switch (about.why) {
    case 'knowledge':
      return new KnowledgeBroken(about.problems)
    case 'home-place':
      return new HomePlaceUnknown(about.place)
    case 'unlearned':
      return new EditionUnlearned()
  }
}

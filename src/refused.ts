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

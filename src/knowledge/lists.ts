// Lists of names by number. Hundreds of rows and patterns ask whether a text names one of a few families: which lists it touches is marked once,
// going from the few names of the text to the lists in which they stand, and each row or pattern is then a few numbers to look up.

/** What must hold, by the numbers of lists: one that must be touched as it is, one that must not be with a minus before it. */
export type Needs = readonly number[]

/** Which lists are touched, by their numbers. */
export type Touched = Uint8Array

/** Names by what they are said of: the same name may be affirmed in one text and denied in another. */
export type Named = readonly (readonly [of: string, names: Iterable<string>])[]

export type Lists = {
  /** The number of a list, counted from 1; a list of the same names has the same number. */
  readonly numberOf: (of: string, names: readonly string[]) => number
  /** The lists in which one of these names stands. */
  readonly touchedBy: (named: Named) => Touched
}

export function makeLists(): Lists {
  const numbers = new Map<string, number>()
  const standing = new Map<string, Map<string, number[]>>()

  function numberOf(of: string, names: readonly string[]): number {
    const key = `${of} ${names.join(' ')}`
    const before = numbers.get(key)
    if (before !== undefined) return before
    const number = numbers.size + 1
    numbers.set(key, number)
    const lists = standing.get(of) ?? new Map<string, number[]>()
    standing.set(of, lists)
    for (const name of new Set(names)) lists.set(name, [...(lists.get(name) ?? []), number])
    return number
  }

  function touchedBy(named: Named): Touched {
    const touched = new Uint8Array(numbers.size + 1)
    for (const [of, names] of named) {
      const lists = standing.get(of)
      if (lists === undefined) continue
      for (const name of names) for (const number of lists.get(name) ?? NONE) touched[number] = 1
    }
    return touched
  }

  return { numberOf, touchedBy }
}

const NONE: readonly number[] = []

export function meets(touched: Touched, needs: Needs): boolean {
  for (const list of needs) if (list > 0 ? touched[list] === 0 : touched[-list] === 1) return false
  return true
}

// Two words that officers call a consultation by. Drawn by chance: they say nothing of who asks, what, where or when.

export type CodeNames = { readonly things: readonly string[]; readonly qualities: readonly string[] }

/** Reads prompts/codenames.id.txt; throws when a section is missing or a word stands twice. */
export function parseCodeNames(text: string): CodeNames {
  const sections = new Map<string, string[]>()
  let open: string[] = []
  for (const line of text.split('\n').filter(l => l !== '' && !l.startsWith('#'))) {
    const heading = line.match(/^\[(\w+)\]$/)?.[1]
    if (heading === undefined) open.push(line)
    else {
      open = []
      sections.set(heading, open)
    }
  }
  const words = [...sections.values()].flat()
  const twice = words.find((w, at) => words.indexOf(w) !== at)
  if (twice !== undefined) throw new Error(`codenames.id.txt: "${twice}" stands twice`)
  return { things: wordsOf(sections, 'benda'), qualities: wordsOf(sections, 'sifat') }
}

function wordsOf(sections: ReadonlyMap<string, readonly string[]>, heading: string): readonly string[] {
  const words = sections.get(heading)
  if (words === undefined || words.length === 0) throw new Error(`codenames.id.txt has no words under [${heading}]`)
  return words
}

/** A name that is not among those in use. When all are, one of them: two consultations of one name are better than none. `chance`: from 0 up to 1. */
export function newCodeName({ things, qualities }: CodeNames, taken: ReadonlySet<string>, chance: () => number): string {
  const count = things.length * qualities.length
  const first = Math.floor(chance() * count)
  const nameAt = (at: number): string =>
    [things[Math.floor(at / qualities.length)], qualities[at % qualities.length]].map(w => capital(w ?? '')).join(' ')
  for (let n = 0; n < count; n++) {
    const name = nameAt((first + n) % count)
    if (!taken.has(name)) return name
  }
  return nameAt(first)
}

const capital = (word: string): string => word.slice(0, 1).toUpperCase() + word.slice(1)

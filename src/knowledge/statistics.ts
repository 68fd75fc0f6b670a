// Counting statistics learned from the phrasings when an edition is compiled: a multinomial logistic regression over sparse features.
// Deterministic: a fixed order, no chance. It says which principle's phrasings a question resembles; it never decides a verdict.

/** Sparse features of one text: name → weight. */
export type Features = ReadonlyMap<string, number>

/** A learned model, plain data so that it can be kept in the edition's cache. `weights` is features × classes, row by row. */
export type Statistics = {
  readonly classes: readonly string[]
  readonly features: ReadonlyMap<string, number>
  readonly weights: Float32Array
}

/** Features with numbers for names: what is learned from is kept in a fraction of the room that names would take. */
export type Numbered = { readonly names: readonly number[]; readonly values: readonly number[] }

/** Numbers names in the order in which they are met. */
export type Numbering = { readonly names: readonly string[]; readonly number: (features: Features) => Numbered }

export function makeNumbering(): Numbering {
  const names: string[] = []
  const numbers = new Map<string, number>()
  const numberOf = (name: string): number => {
    const before = numbers.get(name)
    if (before !== undefined) return before
    numbers.set(name, names.length)
    return names.push(name) - 1
  }
  return { names, number: features => ({ names: Array.from(features.keys(), numberOf), values: [...features.values()] }) }
}

/** `key` stands for the text: what is left out of an example and when it is seen hang on it alone, so that a new phrasing leaves the others as they were. */
export type Example = { readonly features: Numbered; readonly label: string; readonly key: number }

const EPOCHS = 14
const SEEDS = [7, 1234, 555]
/** Errors smaller than this teach nothing. */
const ERROR_MIN = 0.002
const RATE = 0.2
const DECAY = 2e-5
/** Share of features left out at each sight of an example, so that no single word carries a verdict; it keeps the model modest about unseen acts. */
const LEFT_OUT = 0.5
/** Probabilities are flattened by this temperature: measured on questions that were not learned from, the bare ones are too sure. */
const TEMPERATURE = 1.5
/** A feature seen only once says nothing that the phrasing bank does not say already. */
const SEEN_MIN = 2
/** Sharpness of the softmax over unit-length feature vectors. */
const SCALE = 6

/** `names`: what the numbers of the examples' features stand for. */
export function learn(examples: readonly Example[], names: readonly string[]): Statistics {
  const seen = new Map<number, number>()
  for (const { features } of examples) for (const name of features.names) seen.set(name, (seen.get(name) ?? 0) + 1)
  const index = new Map<number, number>()
  for (const [name, n] of seen) if (n >= SEEN_MIN) index.set(name, index.size)
  const classes = [...new Set(examples.map(e => e.label))].sort()
  const at = new Map(classes.map((c, k) => [c, k]))
  const rows = examples.map(({ features, label, key }) => ({
    sparse: toSparse(features.names, features.values, index),
    label: at.get(label) ?? 0,
    key,
  }))
  // the mean of several runs that leave out different words: what one run learned by chance the others do not repeat
  const weights = new Float32Array(index.size * classes.length)
  for (const seed of SEEDS) {
    const run = descend(rows, index.size, classes.length, seed)
    for (let i = 0; i < weights.length; i++) weights[i] = (weights[i] ?? 0) + (run[i] ?? 0) / SEEDS.length
  }
  return { classes, features: new Map([...index].map(([name, feature]) => [names[name] ?? '', feature])), weights }
}

type Row = { readonly sparse: readonly Weighted[]; readonly label: number; readonly key: number }
type Weighted = { readonly feature: number; readonly value: number }

/** One run of stochastic descent with per-weight rates (AdaGrad). Each time the order and what is left out are drawn anew from the keys. */
function descend(rows: readonly Row[], size: number, width: number, seed: number): Float32Array {
  const weights = new Float32Array(size * width)
  const squares = new Float32Array(size * width).fill(1e-6)
  const scores = new Float32Array(width)
  const taught = new Int32Array(width)
  const errors = new Float64Array(width)
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    const lot = seed + epoch
    const drawn = rows
      .map(row => ({ row, place: mixed(row.key, lot) }))
      .sort((a, b) => a.place - b.place || a.row.key - b.row.key)
    for (const { row, place } of drawn) {
      const keeps = sequence(mixed(place, lot))
      const sparse = row.sparse.filter(() => keeps() > LEFT_OUT)
      softmax(weights, sparse, width, SCALE, scores)
      // most classes are far from every example: what they would be taught is too little to look at again for each feature
      let wrong = 0
      for (let k = 0; k < width; k++) {
        const error = (scores[k] ?? 0) - (k === row.label ? 1 : 0)
        if (error < ERROR_MIN && error > -ERROR_MIN) continue
        taught[wrong] = k
        errors[wrong++] = error
      }
      for (const { feature, value } of sparse) {
        const base = feature * width
        for (let i = 0; i < wrong; i++) {
          const at = base + (taught[i] ?? 0)
          const weight = weights[at] ?? 0
          const gradient = (errors[i] ?? 0) * value * SCALE + DECAY * weight
          const square = (squares[at] ?? 0) + gradient * gradient
          squares[at] = square
          weights[at] = weight - (RATE * gradient) / Math.sqrt(square)
        }
      }
    }
  }
  return weights
}

/** Probability of each class, in the order of `classes`. */
export function predict(model: Statistics, features: Features): Float32Array {
  const scores = new Float32Array(model.classes.length)
  const sparse = toSparse(features.keys(), [...features.values()], model.features)
  softmax(model.weights, sparse, model.classes.length, SCALE / TEMPERATURE, scores)
  return scores
}

/** Those features that the model knows, scaled to unit length. */
function toSparse<Name>(names: Iterable<Name>, values: readonly number[], index: ReadonlyMap<Name, number>): Weighted[] {
  const found: { feature: number; value: number }[] = []
  let square = 0
  let at = 0
  for (const name of names) {
    const value = values[at++] ?? 0
    const feature = index.get(name)
    if (feature === undefined) continue
    found.push({ feature, value })
    square += value * value
  }
  const length = Math.sqrt(square) || 1
  for (const f of found) f.value /= length
  return found
}

function softmax(
  weights: Float32Array,
  sparse: readonly { feature: number; value: number }[],
  width: number,
  scale: number,
  out: Float32Array,
): void {
  out.fill(0)
  // four features at a time: each score is fetched and put back a quarter as often
  let i = 0
  for (; i + 3 < sparse.length; i += 4) {
    const one = sparse[i] as Weighted
    const two = sparse[i + 1] as Weighted
    const three = sparse[i + 2] as Weighted
    const four = sparse[i + 3] as Weighted
    const [a, b, c, d] = [one.feature * width, two.feature * width, three.feature * width, four.feature * width]
    const [p, q, r, s] = [one.value, two.value, three.value, four.value]
    for (let k = 0; k < width; k++)
      out[k] =
        (out[k] ?? 0) +
        ((weights[a + k] ?? 0) * p + (weights[b + k] ?? 0) * q + (weights[c + k] ?? 0) * r + (weights[d + k] ?? 0) * s)
  }
  for (; i < sparse.length; i++) {
    const { feature, value } = sparse[i] as Weighted
    const base = feature * width
    for (let k = 0; k < width; k++) out[k] = (out[k] ?? 0) + (weights[base + k] ?? 0) * value
  }
  let top = Number.NEGATIVE_INFINITY
  for (let k = 0; k < width; k++) {
    out[k] = (out[k] ?? 0) * scale
    if ((out[k] ?? 0) > top) top = out[k] ?? 0
  }
  let sum = 0
  for (let k = 0; k < width; k++) {
    const e = Math.exp((out[k] ?? 0) - top)
    out[k] = e
    sum += e
  }
  for (let k = 0; k < width; k++) out[k] = (out[k] ?? 0) / sum
}

/** The same numbers between 0 and 1 at every learning (a linear congruential sequence): an edition's hash names what was learned. */
export function sequence(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff
    return state / 0x7fffffff
  }
}

/** Two numbers made one that tells nothing of either (a multiplicative hash). */
function mixed(one: number, other: number): number {
  let state = Math.imul(one ^ Math.imul(other, 0x9e3779b1), 0x85ebca6b)
  state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35)
  return (state ^ (state >>> 16)) & 0x7fffffff
}

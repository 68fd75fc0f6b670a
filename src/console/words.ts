// What staff read: the sentences of prompts/console.id.yaml and prompts/editor.id.yaml, filled with named blanks.
import { load } from 'js-yaml'
import { z } from 'zod'

type Blanks = Readonly<Record<string, string | number>>

export type Words = {
  /** Throws for a sentence that is not there, or a blank that nobody fills: both are mistakes of ours. */
  readonly say: (key: string, blanks?: Blanks) => string
  readonly has: (key: string) => boolean
  readonly keys: readonly string[]
}

const schema = z.record(z.string().regex(/^[a-z][a-z0-9_]*$/), z.string().min(1))

/** Reads prompts/console.id.yaml and prompts/editor.id.yaml. A key stands in one of them only. */
export function parseWords(...files: readonly string[]): Words {
  const sentences = new Map(Object.entries(schema.parse(load(files.join('\n')))))
  return {
    say: (key, blanks = {}) => {
      const sentence = sentences.get(key)
      if (sentence === undefined) throw new Error(`the sentences of the console have none called ${key}`)
      return sentence.replace(/\{(\w+)\}/g, (_, name: string) => {
        const value = blanks[name]
        if (value === undefined) throw new Error(`the sentence ${key} has a blank {${name}} that is not filled here`)
        return String(value)
      })
    },
    has: key => sentences.has(key),
    keys: [...sentences.keys()],
  }
}

// What an operator reads on the command line: the sentences of prompts/screens.id.yaml, filled with named blanks.
import { load } from 'js-yaml'
import { z } from 'zod'
import type { Problem } from './knowledge/knowledge.ts'

const schema = z
  .object({ problems: z.record(z.string(), z.object({ problem: z.string(), remedy: z.string() })) })
  .catchall(z.union([z.string(), z.record(z.string(), z.unknown())]))

export type Screens = {
  readonly say: (key: string, blanks?: Readonly<Record<string, string | number>>) => string
  readonly problem: (problem: Problem) => string
}

export function parseScreens(yaml: string): Screens {
  const sentences = schema.parse(load(yaml))
  const fill = (text: string, blanks: Readonly<Record<string, string | number>>): string =>
    text.replace(/\{(\w+)\}/g, (whole, name: string) => String(blanks[name] ?? whole))
  const say: Screens['say'] = (key, blanks = {}) => {
    const sentence = sentences[key]
    if (typeof sentence !== 'string') throw new Error(`prompts/screens.id.yaml has no sentence ${key}`)
    return fill(sentence, blanks)
  }
  return {
    say,
    problem: p => {
      const kind = sentences.problems[p.kind]
      if (kind === undefined) throw new Error(`prompts/screens.id.yaml names no problem ${p.kind}`)
      return say('check_line', {
        file: p.file,
        field: p.field,
        problem: fill(kind.problem, { what: p.what }),
        remedy: kind.remedy.replace(/\.$/, ''),
      })
    },
  }
}

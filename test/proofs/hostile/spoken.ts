// All that the bot says of its own: the knowledge and the fixed sentences. What stands nowhere in it came from elsewhere.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Edition } from '../../../src/knowledge/knowledge.ts'

const ROOT = join(import.meta.dirname, '../../..')

export function spokenBy(edition: Edition): readonly string[] {
  const { principles, situations, regionals, regulations, consequences, places, elections } = edition.sources
  const sentences = readdirSync(join(ROOT, 'prompts'))
    .filter(name => name.endsWith('.yaml'))
    .map(name => readFileSync(join(ROOT, 'prompts', name), 'utf8'))
  const entries = [...principles, ...situations].map(({ title, rows }) => ({ title, rows }))
  // the words inside, not as JSON writes them
  const all = JSON.stringify([entries, regionals, regulations, consequences, places.map(p => p.name), elections])
  return [all.replaceAll('\\"', '"').replaceAll('\\n', '\n'), ...sentences]
}

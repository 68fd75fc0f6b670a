// The words of the work pages, and what is refused as too much like somebody's own.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { HELP_FAULTS } from '../../src/console/assistant.ts'
import { DRAFT_FAULTS } from '../../src/console/drafted.ts'
import { areAlike } from '../../src/console/pages/alike.ts'
import { WORK_REASONS } from '../../src/console/work.ts'
import { DELIVERIES, OUTCOMES, type Reason, STATES, VOICES } from '../../src/handoff/handoff.ts'
import { KEPT } from '../../src/retention.ts'
import { REMOVED_KINDS, VERDICTS } from '../../src/vocabulary.ts'
import { words } from './house.ts'

const FOLDER = join(import.meta.dirname, '../../src/console/pages')
const code = readdirSync(FOLDER)
  .map(file => readFileSync(join(FOLDER, file), 'utf8'))
  .join('\n')

/** All of them, or the compiler says which is missing. */
const REASONS: Readonly<Record<Reason, true>> = {
  'already-open': true,
  'still-open': true,
  ended: true,
  'too-late': true,
  held: true,
  'nobody-holds': true,
  'not-holder': true,
  'not-yours': true,
  'in-review': true,
  'not-in-review': true,
  'needs-approval': true,
  'needs-no-approval': true,
  'four-eyes': true,
  'same-team': true,
  'team-cannot': true,
  'units-by-coordinator': true,
  'nothing-said': true,
}

const family = (prefix: string, names: readonly string[]): readonly string[] =>
  names.map(name => `${prefix}_${name.replaceAll('-', '_')}`)

describe('every sentence of the work pages', () => {
  it('that a page says is there', () => {
    const said = [...code.matchAll(/\bsay\(\s*'([a-z0-9_]+)'/g), ...code.matchAll(/'((?:done|fault|news|refused)_[a-z0-9_]+)'/g)]
    expect(said.map(([, key = '']) => key).filter(key => !words.has(key))).toEqual([])
  })

  it('is there for each state, reason, delivery, outcome and kind', () => {
    const keys = [
      ...family('state', STATES),
      ...family('delivery', DELIVERIES),
      ...family('voice', VOICES),
      ...family('outcome', OUTCOMES),
      ...family('refused', [...Object.keys(REASONS), ...WORK_REASONS]),
      ...family('removed', REMOVED_KINDS),
      ...family('retention', KEPT),
      ...family('answer', [...VERDICTS, 'no_basis', 'failed']),
      ...family('case_draft', HELP_FAULTS),
      ...family('case_draft_unfit', DRAFT_FAULTS),
      ...family('ed_help', HELP_FAULTS),
    ]
    expect(keys.filter(key => !words.has(key))).toEqual([])
  })
})

describe('a phrasing', () => {
  const asked = 'Bolehkah saya memasang stiker paslon di helm saya sendiri waktu berangkat kerja tiap pagi?'

  it.each([
    asked,
    asked.toUpperCase(),
    'bolehkah saya memasang stiker paslon di helm saya sendiri waktu berangkat kerja',
    'Pak, bolehkah saya memasang stiker paslon di helm saya sendiri waktu pergi ke kantor ya?',
    'Bolehkah sy memasang striker paslon di helm sy sendiri waktu brangkat kerja tiap pagi?',
  ])('like the asker’s own is recognised: %s', phrasing => {
    expect(areAlike(phrasing, asked)).toBe(true)
  })

  it.each([
    'tempel gambar calon di pelindung kepala motor, aman nggak?',
    'boleh pasang stiker partai di helm?',
    'helm saya ada logo calon',
    '',
  ])('in other words is not: %s', phrasing => {
    expect(areAlike(phrasing, asked)).toBe(false)
  })
})

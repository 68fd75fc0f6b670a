// The program as a person or another program starts it.
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import process from 'node:process'
import { describe, expect, it } from 'vitest'
import { environmentIn, testFolders } from '../store.ts'

const ROOT = join(import.meta.dirname, '../..')

function rambu(
  args: readonly string[],
  input = '',
  environment: Readonly<Record<string, string>> = {},
): { status: number | null; out: string; err: string } {
  const ran = spawnSync(process.execPath, ['src/cli.ts', ...args], {
    cwd: ROOT,
    input,
    encoding: 'utf8',
    env: { ...process.env, ...environment },
    timeout: 240_000,
  })
  return { status: ran.status, out: ran.stdout, err: ran.stderr }
}

describe('the command line', () => {
  it('answers a question with its ground', () => {
    const { status, out } = rambu(['ask', 'PNS boleh jadi tim sukses calon bupati?', '--date', '2026-11-21'])
    expect(status).toBe(0)
    expect(out).toMatch(/^Tidak boleh/)
    expect(out).toContain('Dasar:')
  })

  it('answers a batch in order; a bad line gives an error line and the batch goes on', () => {
    const lines = [
      JSON.stringify({ id: 'a', turns: ['PNS boleh jadi tim sukses?'], on: '2026-11-21' }),
      '{"id": "b"',
      JSON.stringify({ id: 'c', turns: [] }),
      JSON.stringify({
        id: 'd',
        turns: ['boleh mencoblos?'],
        region: 'Kota Kendari, Sulawesi Tenggara',
        status: 'PPPK',
        on: '2024-10-01',
      }),
      JSON.stringify({ id: 'e', turns: ['boleh mencoblos?'], region: 'Atlantis', status: 'honorer', on: '2024-10-01' }),
    ]
    const { status, out } = rambu(['ask', '--jsonl'], `${lines.join('\n')}\n`)
    const answers = out
      .trim()
      .split('\n')
      .map(l => JSON.parse(l))
    expect(answers.map(a => a.id)).toEqual(['a', null, 'c', 'd', 'e'])
    expect(answers[0]).toMatchObject({ outcome: 'forbidden' })
    expect(answers[0].citations[0]).toHaveProperty('document')
    expect(answers[1].error).toContain('JSON')
    expect(answers[2]).toHaveProperty('error')
    expect(answers[3].text).toContain('Sulawesi Tenggara')
    expect(answers[3]).not.toHaveProperty('warnings')
    // a profile that cannot be read is said, and does not cost the answer
    expect(answers[4].outcome).toMatch(/^allowed/)
    expect(answers[4].warnings.join(' ')).toMatch(/Atlantis.*honorer/)
    expect(status).toBe(1)
  })

  it('says plainly what is wrong with an option, and does nothing else', () => {
    for (const args of [
      ['ask', 'x', '--status', 'honorer'],
      ['ask', 'x', '--place', 'Atlantis'],
      ['ask', 'x', '--date', 'kemarin'],
      ['ask', 'x', '--date', '2024-02-30'],
      ['ask'],
    ]) {
      const { status, out, err } = rambu(args)
      expect(status, args.join(' ')).toBe(1)
      expect(out).toBe('')
      expect(err.trim().length).toBeGreaterThan(10)
      expect(err).not.toMatch(/at .*\.ts/)
    }
  })

  it('talks, and shows the second layer on request', () => {
    const { status, out } = rambu(
      ['chat', '--date', '2026-11-21'],
      'PNS boleh jadi tim sukses calon bupati?\nselengkapnya\nselesai\n',
    )
    expect(status).toBe(0)
    expect(out).toMatch(/Tidak boleh/)
    expect(out).toMatch(/Bacaan kami/)
  })

  it('shows how an answer came about', () => {
    const { out } = rambu(['ask', 'PNS boleh jadi tim sukses calon bupati?', '--why', '--date', '2026-11-21'])
    expect(out).toMatch(/partisan\./)
    expect(out).toMatch(/jadi-tim/)
  })

  it('refuses a home place that does not exist', () => {
    const { status, err } = rambu(['ask', 'boleh?'], '', { RAMBU_HOME_PLACE: 'Atlantis' })
    expect(status).toBe(1)
    expect(err).toContain('RAMBU_HOME_PLACE')
  })

  it('names a broken knowledge folder and exits with 1', () => {
    const { status, err } = rambu(['ask', 'boleh?'], '', { RAMBU_KNOWLEDGE: 'prompts' })
    expect(status).toBe(1)
    expect(err).toMatch(/knowledge check/)
  })

  it('ends when it cannot start, on either port, and holds nothing against the next start', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const taken = other.address()
    if (typeof taken !== 'object' || taken === null) throw new Error('no port')
    const { folder } = testFolders('start')
    for (const [theirs, ours] of [
      ['RAMBU_HTTP_PORT', 'RAMBU_CONSOLE_PORT'],
      ['RAMBU_CONSOLE_PORT', 'RAMBU_HTTP_PORT'],
    ] as const) {
      const { status, err } = rambu(['start'], '', { ...environmentIn(folder), [theirs]: String(taken.port), [ours]: '0' })
      expect(status).toBe(1)
      expect(err).toContain(theirs)
    }
    other.close()
    rmSync(folder, { recursive: true })
  })
})

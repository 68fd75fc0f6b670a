import process from 'node:process'
import { describe, expect, it } from 'vitest'
import { doApart } from '../../src/adapters/apart.ts'

const file = new URL('./working.ts', import.meta.url)

async function work(ends: string, signal = new AbortController().signal, onTold = (_: string): void => {}): Promise<string[]> {
  const told: string[] = []
  const hear = (said: string): void => {
    told.push(said)
    onTold(said)
  }
  await doApart({ file, as: 'worker', data: { ends }, onTold: hear, signal }, about => new Error(String(about)))
  return told
}

describe('work in a process of its own', () => {
  it('is done when it is done, and was done in no process of ours', async () => {
    const [said = ''] = await work('well')
    expect(said).toMatch(/^worker \d+$/)
    expect(said).not.toBe(`worker ${process.pid}`)
  })

  it('that is refused is refused for the same reason here', async () => {
    await expect(work('refused')).rejects.toThrow('a reason')
  })

  it('whose process is killed is not taken for done', async () => {
    await expect(work('killed')).rejects.toThrow('SIGKILL')
  })

  it('that is called off is gone', async () => {
    const off = new AbortController()
    let pid = 0
    const working = work('never', off.signal, said => {
      pid = Number(said.split(' ')[1])
      off.abort()
    })
    await expect(working).rejects.toThrow('SIGKILL')
    expect(() => process.kill(pid, 0)).toThrow('ESRCH')
  })
})

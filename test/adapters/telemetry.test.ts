import { describe, expect, it } from 'vitest'
import { telemetry } from '../../src/adapters/telemetry.ts'

const COUNTS = { turnsWaiting: 0, repliesWaiting: 0, repliesHeld: 0, repliesDead: 0, oldestTurnAt: null }
const call = { role: 'read', model: 'baca', result: 'good', tookMs: 900, given: 1200, said: 40, money: 0.002 } as const

describe('what an operator sees of a language model', () => {
  it('is counted in twenties: a figure that moves tells nothing of the turn that moved it', async () => {
    const seen = telemetry('silent')
    const figures = async (): Promise<string> =>
      (await seen.metrics(COUNTS))
        .split('\n')
        .filter(l => /^rambu_model_\w+\{/.test(l))
        .join('\n')
    for (let i = 0; i < 18; i++) seen.called(call)
    seen.marked(['agrees'])
    expect(await figures()).toBe('')
    seen.marked(['disagrees'])
    const told = await figures()
    expect(told).toContain('rambu_model_calls_total{role="read",model="baca",result="good"} 18')
    expect(told).toContain('rambu_model_tokens_total{model="baca",direction="given"} 21600')
    expect(told).toContain('rambu_model_marks_total{mark="disagrees"} 1')
  })

  it('tells at once how each model stands, and how often it disagrees only roughly and not with each turn', async () => {
    const seen = telemetry('silent')
    const states = () => [{ role: 'read', model: 'baca', state: 'away' } as const]
    const told = (): Promise<string> =>
      seen.metrics(COUNTS, {
        states,
        off: () => 'disagrees',
        share: why => (why === 'disagrees' ? 0.3337 : 0.12),
      })
    for (let i = 0; i < 19; i++) seen.marked(['disagrees'])
    const early = await told()
    expect(early).toContain('rambu_model_state{role="read",model="baca",state="away"} 1')
    expect(early).toContain('rambu_model_off{why="disagrees"} 1')
    expect(early).toContain('rambu_model_off{why="unusable"} 0')
    expect(early).toContain('rambu_model_disagreement 0\n')
    seen.marked(['agrees'])
    const later = await told()
    expect(later).toContain('rambu_model_disagreement 0.35\n')
    expect(later).toContain('rambu_model_unusable 0.1\n')
  })
})

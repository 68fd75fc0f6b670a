// The bot with a model that tells nearness: vectors of its edition are made beside its work, once, and kept.
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { type FakeModel, fakeModel } from '../fakes/openai.ts'
import { freePort, ROOT, startBot, until } from '../proofs/child.ts'
import { openPlace } from '../proofs/places.ts'

const CACHE = join(ROOT, '.cache/rambu')
const cache = mkdtempSync(join(tmpdir(), 'rambu-near-'))
cpSync(CACHE, cache, { recursive: true, filter: path => !path.includes('near-') && !path.includes('model-used') })
afterAll(() => rmSync(cache, { recursive: true, force: true }))

const vectorsAsked = ({ heard }: FakeModel): number => heard.filter(h => h.path.endsWith('/embeddings')).length
const keptIn = (): string[] => readdirSync(cache).filter(name => name.startsWith('near-'))

async function started(model: FakeModel): Promise<{ readonly stop: () => Promise<number | null> }> {
  const place = await openPlace('sqlite')
  const port = await freePort()
  const bot = startBot({
    ...place.env,
    RAMBU_CACHE: cache,
    RAMBU_HTTP_PORT: String(port),
    RAMBU_LOG: 'error',
    RAMBU_MODEL_URL: model.url,
    RAMBU_MODEL_KEY: model.key,
    RAMBU_MODEL_READ: 'baca',
    RAMBU_MODEL_EMBED: 'dekat',
  })
  const isUp = await until(async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => null)
    return answer?.status === 200
  }, 240_000)
  expect(isUp).toBe(true)
  return {
    stop: async () => {
      const status = await bot.stop()
      await place.close()
      return status
    },
  }
}

it('vectors of the edition are made after the start and kept; the next start asks for none', async () => {
  const model = await fakeModel()
  const first = await started(model)
  expect(await until(() => keptIn().length === 1, 30_000)).toBe(true)
  const asked = vectorsAsked(model)
  expect(asked).toBeGreaterThan(10)
  expect(await first.stop()).toBe(0)
  const second = await started(model)
  expect(await second.stop()).toBe(0)
  expect(vectorsAsked(model)).toBe(asked)
  await model.close()
})

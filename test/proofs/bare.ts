// The bare hono server that the console is measured beside: one page that never changes, and connections that are told when something happens.
import process from 'node:process'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { streamSSE } from 'hono/streaming'

const { BARE_BYTES = '0', BARE_PORT = '0' } = process.env
const page = `<!doctype html><title>bare</title><p>${'x'.repeat(Number(BARE_BYTES))}</p>`
const open = new Set<() => void>()
const app = new Hono()
app.get('/page', c => c.html(page))
app.get('/events', c =>
  streamSSE(c, async stream => {
    const tell = (): void => void stream.writeSSE({ event: 'rambu-changed', data: '' })
    open.add(tell)
    await new Promise<void>(gone => stream.onAbort(gone))
    open.delete(tell)
  }),
)
app.post('/change', c => {
  for (const tell of open) tell()
  return c.body(null, 204)
})
serve({ fetch: app.fetch, port: Number(BARE_PORT), hostname: '127.0.0.1' }, () => process.stdout.write('ready\n'))
process.once('SIGTERM', () => process.exit(0))

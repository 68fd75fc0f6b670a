// A thread for the tests: says back what it was asked, or ends.
import { serveThread } from '../../src/adapters/thread.ts'

serveThread<string, { readonly said: string }>('ready to echo', asked => {
  if (asked === 'break') throw new Error('broken on purpose')
  return { said: asked }
})

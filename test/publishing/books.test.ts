import { draftsContract } from '../contracts/drafts.ts'
import { memoryBooks } from './books.ts'

draftsContract('memory', async () => {
  const { drafts, editions, log } = memoryBooks()
  return { drafts, editions, log: async () => [...log], end: async () => {} }
})

// What all reading pages of an installation share, read from its files.
import { join } from 'node:path'
import { readText } from './adapters/disk.ts'
import { parsePaperWords, type Site } from './pages/pages.ts'

export const siteOf = ({
  promptsFolder,
  publicUrl,
}: {
  readonly promptsFolder: string
  readonly publicUrl: string | null
}): Site => ({
  words: parsePaperWords(readText(join(promptsFolder, 'pages.id.yaml'))),
  css: readText(join(import.meta.dirname, 'pages', 'paper.css')),
  publicUrl,
  chatPath: '/',
})

// The reading pages that come from an edition: rules, documents, proofs. Made where the edition is, in the thread that holds it.
import { type Proven, publish, type Words } from './answering/answering.ts'
import type { Edition } from './knowledge/knowledge.ts'
import { clausePage, documentPage, indexPage, missingPage, type Page, proofPage, type Site } from './pages/pages.ts'
import type { DateOnly } from './vocabulary.ts'

/** A page that somebody looks for. `proof` is what was stored under the code; null: nothing was. */
export type PageAsked =
  | { readonly kind: 'law'; readonly document: string | null; readonly clause: string | null; readonly on: DateOnly }
  | { readonly kind: 'proof'; readonly code: string; readonly proof: string | null; readonly on: DateOnly }

/** `found`: whether the page is what was looked for; else it says what to do. `movedTo`: its own path, where it was asked for by another. */
export type PageMade = { readonly page: Page; readonly found: boolean; readonly movedTo: string | null }

export type Library = (asked: PageAsked) => PageMade

/** How a code looks; nobody's. */
const CODE_SHAPE = 'xxxx-xxxx-xxxx-xxxx'

export function openLibrary(edition: Edition, words: Words, site: Site): Library {
  const published = publish(edition, words)
  const missing = (looked: 'proof' | 'law'): PageMade => ({
    page: missingPage(site, { looked, codeShape: CODE_SHAPE }),
    found: false,
    movedTo: null,
  })
  const law = (document: string | null, clause: string | null, on: DateOnly): PageMade => {
    if (document === null) return { page: indexPage(site, published.indexPage(on)), found: true, movedTo: null }
    if (clause === null) {
      const data = published.documentPage(document, on)
      return data === null ? missing('law') : { page: documentPage(site, data), found: true, movedTo: null }
    }
    const data = published.clausePage(document, clause, on)
    if (data === null) return missing('law')
    const isOwn = data.path === `/k/${document}/${clause}`
    return { page: clausePage(site, data), found: true, movedTo: isOwn ? null : data.path }
  }
  return asked => {
    if (asked.kind === 'law') return law(asked.document, asked.clause, asked.on)
    if (asked.proof === null) return missing('proof')
    // written by this program alone, under a code that nobody guesses
    const proven: Proven = JSON.parse(asked.proof)
    return { page: proofPage(site, published.proofPage(asked.code, proven, asked.on)), found: true, movedTo: null }
  }
}

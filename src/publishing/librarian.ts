// Hands out the library of the edition that answers now. Arranged anew when another edition answers, and kept until then.
import type { Files } from '../knowledge/knowledge.ts'
import type { EditionBook } from './editions.ts'
import type { Library, Past } from './library-view.ts'
import { madeOf } from './pack.ts'
import { openPast } from './past.ts'
import { shelve } from './shelves.ts'

export type Librarian = { readonly library: () => Promise<Library>; readonly past: Past }

/** `national`: the files that came with this program; they answer while nothing was ever published. */
export function openLibrarian(
  book: Pick<EditionBook, 'live' | 'editions' | 'national' | 'localFiles'>,
  national: () => Files,
): Librarian {
  let kept: { readonly edition: string | null; readonly library: Promise<Library> } | null = null
  const filesOf = async (live: Awaited<ReturnType<typeof book.live>>): Promise<Files> => {
    if (live === null) return national()
    const made = await madeOf(book, live)
    if (made === null) throw new Error(`a pack of edition ${live.edition} is missing`)
    return made.files
  }
  return {
    library: async () => {
      const live = await book.live()
      const edition = live?.edition ?? null
      if (kept === null || kept.edition !== edition) {
        const library = filesOf(live).then(shelve)
        kept = { edition, library }
        // what could not be read is tried again
        library.catch(() => {
          if (kept?.library === library) kept = null
        })
      }
      return kept.library
    },
    past: openPast(book, national),
  }
}

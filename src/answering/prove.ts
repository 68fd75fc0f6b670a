// prove: independent of everything above, at send time, and fails closed. It reads only the finished answer, the row and the edition.
import { type Branch, bindsStatus, type Edition, forceOn, isSureNorm, type Row, refOf } from '../knowledge/knowledge.ts'
import type { Citation, Outcome } from '../vocabulary.ts'
import type { Facts } from './draft.ts'
import { traitOf } from './outcomes.ts'

export type Claim = {
  readonly outcome: Outcome
  readonly row: Row | null
  readonly citations: readonly Citation[]
  readonly text: string
  readonly facts: Facts
}

/**
 * Everything that is wrong with a finished answer; an empty list is a proof. Codes, never bodies.
 * `branch`: the one that the asker chose of an open row; the answer must give its verdict and no other.
 */
export function prove(edition: Edition, claim: Claim, branch: Branch | null = null): string[] {
  const wrong: string[] = branch === null ? [] : wrongInBranch(claim, branch)
  const firm = traitOf(claim.outcome).firm
  let sure = 0
  for (const c of claim.citations) {
    const at = edition.clause(refOf(c.document, c))
    if (at === undefined) {
      wrong.push(`clause-missing ${c.document} ${c.label}`)
      continue
    }
    const force = forceOn(at, claim.facts.on)
    if (force === null) wrong.push(`not-yet-in-force ${at.ref}`)
    if (force === 'repealed' && !c.historical) wrong.push(`repealed-as-current ${at.ref}`)
    if (force !== 'repealed' && c.historical) wrong.push(`current-as-historical ${at.ref}`)
    if (at.regulation.kind !== 'norm' && firm && claim.row?.disputed !== true) wrong.push(`not-a-norm ${at.ref}`)
    if (!edition.places.lineage(claim.facts.place).includes(at.regulation.place)) wrong.push(`other-place ${at.ref}`)
    // who only asks what a rule says may be shown a rule that binds others
    if (firm && !bindsStatus(at.regulation, claim.facts.status)) wrong.push(`other-status ${at.ref}`)
    if (isSureNorm(at, claim.facts.on)) sure++
  }
  if (firm && claim.citations.length > 0 && sure === 0) wrong.push('no-norm-surely-in-force')
  if (firm && claim.citations.length === 0) wrong.push('firm-without-basis')
  if (firm && claim.row === null) wrong.push('firm-without-row')
  if (firm && claim.row !== null && (branch?.then ?? claim.row.verdict) !== claim.outcome) wrong.push('verdict-differs-from-row')
  for (const [, quoted] of claim.text.matchAll(/“([^”]*)”/g)) {
    if (!isStored(edition, claim, quoted ?? '')) wrong.push('quotation-not-in-the-law')
  }
  return wrong
}

/** A branch is one of an open row, and what it permits is permitted only together with its condition. */
function wrongInBranch({ row, outcome, text }: Claim, branch: Branch): string[] {
  const isOwn = row?.verdict === 'depends' && row.branches.some(b => b.if === branch.if && b.then === branch.then)
  return [
    ...(isOwn ? [] : ['branch-not-of-row']),
    ...(traitOf(outcome).permits && !text.includes(branch.if) ? ['permission-without-its-condition'] : []),
  ]
}

/** A quotation is a piece of a text that is cited or stands in the row's basis and may be quoted, byte for byte. */
function isStored(edition: Edition, claim: Claim, quoted: string): boolean {
  const cited = claim.citations.map(c => refOf(c.document, c))
  return [...cited, ...(claim.row?.basis ?? [])].some(ref => {
    const clause = edition.clause(ref)?.clause
    return clause !== undefined && clause.text_status !== 'summary' && clause.text.includes(quoted)
  })
}

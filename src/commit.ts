// What one commit may write: the changes each module exports, types only. The store writes all of a list or none of it; `stale` means that
// what it was computed from has changed, and the caller reads again.
import type { GatewayChange } from './gateway/gateway.ts'
import type { InboxChange } from './inbox/inbox.ts'

export type Change = GatewayChange | InboxChange
export type { Admission, Border, Claimed, DeadLetter, GatewayChange, ReplyRef } from './gateway/gateway.ts'
export type {
  ClaimedTurn,
  Errand,
  ErrandBook,
  ErrandResult,
  InboxChange,
  Line,
  Progress,
  Recall,
  Tally,
  TurnRef,
} from './inbox/inbox.ts'

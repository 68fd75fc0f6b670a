// The handoff: a question goes to a human, who answers without learning who asks. Consultations, their states, their line, their teams.
// It never stores or sends anything, never meets an address, and decides nothing about the law.
// Neighbours: the conversation opens and follows a consultation; the console works on it; the store writes its changes.
// Explained by: test/handoff/*.test.ts.

export { type CodeNames, newCodeName, parseCodeNames } from './codename.ts'
export * from './consultation.ts'
export {
  afterOfficeHours,
  dayIn,
  type Holiday,
  type Holidays,
  isOpen,
  knowsHolidays,
  NO_HOLIDAYS,
  type OpensAt,
  officeHoursBetween,
  opensNext,
  parseHolidays,
  promiseFor,
  startOf,
} from './hours.ts'
export { type NamedOffice, officeIn } from './office.ts'
export {
  aheadOf,
  inLine,
  isSilent,
  lineOf,
  medianWait,
  type Overdue,
  overdue,
  reminded,
  type Signs,
  type Silence,
  saysToday,
  teamAbove,
  urgencyOf,
  type Waited,
  waitKind,
  waitsOf,
} from './queue.ts'
export {
  type Asking,
  type LineageOf,
  lineageByCode,
  type Office,
  officesFor,
  type Route,
  type Routed,
  routeFor,
  transferTargets,
} from './route.ts'
export {
  CHOICES,
  type ChoiceAct,
  choiceOf,
  type DeskWords,
  openSayings,
  parseDeskWords,
  type Sayings,
  type Spoken,
} from './spoken.ts'
export {
  type Actor,
  AT_THE_END,
  allowedTo,
  begin,
  heard,
  hourOf,
  type Now,
  rated,
  type StepContext,
  type StepEvent,
  type Stepped,
  step,
  turnedTo,
  unsaid,
} from './step.ts'
export {
  type Announcement,
  type Condition,
  type Doer,
  type Reason,
  type TableRow,
  transitionTable,
  type Way,
} from './transitions.ts'
export { type FreeWindow, freeWindow, type Handler, mayDo, mayHandle, partOf, type Standing, standingOf } from './view.ts'

export { documentsFolder } from './adr.ts'
export { type DocumentsWish, updateDocuments } from './adr-folder.ts'
export { type AnswersRead, readAnswers } from './answers-file.ts'
export { columnsOf, hang, padTo, wrap } from './columns.ts'
export {
  type AreaExplained,
  type Asked,
  type DecidedHere,
  explain,
  type Explained,
  type Explaining,
  type Named,
  type PatternExplained,
  type TermExplained,
} from './explain.ts'
export { toExplanation } from './explain-text.ts'
export {
  type AboutKey,
  aboutKeys,
  answer,
  askAgain,
  back,
  beginInterview,
  type Beginning,
  idleOf,
  type Interview,
  putOff,
  skip,
  spotOf,
  takeDefault,
  takeDefaults,
  tell,
  type Told,
  unknownOf,
  withoutIdle,
} from './interview.ts'
export { type Given, inAYear, isDayAfter, type Taken, usualReason } from './interview-answer.ts'
export {
  type NeededSetting,
  type Option,
  planned,
  settingNeededBy,
  type Spot,
} from './interview-options.ts'
export { type Progress, progressOf } from './interview-progress.ts'
export {
  type AboutQuestion,
  type AreaQuestion,
  type Details,
  detailsOf,
  type OptionShown,
  type Question,
  questionOf,
} from './interview-question.ts'
export { type InterviewState, replyWith, stateOf } from './interview-reply.ts'
export { type Layout, toDetails, toLabel, toQuestion, toTold } from './interview-text.ts'
export { phrases, type Phrases } from './phrases.ts'
export { printDecisions } from './print.ts'
export { readRecord, writeRecord } from './record.ts'
export { type Reported, type ReportedRule, toSarif } from './sarif.ts'
export { factsOf } from './facts.ts'
export { type Checked, type CheckGround, checkRefused, checkSystem, withLive } from './check.ts'
export {
  checkLive,
  type LiveReport,
  type LiveSystem,
  type LookedAt,
  type WrongToken,
} from './check-live.ts'
export { mapOf, type MapWish } from './map/map-of.ts'
export { type Counts, countsOf } from './check-counts.ts'
export {
  type Looks,
  sarifOf,
  toJson,
  toLines,
  toRollUpJson,
  toRollUpLines,
} from './check-report.ts'
export { againstPublished, contractsIn, type PublishedContracts } from './published-check.ts'
export { parsePublished, type Published, type PublishedContract, toPublished } from './published.ts'
export { type RolledUp, rollUp, type RollUp } from './roll-up.ts'
export { type DecidePageParts, decideRoutes } from './page/routes.ts'

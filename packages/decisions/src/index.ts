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
export { phrases, type Phrases } from './phrases.ts'
export { printDecisions } from './print.ts'
export { readRecord, writeRecord } from './record.ts'
export { type Reported, type ReportedRule, toSarif } from './sarif.ts'
export { factsOf } from './facts.ts'
export { type Checked, type CheckGround, checkRefused, checkSystem } from './check.ts'
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

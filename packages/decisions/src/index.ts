export { type Reported, type ReportedRule, toSarif } from './sarif.ts'
export { factsOf } from './facts.ts'
export { type Checked, type CheckGround, checkRefused, checkSystem } from './check.ts'
export { type Counts, countsOf, type Looks, sarifOf, toJson, toLines } from './check-report.ts'

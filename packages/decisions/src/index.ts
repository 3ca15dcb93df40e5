export { type Reported, type ReportedRule, toSarif } from './sarif.ts'

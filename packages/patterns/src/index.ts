export { type Default, defaultOf } from './default.ts'
export {
  type Area,
  type AreaId,
  areaIds,
  areas,
  type Choose,
  type Scope,
  type When,
} from './graph/areas.ts'
export { type Exclusion, excludesOf, exclusions } from './graph/exclusions.ts'
export { type Effect, type Force, forces, type Pull } from './graph/forces.ts'
export type { Era, Pattern } from './graph/pattern.ts'
export { type Group, type PatternId, type PatternIdOf, patternIds } from './graph/pattern-ids.ts'
export {
  type AnswerTo,
  allPatternIds,
  answersTo,
  closureOf,
  groupOf,
  groups,
  patterns,
  providedBy,
  raisersOf,
} from './graph/patterns.ts'
export type { Term } from './graph/term.ts'
export { type TermId, termIds, terms } from './graph/terms.ts'
export {
  answersOf,
  type Consequences,
  consequencesOf,
  type Excluded,
  type Offer,
} from './loop/answers.ts'
export { type Conflict, conflictsOf } from './loop/conflict.ts'
export { type End, idleChoices, type MetArea, metAreas, openAreas } from './loop/met.ts'
export { around, isPlace, type Place, type PlaceFor, scopeOf } from './loop/place.ts'
export {
  begin,
  decide,
  type NewDecision,
  type NewWaiver,
  undo,
  type WaivableAreaId,
  waive,
} from './loop/steps.ts'
export {
  type Choice,
  type Decision,
  type Description,
  isDecision,
  type Waiver,
  type Walk,
} from './loop/walk.ts'
export { type Language, texts } from './languages.ts'
export { type Found, lookUp, type Subject } from './look-up.ts'
export type { AreaText, ForceText, PatternText, TermText, Texts } from './text.ts'
export {
  type At,
  type CallFacts,
  type CompositionFacts,
  type DoorFacts,
  type EventFacts,
  type Facts,
  factsForm,
  type GatewayFacts,
  type ListenFacts,
  type NamedFacts,
  type OperationFacts,
  type OutsideFacts,
  type ReachFacts,
  type SaidFacts,
  type ServiceFacts,
  type UseFacts,
} from './rules/facts.ts'
export {
  findingsBetween,
  findingsOf,
  inOrder,
  recordedFindingsOf,
  walkEndsOf,
  walkOfFacts,
} from './rules/check.ts'
export type { Finding, Level } from './rules/finding.ts'
export { isMessageId, type MessageId, type Named } from './rules/messages.ts'
export { isRuleId, type RuleId, ruleIds, rules } from './rules/rules.ts'
export { levelNames, tell, type ToldFinding, tellRule } from './rules/tell.ts'
export type { Difference, RuleText } from './rules/text.ts'

export { openAsking } from './asking.ts'
export { type Action, type SteadyLoad, startSteadyLoad, type Work, workFor } from './load.ts'
export {
  type Answered,
  type Ask,
  type AskOptions,
  type Customer,
  isTrial,
  type Trial,
  type TrialJourney,
  type TrialLoad,
  trial,
} from './trial.ts'
export { type Asked, type Side, sidesOf } from './answers.ts'
export {
  type CompareOptions,
  type Comparison,
  compare,
  isRight,
} from './compare.ts'
export type { JourneyResult } from './journeys.ts'
export type { ComparedAnswer, Measured, MeasuredAnswer } from './measures.ts'
export { withEvidence } from './evidence.ts'
export type { Fall } from './fall.ts'
export { type Rendered, renderComparison } from './render.ts'
export type { RunningSide, SideProcess, Stage, StagedSide } from './stage.ts'
export type { Turn } from './turn.ts'
export type { Rounds, Standing } from './figures.ts'

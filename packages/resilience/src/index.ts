export {
  type Breaker,
  type BreakerParts,
  createBreaker,
  type Hedges,
} from './breaker.ts'
export {
  type CircuitCounts,
  type CircuitReport,
  type LatencyReport,
  percents,
} from './circuit-report.ts'
export type { CircuitState } from './circuit.ts'
export { incomingDeadline, outgoingDeadline } from './deadline.ts'
export { createHedge, type HedgeParts } from './hedge.ts'
export { incomingLimit, type LimitParts, outgoingLimit } from './limit.ts'
export type { HystrixSource } from './hystrix.ts'
export {
  createHystrixStream,
  type HystrixStream,
  type HystrixStreamParts,
} from './hystrix-stream.ts'
export { createRate, type Rate, type RateParts } from './rate.ts'
export { createRetry, type RetryParts } from './retry.ts'
export { createRetryBudgets, type RetryBudgets } from './retry-budget.ts'
export type { RunOptions } from './run.ts'
export {
  type CircuitRecord,
  type Finding,
  findThresholds,
  type Proposal,
  type Trial,
} from './shadow.ts'
export {
  calleeOf,
  type CircuitThresholds,
  createThresholds,
  mergeThresholds,
  parseThresholds,
  readThresholds,
  type Thresholds,
  type ThresholdSettings,
  thresholdsDefault,
} from './thresholds.ts'

export { type BreakerParts, createBreaker } from './breaker.ts'
export { incomingDeadline, outgoingDeadline } from './deadline.ts'
export { createLimit, type LimitParts } from './limit.ts'
export { createRetry, type RetryParts } from './retry.ts'

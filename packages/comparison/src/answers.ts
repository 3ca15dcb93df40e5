/** interim */
import { dns, haproxy, oneProcess, processPerService, supervised, eureka } from '@atoll/system'
import type { StagedSide } from './stage.ts'

/** One answer, ready to be started. */
export interface Side extends StagedSide {
  readonly pattern: string
  readonly adapter: string
}
const table: Record<string, Record<string, any>> = {
  deployment: { 'one-process': oneProcess(), processes: processPerService() },
  discovery: { supervisor: supervised(), dns: dns(), haproxy: haproxy(), eureka: eureka({ servers: ['http://127.0.0.1:8761/eureka'] }) },
}
export function sidesOf(decisions: any, decision: string, keys: readonly string[], trial: any): readonly Side[] {
  return keys.map((key) => {
    const value = trial.answers?.[decision]?.[key] ?? table[decision]?.[key]
    return { answer: key, decisions: { ...decisions, [decision]: value }, environment: trial.environment ?? {}, pattern: value.pattern, adapter: value.adapter }
  })
}

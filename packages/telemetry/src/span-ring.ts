/** The last spans of a process in memory: for tests, and for looking at what has just happened. */
import type { SpanProcessor } from '@opentelemetry/sdk-trace'
import { type SpanRecord, toSpanRecord } from './span-record.ts'

/** Spans kept when nobody says. Units: spans. */
const spansMaxDefault = 1_000

/** Keeps the last spans. */
export interface SpanRing extends SpanProcessor {
  /** The spans in the order in which they ended. */
  spans(): readonly SpanRecord[]
}

/** Makes an empty ring. Units: `spansMax` in spans. */
export function createSpanRing(parts: { readonly spansMax?: number } = {}): SpanRing {
  const { spansMax = spansMaxDefault } = parts
  const kept: SpanRecord[] = []
  let next = 0
  return {
    spans: () => [...kept.slice(next), ...kept.slice(0, next)],
    onStart: () => {},
    onEnd(span) {
      kept[next] = toSpanRecord(span)
      next = (next + 1) % spansMax
    },
    forceFlush: () => Promise.resolve(),
    shutdown: () => Promise.resolve(),
  }
}

/**
 * B3, by which Zipkin's own libraries say where a message stands in a trace: one header `b3`, or several `x-b3-*`.
 * Called by `headers.ts` only, where the W3C form goes first. What has not its form is as if it were not there.
 * Source https://github.com/openzipkin/b3-propagation
 */
import type { Trace } from './context.ts'

/** How B3 is written beside the W3C form: not at all, as one header, or as several. */
export type B3Form = 'none' | 'single' | 'multi'

/** The names of B3's headers, in lower case. */
export const b3Names = {
  single: 'b3',
  traceId: 'x-b3-traceid',
  spanId: 'x-b3-spanid',
  sampled: 'x-b3-sampled',
  flags: 'x-b3-flags',
} as const

type Headers = Readonly<Record<string, string | undefined>>

/** Writes where a message stands. */
export function encodeB3(trace: Trace, form: B3Form): Record<string, string> {
  if (form === 'none') return {}
  const traceId = shorten(trace.traceId)
  const sampled = trace.sampled ? '1' : '0'
  if (form === 'single') return { [b3Names.single]: `${traceId}-${trace.spanId}-${sampled}` }
  return {
    [b3Names.traceId]: traceId,
    [b3Names.spanId]: trace.spanId,
    [b3Names.sampled]: sampled,
  }
}

/**
 * Reads where a message stands, or null. A peer may say no more than whether to sample: then `begin` makes the ids. One
 * that leaves the sampling open leaves it to us, who sample.
 */
export function decodeB3(headers: Headers, begin: () => Trace): Trace | null {
  const single = headers[b3Names.single]
  const said = (single === undefined ? null : readSingle(single)) ?? readMulti(headers)
  const { ids, sampled } = said
  if (ids !== null) return { ...ids, sampled: sampled ?? true }
  return sampled === null ? null : { ...begin(), sampled }
}

/** What a peer said, each part null where it said nothing. */
interface Said {
  readonly ids: { readonly traceId: string; readonly spanId: string } | null
  readonly sampled: boolean | null
}

const single = /^([0-9a-f]{16}|[0-9a-f]{32})-([0-9a-f]{16})(?:-([01d])(?:-[0-9a-f]{16})?)?$/

function readSingle(text: string): Said | null {
  if (text === '0' || text === '1' || text === 'd') return { ids: null, sampled: text !== '0' }
  const [, traceId, spanId, state] = single.exec(text) ?? []
  const ids = toIds(traceId, spanId)
  if (ids === null) return null
  return { ids, sampled: state === undefined ? null : state !== '0' }
}

function readMulti(headers: Headers): Said {
  const ids = toIds(headers[b3Names.traceId], headers[b3Names.spanId])
  // Debug is the stronger word: it wants the trace whatever a sampler said.
  if (headers[b3Names.flags] === '1') return { ids, sampled: true }
  const sampled = headers[b3Names.sampled]?.toLowerCase() ?? ''
  return { ids, sampled: decisions.get(sampled) ?? null }
}

/** Older tracers write the words. */
const decisions: ReadonlyMap<string, boolean> = new Map([
  ['1', true],
  ['0', false],
  ['true', true],
  ['false', false],
])

const traceForm = /^(?:[0-9a-f]{16}|[0-9a-f]{32})$/
const spanForm = /^[0-9a-f]{16}$/

/** Ids of 64 bits become ours with zeros in front, as Zipkin itself reads them. */
function toIds(traceId = '', spanId = ''): Said['ids'] {
  if (!traceForm.test(traceId) || !spanForm.test(spanId)) return null
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return null
  return { traceId: traceId.padStart(32, '0'), spanId }
}

/** An id that came with 64 bits goes on so: a peer that writes such knows no longer ones. */
function shorten(traceId: string): string {
  return traceId.replace(/^0{16}/, '')
}

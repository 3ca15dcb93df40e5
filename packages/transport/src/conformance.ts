/**
 * What every transport must do, as tests. An adapter's test calls `transportConformance` in a few lines; the memory twin
 * passes the same suite. Imported by tests only.
 */
import { describe, test } from 'node:test'
import { contextCases } from './conformance/contexts.ts'
import { endingCases } from './conformance/endings.ts'
import { openProbe, type OpenTransport, type ProbeCase } from './conformance/probe.ts'
import { replyCases } from './conformance/replies.ts'
import { stoppingCases } from './conformance/stopping.ts'
import { streamCases } from './conformance/streams.ts'

/** What the suite is told of a transport. */
export interface TransportConformance {
  readonly name: string
  /** Makes a transport whose listeners take bodies of at most the given size. */
  readonly open: OpenTransport
  /** Cases that cannot hold, each with its reason. */
  readonly skip?: readonly { readonly case: string; readonly reason: string }[]
}

/** Units: milliseconds a case may take. */
const caseTimeoutMs = 20_000

/** Registers the suite. Faults: a TypeError for a skipped case that does not exist. */
export function transportConformance({ name, open, skip = [] }: TransportConformance): void {
  const cases: Readonly<Record<string, ProbeCase>> = {
    ...replyCases,
    ...contextCases,
    ...endingCases,
    ...streamCases,
    ...stoppingCases,
  }
  for (const skipped of skip)
    if (!Object.hasOwn(cases, skipped.case))
      throw new TypeError(`${name}: the suite has no case '${skipped.case}'`)
  describe(`${name} as a transport`, () => {
    for (const [title, run] of Object.entries(cases)) {
      const reason = skip.find((skipped) => skipped.case === title)?.reason
      test(
        title,
        { timeout: caseTimeoutMs, ...(reason === undefined ? {} : { skip: reason }) },
        () => run((deliver) => openProbe(open, deliver)),
      )
    }
  })
}

/**
 * The facts of a system: what its values declare, and what its sources show. The rules, reports and whoever is published
 * to read nothing else.
 */
import type { Gateway } from '@atoll/gateway'
import { type At, type Facts, factsForm, type OutsideFacts } from '@atoll/patterns'
import type { System } from '@atoll/system'
import { kindsOf } from './facts-calls.ts'
import { gatewayFacts } from './facts-gateways.ts'
import { partsOf } from './facts-parts.ts'
import { placesIn, relativeTo } from './facts-places.ts'
import { saidFacts } from './facts-said.ts'
import { serviceFacts } from './facts-services.ts'
import { openSources, type Sources } from './facts-sources.ts'

/** Describes a system. Shape: folder: of its `atoll.ts`, absolute */
export function factsOf(system: System<Gateway>, folder: string): Facts {
  const placeOf = placesIn(folder)
  const sources = openSources()
  const at = placeOf(system)
  const suites = suitesIn(sources, folder)
  const around = { folder, sources, placeOf }
  return {
    form: factsForm,
    system: system.name,
    at,
    services: partsOf(system.services, sources, folder).map((each) => serviceFacts(each, around)),
    gateways: system.gateways.map((each) => gatewayFacts(each, placeOf, suites[0] ?? null)),
    outside: Object.values(system.external).map((external): OutsideFacts => {
      const { name, version } = external.contract.$contract
      const operations = kindsOf(external.contract)
      return { name, version, at: placeOf(external), operations }
    }),
    about: system.decisions.about ?? null,
    said: saidFacts(system.decisions, folder, at),
    suites,
  }
}

/** What runs the whole: tests, and the files that several tests share. */
function suitesIn(sources: Sources, folder: string): readonly At[] {
  return sources.below(folder).flatMap((source) => {
    // Most files name it nowhere, and need not be taken apart.
    if (!source.text.includes('openSystem')) return []
    const place = source.code.bare.search(/\bopenSystem\s*\(/)
    if (place < 0) return []
    return [{ file: relativeTo(folder, source.file), line: source.lineOf(place) }]
  })
}

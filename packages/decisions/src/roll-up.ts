/** Many repositories as one view: how each keeps to its decisions, and what only shows when all lie side by side. */
import { type Facts, factsForm, type Finding, findingsBetween, inOrder } from '@atoll/patterns'
import type { Published } from './published.ts'
import { againstPublished, contractsIn } from './published-check.ts'
import { type Counts, countsOf } from './check-counts.ts'

/** One repository in the view. */
export interface RolledUp {
  readonly system: string
  readonly services: readonly string[]
  readonly counts: Counts
  /** The first day on which something that it put off comes up; null if nothing was. */
  readonly nextDay: string | null
}

/** All of them. */
export interface RollUp {
  readonly systems: readonly RolledUp[]
  /** What no repository shows by itself. */
  readonly between: readonly Finding[]
}

/** Puts what repositories published side by side. Shape: `today` as YYYY-MM-DD */
export function rollUp(all: readonly Published[], today: string): RollUp {
  const contracts = contractsIn(all)
  const homes = homesOf(all)
  const between = [
    ...all.flatMap((each) =>
      againstPublished(each, contracts).map((found) => inSystem(found, each.facts.system)),
    ),
    ...findingsBetween(mergedFacts(all, homes), today)
      .filter((found) => systemsIn(found, homes).size > 1)
      .map((found) => inSystem(found, homes.get(nameIn(found.place)) ?? '')),
  ]
  return {
    systems: all
      .map(({ facts, findings }) => ({
        system: facts.system,
        services: facts.services.map(({ name }) => name),
        counts: countsOf(findings),
        nextDay: nextDayOf(facts),
      }))
      .toSorted(
        (one, other) =>
          other.counts.error - one.counts.error ||
          other.counts.warning - one.counts.warning ||
          one.system.localeCompare(other.system, 'en'),
      ),
    between: inOrder(between),
  }
}

/** A file is named with the repository in which it lies. */
function inSystem(found: Finding, system: string): Finding {
  const { at } = found
  return at === null ? found : { ...found, at: { ...at, file: `${system}/${at.file}` } }
}

function nextDayOf({ said }: Facts): string | null {
  return (
    said
      .flatMap(({ until }) => until ?? [])
      .toSorted()
      .at(0) ?? null
  )
}

/** The repository of each service; of a name that several have, none, since nobody can know who is meant. */
type Homes = ReadonlyMap<string, string>

function homesOf(all: readonly Published[]): Homes {
  const homes = new Map<string, string>()
  const twice = new Set<string>()
  for (const { facts } of all)
    for (const { name } of facts.services) {
      if (homes.has(name)) twice.add(name)
      homes.set(name, facts.system)
    }
  for (const name of twice) homes.delete(name)
  return homes
}

function nameIn(place: string): string {
  return place.slice(place.indexOf(':') + 1)
}

/** The repositories that have a part in a circle or a chain. */
function systemsIn({ with: named }: Finding, homes: Homes): ReadonlySet<string> {
  const names = (named['circle'] ?? named['chain'] ?? '').split(' → ')
  return new Set(names.flatMap((each) => homes.get(each.split('.', 1)[0] ?? '') ?? []))
}

/** The services of all as those of one system. */
function mergedFacts(all: readonly Published[], homes: Homes): Facts {
  return {
    form: factsForm,
    system: 'all',
    at: null,
    services: all.flatMap(({ facts }) => facts.services.filter(({ name }) => homes.has(name))),
    gateways: all.flatMap(({ facts }) => facts.gateways),
    outside: [],
    about: null,
    said: [],
    suites: [],
  }
}

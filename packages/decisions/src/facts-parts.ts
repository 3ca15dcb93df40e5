/**
 * Which sources belong to a service: the folder in which it was declared. Where several were declared in one folder, the
 * lines between one declaration and the next, as far as they can be told apart.
 */
import { dirname, join } from 'node:path'
import { declaredAt } from '@atoll/contract'
import type { Service } from '@atoll/chassis'
import type { At } from '@atoll/patterns'
import { relativeTo, toPath } from './facts-places.ts'
import type { Source, Sources } from './facts-sources.ts'

/** What of the sources is one service's. */
export interface Part {
  readonly service: Service
  /** Without tests. */
  readonly sources: readonly Source[]
  readonly tests: readonly Source[]
  /** Whether other services were declared in the same folder. */
  readonly isShared: boolean
  /** Whether a place in a file is this service's. */
  holds(source: Source, place: number): boolean
  /** A line as it is reported. */
  at(source: Source, line: number): At
}

/** Tells the sources of all services of a system apart. */
export function partsOf(
  services: readonly Service[],
  sources: Sources,
  folder: string,
): readonly Part[] {
  const homes = services.map((service) => homeOf(service))
  return services.map((service, index) => {
    const home = homes[index] ?? null
    const others = homes.filter((each, place) => place !== index && each?.folder === home?.folder)
    const at = (source: Source, line: number) => ({
      file: relativeTo(folder, source.file),
      line,
    })
    if (home === null)
      return { service, sources: [], tests: [], isShared: false, holds: () => false, at }
    const isShared = others.length > 0 || home.folder === folder
    const all = isShared ? sharedSources(service, home, sources) : sources.below(home.folder)
    const own = all.filter(({ isTest }) => !isTest)
    const tests = isShared
      ? sources.below(home.folder).filter(({ isTest }) => isTest)
      : all.filter(({ isTest }) => isTest)
    return { service, sources: own, tests, isShared, holds: holdsOf(home, others), at }
  })
}

/** Where a service was declared, from its contract's implementation on. */
interface Home {
  readonly folder: string
  readonly file: string
  /** The first line that is surely its own. */
  readonly from: number
}

function homeOf(service: Service): Home | null {
  const declared = declaredAt(service)
  if (declared === null) return null
  const file = toPath(declared.file)
  const begun = declaredAt(service.uses)
  const isSame = begun !== null && toPath(begun.file) === file
  return { folder: dirname(file), file, from: isSame ? begun.line : declared.line }
}

/** Its own file and its migrations; what else lies there may be anybody's. */
function sharedSources(service: Service, home: Home, sources: Sources): readonly Source[] {
  const { migrations } = service
  const folder = migrations === null ? null : join(toPath(migrations.href))
  const file = sources.at(home.file)
  return [...(file === undefined ? [] : [file]), ...(folder === null ? [] : sources.below(folder))]
}

/** In a file with several services, each goes on to where the next one begins. */
function holdsOf(home: Home, others: readonly (Home | null)[]): Part['holds'] {
  const next = Math.min(
    ...others.flatMap((each) =>
      each !== null && each.file === home.file && each.from > home.from ? [each.from] : [],
    ),
  )
  const isAlone = !others.some((each) => each?.file === home.file)
  return (source, place) => {
    if (source.file !== home.file || isAlone) return true
    const line = source.lineOf(place)
    return line >= home.from && line < next
  }
}

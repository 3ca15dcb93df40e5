/**
 * Finds test files by their suffix, which states their cost. Called by `main.ts`.
 */
import type { Tree } from '../check/tree.ts'

/** What a test needs: nothing, a real server, a whole store. */
export type Cost = 'unit' | 'live' | 'journey'

/** The runs that npm scripts ask for. */
export const kinds = ['unit', 'live', 'journeys', 'all'] as const

/** One of the runs. */
export type Kind = (typeof kinds)[number]

/** True for a run's name. */
export function isKind(text: string | undefined): text is Kind {
  return kinds.some((kind) => kind === text)
}

/** What a file costs, or nothing if it is not run: types are proven by the compiler. */
export function costOf(file: string): Cost | undefined {
  if (!file.endsWith('.test.ts') || file.endsWith('.types.test.ts')) return undefined
  if (file.endsWith('.live.test.ts')) return 'live'
  return file.endsWith('.journey.test.ts') ? 'journey' : 'unit'
}

/** The files of a run, narrowed to those that contain one of the filters. */
export function findTests(
  tree: Pick<Tree, 'files'>,
  kind: Kind,
  filters: readonly string[],
): string[] {
  return tree.files.filter((file) => {
    const isWanted = filters.length === 0 || filters.some((filter) => file.includes(clean(filter)))
    return isWanted && isIn(kind, file)
  })
}

function isIn(kind: Kind, file: string): boolean {
  const cost = costOf(file)
  if (cost === undefined) return false
  if (kind === 'all') return true
  if (kind === 'unit') return cost === 'unit' || file.endsWith('.one-process.journey.test.ts')
  return kind === 'live' ? cost === 'live' : cost === 'journey'
}

function clean(filter: string): string {
  return filter.replace(/^\.\//, '')
}

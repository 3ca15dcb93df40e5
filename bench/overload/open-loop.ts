/** Callers who come at their own pace, from a process of their own; see `programs/open-loop.ts`. */
import type { LoadRequest } from '../load.ts'
import { runProgram } from '../program.ts'

/** What became of the callers of one slice of time. */
export interface Counts {
  readonly came: number
  /** Of those that came, however late in their patience. */
  readonly good: number
  /** Answers that arrived in this slice. */
  readonly answered: number
}

/** A phase of one kind of callers in slices of half a second; null where the machine let none come. */
export type Slices = readonly (Counts | null)[]

interface Phase {
  /** Units: callers in a second, seconds. */
  readonly perSecond: number
  readonly seconds: number
  readonly kinds: readonly {
    readonly share: number
    readonly headers: Readonly<Record<string, string>>
  }[]
}

/** Runs the phases one behind the other; answers for each phase and kind. Units: milliseconds. */
export async function ask(
  { path, url, ...rest }: LoadRequest & { readonly url: string; readonly timeoutMs: number },
  phases: readonly Phase[],
): Promise<readonly (readonly Slices[])[]> {
  const asked = { ...rest, url: `${url}${path}`, phases }
  const said = await runProgram(['programs/open-loop.ts', JSON.stringify(asked)], 'load')
  // Said by a program of this folder.
  return said['phases'] as readonly (readonly Slices[])[]
}

/** All slices together. */
export function sumOf(slices: Slices): Counts {
  const sum = (of: (slice: Counts) => number) =>
    slices.reduce((all, slice) => all + (slice === null ? 0 : of(slice)), 0)
  return {
    came: sum(({ came }) => came),
    good: sum(({ good }) => good),
    answered: sum(({ answered }) => answered),
  }
}

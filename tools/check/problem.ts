/**
 * The one shape in which every part of the check answers. Parts return problems, `main.ts` prints
 * them; no part prints or ends the process itself.
 */

/** A thing that is wrong, where it is, and what to do about it. */
export type Problem = {
  /** Path from the repository's root. */
  readonly file: string
  readonly line?: number
  readonly message: string
}

/** What one part of the check found. */
export type Outcome = {
  readonly problems: readonly Problem[]
  /** What was looked at, so that a green line can be believed: "212 files". */
  readonly read: string
}

/** One line of `npm run check`. */
export type Part = {
  readonly name: string
  readonly run: () => Promise<Outcome>
}

/** Prints a problem the way editors and terminals make it clickable. */
export function toLine(problem: Problem): string {
  const place = problem.line === undefined ? problem.file : `${problem.file}:${problem.line}`
  return `${place}  ${problem.message}`
}

/**
 * Adds up what the files report, prints a line for each, and remembers failures for the end. Called
 * by `main.ts`.
 */
import type { TestEvent } from './event.ts'
import type { FileResult } from './run-file.ts'
import { isListed, readSkips } from './skips.ts'

/** A failed test, with where it stands. */
type Failure = { readonly place: string; readonly title: string; readonly why: string }

/** The sums of a run. */
export type Tally = {
  readonly failed: number
  readonly failures: readonly Failure[]
  /** Counts a file and prints its line; a failed file also prints what it said. */
  add(result: FileResult): void
  /** The last line of a run. */
  line(): string
}

/** Creates an empty tally; skips that are not listed count as failures. */
export function createTally(
  skips = readSkips(),
  print: (line: string) => void = console.log,
): Tally {
  let passed = 0
  let skipped = 0
  const failures: Failure[] = []
  return {
    failures,
    get failed() {
      return failures.length
    },
    add({ file, events, seconds, output }) {
      const failedBefore = failures.length
      const passedHere = events.filter(({ kind }) => kind === 'passed').length
      passed += passedHere
      for (const event of events) {
        if (event.kind === 'skipped' && isListed(skips, file, event.title)) skipped += 1
        else failures.push(...toFailures(file, event))
      }
      const failedHere = failures.slice(failedBefore)
      const count = failedHere.length > 0 ? `${failedHere.length} failed, ` : ''
      const mark = failedHere.length > 0 ? '✗' : '✓'
      print(`${mark} ${seconds.toFixed(1).padStart(5)} s  ${file}  ${count}${passedHere} passed`)
      for (const failure of failedHere) print(`          ${failure.title}`)
      if (failedHere.length > 0 && output.trim() !== '') print(indent(output.trim()))
    },
    line() {
      const end = skipped > 0 ? `, ${skipped} skipped` : ''
      return `${passed} passed, ${failures.length} failed${end}`
    },
  }
}

/** Repeats every failure at the end, where it is found. */
export function printFailures(tally: Tally): void {
  const told = new Set<string>()
  for (const { place, title, why } of tally.failures) {
    const text = told.has(why) ? 'for the same reason as above' : why
    console.log(`\n✗ ${place}  ${title}\n${indent(text)}`)
    told.add(why)
  }
  if (tally.failures.length > 0) console.log('')
}

function toFailures(file: string, event: TestEvent): Failure[] {
  if (event.kind === 'failed') {
    return [{ place: `${file}:${event.line}`, title: event.title, why: event.why }]
  }
  if (event.kind !== 'skipped') return []
  const why = `skipped (${event.reason || 'no reason'}) but not listed in tools/test/skips.json`
  return [{ place: file, title: event.title, why }]
}

function indent(text: string): string {
  return text.replace(/^/gm, '      ')
}

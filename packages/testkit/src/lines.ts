/** The last records of a service under test, to explain why something did not happen. Bounded. */

/** How many records are remembered. Units: lines. */
export const linesMax = 200
/** How many of them an error tells. Units: lines. */
const toldMax = 12

/** Takes records as a log's destination. */
export interface Lines {
  write(line: string): void
  /** All that is remembered, oldest first. */
  all(): readonly string[]
  /** The last few, as an error message ends with them; empty where nothing was written. */
  told(): string
}

/** Makes an empty memory. */
export function createLines(): Lines {
  const kept: string[] = []
  return {
    write(line) {
      kept.push(line.trimEnd())
      if (kept.length > linesMax) kept.shift()
    },
    all: () => [...kept],
    told: () =>
      kept.length === 0 ? '' : `Its last records:\n  ${kept.slice(-toldMax).join('\n  ')}`,
  }
}

/** The last lines that a process wrote to its standard error, to explain why it ended. Bounded, whatever it writes. */

/** How many lines are remembered, and how many of them are told. */
export const lastLinesMax = 20
const toldLinesMax = 8
/** Units: characters of one line. */
const characterMax = 500

/** The memory of one start. */
export interface LastLines {
  add(line: string): void
  /** What a person needs: without stack frames and Node's own farewell; empty if it said nothing. */
  told(): string
}

/** Makes an empty memory. */
export function createLastLines(): LastLines {
  const lines: string[] = []
  return {
    add(line) {
      lines.push(line.slice(0, characterMax))
      if (lines.length > lastLinesMax) lines.shift()
    },
    told: () =>
      lines
        .filter((line) => !noise.test(line))
        .slice(-toldLinesMax)
        .map((line) => `\n  ${line.trimEnd()}`)
        .join(''),
  }
}

const noise = /^\s*$|^\s+at |^Node\.js v\d|^\s*\^+\s*$|^\s*throw |^node:internal|^\s*[}\]]/

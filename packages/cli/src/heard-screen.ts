/** A screen that remembers what it was told, for tests of what people see. Nobody sits before it. */
import type { Screen } from './screen.ts'

/** Such a screen, and what was said on it. */
export interface HeardScreen {
  readonly screen: Screen
  /** Lines of standard output. */
  out(): string
  /** Lines of standard error. */
  err(): string
}

/** Makes one, 80 columns wide. */
export function hearScreen(): HeardScreen {
  const [lines, problems]: [string[], string[]] = [[], []]
  const screen: Screen = {
    isInteractive: false,
    isTerminal: false,
    columns: 80,
    line: (text) => void lines.push(text),
    problem: (text) => void problems.push(text),
    progress: () => {},
    confirm: async () => false,
  }
  return { screen, out: () => lines.join('\n'), err: () => problems.join('\n') }
}

/** What is wrong with what was set, told all at once. It never holds a value, since a value may be a secret. */
import { Fault } from '@atoll/pipeline'

/** One thing that is wrong, for people and for tools. */
export interface Mistake {
  /** The setting's name; null where a whole file is wrong. */
  readonly setting: string | null
  /** Where it came from: `PORT`, `atoll.json`. */
  readonly from: string
  readonly problem: string
  /** What to do instead. */
  readonly remedy: string
}

/** The fault that tells every mistake, one a line. */
export function settingsInvalid(mistakes: readonly Mistake[]): Fault<'settings_invalid'> {
  const lines = mistakes.map(
    ({ setting, from, problem, remedy }) =>
      `- ${setting === null ? from : `${setting} (${from})`}: ${problem}; ${remedy}`,
  )
  const count = mistakes.length === 1 ? 'One setting is' : `${mistakes.length} settings are`
  return new Fault({
    kind: 'invalid',
    code: 'settings_invalid',
    message: [`${count} wrong:`, ...lines].join('\n'),
    details: { mistakes },
  })
}

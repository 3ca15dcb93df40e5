/** In which language a command speaks of decisions: as it is told, else as the terminal is set up. */
import type { Environment } from '@atoll/config'
import type { Language } from '@atoll/patterns'

/** The languages that there are texts in. */
export const languages: readonly Language[] = ['en', 'ko']

/** The language asked for, or that of the environment. Shape: `LANG=ko_KR.UTF-8`; the first of those that are set counts. */
export function languageOf(asked: Language | undefined, environment: Environment): Language {
  const set = ['LC_ALL', 'LC_MESSAGES', 'LANG'].map((name) => environment[name] ?? '')
  const first = set.find((value) => value !== '') ?? ''
  return asked ?? (/^ko\b|^ko_/i.test(first) ? 'ko' : 'en')
}

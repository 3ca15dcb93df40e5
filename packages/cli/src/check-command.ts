/** `atoll check`: its options and help texts. Carries nothing out. */
import { type Command, Option } from 'commander'
import type { Language } from '@atoll/patterns'
import { check, rollUp } from './check.ts'
import { languageOf, languages } from './language.ts'
import type { Parts } from './parts.ts'
import { placeOf } from './place.ts'

/** What is written behind `atoll check`. */
interface Written {
  readonly directory: string
  readonly json: boolean
  readonly sarif?: string
  readonly lang?: Language
  readonly contracts?: readonly string[]
  readonly publish?: string
  readonly live: boolean
  readonly rollUp?: readonly string[]
}

/** Adds `check`. */
export function addChecking(program: Command, parts: Parts, end: (exitCode: number) => void): void {
  program
    .command('check')
    .summary('tells whether the system keeps to its decisions')
    .description(
      'Holds the system of atoll.ts against its decisions and the ten rules of the pattern language: each finding with file, line and what to do.',
    )
    .option('-d, --directory <path>', 'the folder of atoll.ts', '.')
    .option('--json', 'the findings as JSON', false)
    .option('--sarif <file>', 'writes them for code scanning and editors too')
    .addOption(new Option('--lang <language>', 'of the report; else LANG').choices(languages))
    .option('--live', 'runs a copy of it too, and looks at what only shows then', false)
    .option('--contracts <paths...>', 'what others published: files, or folders of them')
    .option('--publish <folder>', 'writes <system>.json there, for others to be held against')
    .addOption(
      new Option(
        '--roll-up <paths...>',
        'many repositories at once, by what they published',
      ).conflicts(['sarif', 'contracts', 'publish']),
    )
    .addHelpText(
      'after',
      '\nExit codes:\n  0 nothing is wrong, though something may be put off   1 something is   2 written wrongly',
    )
    .action(async (written: Written) => {
      const { json, lang, rollUp: many } = written
      const language = languageOf(lang, parts.environment)
      if (many !== undefined) return end(await rollUp(many, { json, language }, parts))
      const { sarif = null, contracts = [], publish = null, live } = written
      const place = placeOf(written.directory, parts.environment)
      return end(await check({ place, json, sarif, language, contracts, publish, live }, parts))
    })
}

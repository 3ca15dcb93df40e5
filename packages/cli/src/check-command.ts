/** `atoll check`: its options and help texts. Carries nothing out. */
import { type Command, Option } from 'commander'
import { check } from './check.ts'
import type { Parts } from './parts.ts'
import { placeOf } from './place.ts'

/** What is written behind `atoll check`. */
interface Written {
  readonly directory: string
  readonly json: boolean
  readonly sarif?: string
  readonly lang: 'en' | 'ko'
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
    .addOption(new Option('--lang <language>', 'of the report').choices(['en', 'ko']).default('en'))
    .addHelpText(
      'after',
      '\nExit codes:\n  0 nothing is wrong, though something may be put off   1 something is   2 written wrongly',
    )
    .action(async ({ directory, json, sarif, lang }: Written) => {
      const place = placeOf(directory, parts.environment)
      end(await check({ place, json, sarif: sarif ?? null, language: lang }, parts))
    })
}

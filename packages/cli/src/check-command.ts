/** `atoll check` and `atoll map`: their options and help texts. Carries nothing out. */
import { Argument, type Command, Option } from 'commander'
import type { Language } from '@atoll/patterns'
import { check } from './check.ts'
import { languageOf, languages } from './language.ts'
import { map, type MapOrder } from './map.ts'
/** `atoll check`: its options and help texts. Carries nothing out. */
import { type Command, Option } from 'commander'
import { check, rollUp } from './check.ts'
import type { Parts } from './parts.ts'
import { placeOf } from './place.ts'

/** What is written behind `atoll check`. */
interface Written {
  readonly directory: string
  readonly json: boolean
  readonly sarif?: string
  readonly lang?: Language
  readonly lang: 'en' | 'ko'
  readonly contracts?: readonly string[]
  readonly publish?: string
  readonly rollUp?: readonly string[]
}

/** What is written behind `atoll map`. */
interface MapWritten {
  readonly directory: string
  readonly format?: NonNullable<MapOrder['format']>
  readonly out?: string
  readonly lang?: Language
}

/** Adds `check` and `map`. */
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
    .addOption(new Option('--lang <language>', 'of the report').choices(['en', 'ko']).default('en'))
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
    .action(async ({ directory, json, sarif, lang }: Written) => {
      const place = placeOf(directory, parts.environment)
      end(
        await check(
          { place, json, sarif: sarif ?? null, language: languageOf(lang, parts.environment) },
          parts,
        ),
      )
    })
  program
    .command('map')
    .summary('draws who speaks to whom, or which decision brought which question')
    .description(
      'The services of a system with their calls and events, or its decisions as a tree: a drawing, or Mermaid for documents.',
    )
    .addArgument(new Argument('<what>', 'what is drawn').choices(['services', 'decisions']))
    .option('-d, --directory <path>', 'the folder of atoll.ts', '.')
    .addOption(
      new Option('-f, --format <format>', "else by the file's name").choices(['svg', 'mermaid']),
    )
    .option('-o, --out <file>', 'where it is written; else to standard output')
    .addOption(new Option('--lang <language>', 'of the words; else LANG').choices(languages))
    .addHelpText(
      'after',
      '\nExamples:\n  atoll map services --out services.svg\n  atoll map decisions --lang ko >> README.md',
    )
    .action(async (what: MapOrder['of'], { directory, format, out, lang }: MapWritten) => {
      const place = placeOf(directory, parts.environment)
      const language = languageOf(lang, parts.environment)
      const order = { place, of: what, format: format ?? null, out: out ?? null, language }
      end(await map(order, parts))
    .action(async (written: Written) => {
      const { json, lang: language, rollUp: many } = written
      if (many !== undefined) return end(await rollUp(many, { json, language }, parts))
      const { sarif = null, contracts = [], publish = null } = written
      const place = placeOf(written.directory, parts.environment)
      return end(await check({ place, json, sarif, language, contracts, publish }, parts))
    })
}

/** `atoll map`: its options and help texts. Carries nothing out. */
import { Argument, type Command, Option } from 'commander'
import type { Language } from '@atoll/patterns'
import { languageOf, languages } from './language.ts'
import { map, type MapOrder } from './map.ts'
import type { Parts } from './parts.ts'
import { placeOf } from './place.ts'

/** What is written behind `atoll map`. */
interface Written {
  readonly directory: string
  readonly format?: NonNullable<MapOrder['format']>
  readonly out?: string
  readonly lang?: Language
}

/** Adds `map`. */
export function addMapping(program: Command, parts: Parts, end: (exitCode: number) => void): void {
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
    .action(async (what: MapOrder['of'], { directory, format, out, lang }: Written) => {
      const place = placeOf(directory, parts.environment)
      const language = languageOf(lang, parts.environment)
      const order = { place, of: what, format: format ?? null, out: out ?? null, language }
      end(await map(order, parts))
    })
}

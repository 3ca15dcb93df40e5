/** The commands about decisions: their options and help texts. Carries nothing out. */
import { type Command, Option } from 'commander'
import type { Language } from '@atoll/patterns'
import { explain } from './explain.ts'
import { languageOf, languages } from './language.ts'
import type { Parts } from './parts.ts'
import { placeOf } from './place.ts'

interface Spoken {
  readonly directory: string
  readonly lang?: Language
  readonly json: boolean
}

/** Adds `decide` and `explain`. */
export function addDeciding(program: Command, parts: Parts, end: (exitCode: number) => void): void {
  spoken(program.command('explain <word...>'))
    .summary('explains a pattern, a question or a word of the field')
    .description(
      'What it is, what speaks for and against it, what it brings, what is built of it here, and where it was decided.',
    )
    .action(async (words: readonly string[], { directory, lang, json }: Spoken) => {
      const language = languageOf(lang, parts.environment)
      const place = placeOf(directory, parts.environment)
      end(await explain(place, { word: words.join(' '), language, json }, parts))
    })
}

function spoken(command: Command): Command {
  return command
    .option('-d, --directory <path>', 'the folder of atoll.ts', '.')
    .addOption(new Option('--lang <language>', 'of what is said; else LANG').choices(languages))
    .option('--json', 'as JSON', false)
}

/** The commands about decisions: their options and help texts. Carries nothing out. */
import { type Command, Option } from 'commander'
import type { Language } from '@atoll/patterns'
import { decide } from './decide.ts'
import { decideOnPage } from './decide-page.ts'
import { explain } from './explain.ts'
import { languageOf, languages } from './language.ts'
import type { Parts } from './parts.ts'
import { placeOf } from './place.ts'
import { toPort } from './port.ts'

interface Spoken {
  readonly directory: string
  readonly lang?: Language
  readonly json: boolean
}

interface DecideWritten extends Spoken {
  readonly defaults: boolean
  readonly answers?: string
  readonly answer: readonly string[]
  readonly reason?: string
  readonly dryRun: boolean
  readonly adr?: boolean
  readonly check: boolean
  readonly web?: true
  readonly port: number
}

/** Adds `decide` and `explain`. */
export function addDeciding(program: Command, parts: Parts, end: (exitCode: number) => void): void {
  spoken(program.command('decide [area]'))
    .summary('asks what must be decided, and writes decisions.ts')
    .description(
      'Asks one question after the other until none is open; each answer is written at once, so that it can be stopped and taken up again. An area that was decided is asked again if it is named.',
    )
    .option('--defaults', 'takes the default of whatever is open, and asks nothing', false)
    .option('-f, --answers <file>', 'takes answers from a JSON file, and asks nothing')
    .option(
      '-a, --answer <reply>',
      'takes one answer, such as discovery=client-side-discovery:eureka, audit=put-off:2027-03-31 or webUi=yes; may be repeated',
      (reply: string, former: readonly string[]) => [...former, reply],
      [],
    )
    .option('--reason <sentence>', 'why, for --answer')
    .option('--dry-run', 'prints what would be written, and writes nothing', false)
    .option('--adr', 'only writes docs/decisions anew: a document for each decision')
    .option('--no-adr', 'leaves docs/decisions as it is')
    .option('--check', 'only looks whether docs/decisions is what decisions.ts says', false)
    .addOption(
      new Option('--web', 'asks on a page, for a workshop: until Ctrl-C').conflicts([
        'defaults',
        'answers',
        'answer',
        'json',
        'dryRun',
        'check',
      ]),
    )
    .addOption(
      new Option('-p, --port <number>', 'of the page; 0 takes any free one')
        .argParser(toPort)
        .default(8090),
    )
    .action(async (area: string | undefined, written: DecideWritten) => {
      const { directory, lang, answers = null, answer: replies, ...others } = written
      const { reason = null, adr = null, defaults, json, dryRun, check } = others
      const language = languageOf(lang, parts.environment)
      const place = placeOf(directory, parts.environment)
      if (written.web === true) {
        const page = { port: written.port, language, adr: adr !== false }
        return end(await decideOnPage(place, page, parts))
      }
      const said = { area: area ?? null, language, isLanguageAsked: lang !== undefined, reason }
      const wish = { ...said, answers, replies, defaults, json, dryRun, adr, check }
      return end(await decide(place, wish, parts))
    })
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

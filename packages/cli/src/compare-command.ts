/** The command that compares answers: its options and help text. Carries nothing out. */
import { type Command, InvalidArgumentError, Option } from 'commander'
import { compareAnswers } from './compare.ts'
import type { Parts } from './parts.ts'
import { placeOf } from './place.ts'

/** Enough to tell a difference of some percent from noise. */
const roundsDefault = 5
/** Units: seconds. */
const secondsDefault = 5

interface CompareWritten {
  readonly directory: string
  readonly trial?: string
  readonly with: readonly string[]
  readonly rounds: number
  readonly seconds: number
  readonly json?: string
  readonly attach: boolean
}

/** Adds `compare`. */
export function addComparing(
  program: Command,
  parts: Parts,
  end: (exitCode: number) => void,
): void {
  program
    .command('compare <decision=a,b…>')
    .summary('measures the system under several answers to one decision')
    .description(
      'Runs the journeys and the load of trial.ts under each answer, in turn, and tells what differs by more than noise: discovery=supervisor,haproxy. An answer that is named twice shows the noise.',
    )
    .option('-d, --directory <path>', 'the folder of atoll.ts', '.')
    .option('--trial <file>', 'its journeys and load; else trial.ts beside atoll.ts')
    .addOption(
      new Option('-w, --with <decision=answer>', 'another decision, made anew for all')
        .argParser((text, all: readonly string[]) => [...all, text])
        .default([]),
    )
    .addOption(
      new Option('-r, --rounds <number>', 'how often each answer has its turn')
        .argParser(toWhole(1, 1_000))
        .default(roundsDefault),
    )
    .addOption(
      new Option('-s, --seconds <number>', 'of hard work, and of steady work, in each turn')
        .argParser(toWhole(1, 3_600))
        .default(secondsDefault),
    )
    .option('--json <file>', 'where everything that was measured is written')
    .option(
      '--attach',
      'writes what differs into the reason of the decision, in decisions.ts',
      false,
    )
    .action(async (wish: string, written: CompareWritten) => {
      const { directory, trial = null, with: along, rounds, seconds, json = null, attach } = written
      const place = placeOf(directory, parts.environment)
      end(await compareAnswers({ wish, along, place, trial, rounds, seconds, json, attach }, parts))
    })
}

function toWhole(from: number, to: number): (text: string) => number {
  return (text) => {
    const number = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN
    if (number >= from && number <= to) return number
    throw new InvalidArgumentError(`Write a whole number from ${from} to ${to}.`)
  }
}

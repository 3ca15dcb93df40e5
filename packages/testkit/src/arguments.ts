/**
 * What is typed behind `npm run <proof> --`, read and written the same way by every program of a proof or measurement:
 * `--help` shows the usage, and what a program does not take is refused with one sentence before anything begins.
 */
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util'

/** What a program takes. */
export interface ArgumentRules<Options extends ParseArgsOptionsConfig> {
  /** Shown on `--help` and below a refusal. */
  readonly usage: string
  /** All but `--help`. */
  readonly options: Options
  /** Names that stand without a dash: refused if left out. */
  readonly allowPositionals?: boolean
}

type Parsed<Options extends ParseArgsOptionsConfig> = ReturnType<
  typeof parseArgs<{ options: Options; allowPositionals: true }>
>

/** From and to are allowed as well. */
export interface Bounds {
  /** As it is typed: `--seeds`. */
  readonly option: string
  readonly from: number
  readonly to?: number
}

/** Exit code of a program that was asked for what it does not take. */
const misuse = 2

/** Reads the arguments of this process. Ends it with 0 after `--help`, with 2 after what the program does not take. */
export function readArguments<const Options extends ParseArgsOptionsConfig>({
  usage,
  options,
  allowPositionals = false,
}: ArgumentRules<Options>): Parsed<Options> {
  if (process.argv.slice(2).includes('--help')) {
    process.stdout.write(`${usage}\n`)
    process.exit(0)
  }
  try {
    return parseArgs<{ options: Options; allowPositionals: true }>({
      options,
      // Without names the answer holds an empty list of them: the same shape.
      allowPositionals: allowPositionals as true,
    })
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error), usage)
  }
}

/** Reads a whole number. Ends the process with 2 when it is none, or out of bounds. */
export function toWhole(text: string, { option, from, to }: Bounds, usage: string): number {
  const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN
  if (value >= from && value <= (to ?? Number.MAX_SAFE_INTEGER)) return value
  const range = to === undefined ? `${from} or more` : `from ${from} to ${to}`
  return refuse(`${option} takes a whole number, ${range}, not ${JSON.stringify(text)}.`, usage)
}

/** Says what is wrong and how it is right, and ends the process with 2. */
export function refuse(why: string, usage: string): never {
  process.stderr.write(`${why}\n\n${usage}\n`)
  process.exit(misuse)
}

/** What follows `--`: options by name, where true is one without a value and undefined or false none; then names. */
export interface Typed {
  readonly options?: Readonly<Record<string, string | number | boolean | undefined>>
  readonly names?: readonly string[]
}

/** What to type to run a script of the workspace again. What a shell would take apart is quoted. */
export function toCommand(script: string, { options = {}, names = [] }: Typed = {}): string {
  const given = Object.entries(options).filter(
    ([, value]) => value !== undefined && value !== false,
  )
  const words = given.flatMap(([name, value]) => [
    `--${name}`,
    ...(value === true ? [] : [String(value)]),
  ])
  const quoted = [...names, ...words].map(quote)
  return ['npm run', script, ...(quoted.length === 0 ? [] : ['--', ...quoted])].join(' ')
}

/** Source: POSIX.1-2024, Shell Command Language 2.2.2: within single quotes everything stands for itself. */
function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}

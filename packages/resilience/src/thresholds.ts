/**
 * When a circuit opens, how long it stays open, and how much may be under way: one value, with a name, a unit, bounds
 * and a default for each number, that may be replaced while everything runs. Read by the breaker and by hedging; it
 * decides nothing itself.
 */
import { Fault, isFault } from '@atoll/pipeline'

/** The numbers of one circuit; null switches a condition off. */
export interface CircuitThresholds {
  /** Failures in a row that open a circuit. */
  readonly failuresInRow: number | null
  /** The time that is looked at. Units: milliseconds. */
  readonly windowMs: number
  /** Calls in the window below which its shares say nothing. */
  readonly callsMin: number
  /** The share of failures in the window that opens a circuit. Units: per cent of calls. */
  readonly failurePercent: number | null
  /** A call that takes longer is slow; off, no call is. Units: milliseconds. */
  readonly slowMs: number | null
  /** The share of slow calls in the window that opens a circuit. Units: per cent of calls. */
  readonly slowPercent: number
  /** How long an open circuit refuses before calls may probe. Units: milliseconds. */
  readonly openMs: number
  /** Probes that must succeed before a circuit closes; so many may be under way. Units: calls. */
  readonly probes: number
  /** Calls to one callee under way at once: the bulkhead. Units: calls. */
  readonly underWayMax: number
  /** Queries that may be asked a second time because they are late; off, none is. Units: per cent of calls. */
  readonly hedgePercent: number | null
  /** What an operator says of the circuit, whatever happens; null lets it decide. */
  readonly forced: 'open' | 'closed' | null
}

/** Thresholds as they are written: what is not said is the default. A service names only what it may call. */
export interface ThresholdSettings<Name extends string = string> {
  /** For every circuit. */
  readonly default?: Partial<CircuitThresholds>
  /** By callee (`catalog`) and by operation (`catalog.priceOf`), which goes before its callee. */
  readonly of?: { readonly [N in Name]?: Partial<CircuitThresholds> }
}

/** What a number may be. */
interface Field {
  readonly unit: string
  readonly min: number
  readonly max: number
  readonly isNullable?: true
  /** Whether it may be no whole number. */
  readonly isReal?: true
}

/** What each number may be; README.md shows the same as a table. */
export const thresholdFields: Readonly<Record<Exclude<keyof CircuitThresholds, 'forced'>, Field>> =
  {
    failuresInRow: { unit: 'failures', min: 1, max: 10_000, isNullable: true },
    windowMs: { unit: 'milliseconds', min: 100, max: 600_000 },
    callsMin: { unit: 'calls', min: 1, max: 1_000_000 },
    failurePercent: {
      unit: 'per cent of calls',
      min: 0.1,
      max: 100,
      isNullable: true,
      isReal: true,
    },
    slowMs: { unit: 'milliseconds', min: 1, max: 600_000, isNullable: true, isReal: true },
    slowPercent: { unit: 'per cent of calls', min: 0.1, max: 100, isReal: true },
    openMs: { unit: 'milliseconds', min: 1, max: 3_600_000 },
    probes: { unit: 'calls', min: 1, max: 100 },
    underWayMax: { unit: 'calls', min: 1, max: 100_000 },
    hedgePercent: { unit: 'per cent of calls', min: 0.1, max: 5, isNullable: true, isReal: true },
  }

/**
 * What holds where nobody says otherwise.
 * Source: M. Nygard, Release It!, chapter 5, for failures in a row; Hystrix for window, share and number of calls.
 */
export const thresholdsDefault: CircuitThresholds = {
  failuresInRow: 5,
  windowMs: 10_000,
  callsMin: 20,
  failurePercent: 50,
  slowMs: null,
  slowPercent: 80,
  openMs: 5_000,
  probes: 1,
  underWayMax: 512,
  hedgePercent: null,
  forced: null,
}

/** Names of circuits that one value may speak of. */
const namesMax = 1_000
/** Units: characters. */
const nameCharactersMax = 200

/** The thresholds of one process, as they are now. */
export interface Thresholds {
  current(): ThresholdSettings
  /**
   * Replaces all of them; they hold from the next call on.
   * Faults: `invalid` (`thresholds_refused`), with every mistake in one list; nothing is changed then.
   */
  change(next: unknown): void
  /** What holds for a callee or an operation. */
  of(name: string): CircuitThresholds
  /** Hears of every change. */
  onChange(listener: () => void): void
}

/** Makes the holder. Faults: those of `change`. */
export function createThresholds(settings: ThresholdSettings = {}): Thresholds {
  const listeners: (() => void)[] = []
  let now = parseThresholds(settings)
  return {
    current: () => now,
    change(next) {
      now = parseThresholds(next)
      for (const listener of listeners) listener()
    },
    of(name) {
      const callee = calleeOf(name)
      const { of = {} } = now
      const ofCallee = Object.hasOwn(of, callee) ? of[callee] : {}
      const ofOperation = Object.hasOwn(of, name) ? of[name] : {}
      return { ...thresholdsDefault, ...now.default, ...ofCallee, ...ofOperation }
    },
    onChange: (listener) => void listeners.push(listener),
  }
}

/** What was written in code, and above it, number by number, what was set from outside. */
export function mergeThresholds(
  written: ThresholdSettings,
  outside: ThresholdSettings,
): ThresholdSettings {
  const names = new Set([...Object.keys(written.of ?? {}), ...Object.keys(outside.of ?? {})])
  const of = [...names].map(
    (name) => [name, { ...written.of?.[name], ...outside.of?.[name] }] as const,
  )
  return { default: { ...written.default, ...outside.default }, of: Object.fromEntries(of) }
}

/** `catalog.priceOf` belongs to `catalog`; a name without a dot is a callee by itself. */
export function calleeOf(name: string): string {
  const dot = name.indexOf('.')
  return dot === -1 ? name : name.slice(0, dot)
}

/** Reads what came from outside. Faults: `invalid` (`thresholds_refused`). */
export function parseThresholds(value: unknown): ThresholdSettings {
  const mistakes: string[] = []
  if (!isRecord(value)) throw refused(['thresholds are an object with `default` and `of`'])
  for (const name of Object.keys(value))
    if (name !== 'default' && name !== 'of') mistakes.push(`there is no \`${name}\` beside them`)
  const { default: all, of } = value
  const settings = {
    ...(all === undefined ? {} : { default: parseOne('default', all, mistakes) }),
    ...(of === undefined ? {} : { of: parseNamed(of, mistakes) }),
  }
  if (mistakes.length > 0) throw refused(mistakes)
  return settings
}

/** Reads what was written as text; an empty one says nothing. Faults: `invalid` (`thresholds_refused`). */
export function readThresholds(text: string): ThresholdSettings {
  if (text === '') return {}
  try {
    return parseThresholds(JSON.parse(text))
  } catch (thrown) {
    if (isFault(thrown)) throw thrown
    throw refused(['they are no JSON'])
  }
}

function parseNamed(
  value: unknown,
  mistakes: string[],
): Record<string, Partial<CircuitThresholds>> {
  if (!isRecord(value)) {
    mistakes.push('`of` is an object with a name of a callee or operation for each entry')
    return {}
  }
  const entries = Object.entries(value)
  if (entries.length > namesMax) mistakes.push(`\`of\` has at most ${namesMax} names`)
  for (const [name] of entries)
    if (name === '' || name.length > nameCharactersMax)
      mistakes.push(`a name has 1 to ${nameCharactersMax} characters`)
  return Object.fromEntries(
    entries
      .slice(0, namesMax)
      .map(([name, one]) => [name, parseOne(`of.${name}`, one, mistakes)] as const),
  )
}

function parseOne(place: string, value: unknown, mistakes: string[]): Partial<CircuitThresholds> {
  if (!isRecord(value)) {
    mistakes.push(`${place} is an object`)
    return {}
  }
  for (const [name, one] of Object.entries(value)) {
    const wrong = mistakeIn(name, one)
    if (wrong !== null) mistakes.push(`${place}.${name} ${wrong}`)
  }
  // Each field was looked at above.
  return value
}

function mistakeIn(name: string, value: unknown): string | null {
  if (name === 'forced')
    return value === null || value === 'open' || value === 'closed'
      ? null
      : 'is `open`, `closed` or null'
  const fields: Readonly<Record<string, Field>> = thresholdFields
  const field = Object.hasOwn(fields, name) ? fields[name] : undefined
  if (field === undefined) return `is none of ${Object.keys(fields).join(', ')}, forced`
  const { min, max, unit, isNullable = false, isReal = false } = field
  if (value === null && isNullable) return null
  const isRight = typeof value === 'number' && (isReal || Number.isInteger(value))
  if (isRight && value >= min && value <= max) return null
  const kind = isReal ? 'a number' : 'a whole number'
  return `is ${kind} from ${min} to ${max} (${unit})${isNullable ? ', or null for off' : ''}`
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Mistakes that one answer tells of; the first ones are enough to begin with. */
const mistakesMax = 20

function refused(mistakes: readonly string[]): Fault {
  const told = mistakes.slice(0, mistakesMax)
  const message = `These thresholds cannot be taken, nothing was changed: ${told.join('; ')}.`
  return new Fault({
    kind: 'invalid',
    code: 'thresholds_refused',
    message,
    details: { mistakes: told },
  })
}

/**
 * What changed since programs last asked, for people to look at later: of each question the last answer is remembered
 * by its digests, and what differs in the next one is written down. Values that may be secret are masked.
 */
import { createHash, randomBytes } from 'node:crypto'
import { type Clock, isSecretName, maskAddresses, masked } from '@atoll/pipeline'
import { type Asked, type Environment, flatOf, secretsOf } from './lookup.ts'

/** One property that another answer has otherwise. */
export interface PropertyChange {
  readonly property: string
  /** Null: it was not there. `***`: it is masked. */
  readonly from: string | null
  /** Null: it is gone. */
  readonly to: string | null
}

/** What one question is answered otherwise than before. */
export interface Change {
  /** When it was noticed. Units: milliseconds since 1970. */
  readonly at: number
  readonly app: string
  readonly profiles: string
  readonly label: string | null
  /** The commit; null for a folder. */
  readonly version: string | null
  readonly changed: readonly PropertyChange[]
}

/** Changes that are kept; the oldest are forgotten. */
const changesMax = 500
/** Questions whose last answer is remembered; the longest unasked is forgotten. */
const questionsMax = 200
/** What is remembered of all answers together. Units: characters. */
const rememberedMax = 33_554_432
/** What a property weighs beside its name and its value: a digest, and what holds them. Units: characters. */
const propertyWeight = 100
/** Properties told of one change. */
const propertiesMax = 200
/** Longer values are cut off. Units: characters. */
const valueMax = 200

/** A value as it is remembered: a digest to compare, and what may be shown. */
interface Remembered {
  readonly digest: string
  readonly shown: string
  /** Whether its name or its file makes it a secret. */
  readonly isSecret: boolean
}

/** The last answer to one question. */
interface Answered {
  readonly version: string | null
  readonly properties: ReadonlyMap<string, Remembered>
  /** Units: characters. */
  readonly weight: number
}

/** What changed lately. */
export interface Changes {
  /** Takes an answer down. */
  note(asked: Asked, environment: Environment): void
  /** The latest last. */
  all(): readonly Change[]
}

/** Remembers nothing yet. */
export function createChanges(clock: Clock): Changes {
  const known = new Map<string, Answered>()
  let weight = 0
  let changes: readonly Change[] = []
  // Digests of short secrets could be guessed by whoever reads a memory dump; not across starts.
  const salt = randomBytes(16)
  const remember = (environment: Environment) => {
    const secrets = secretsOf(environment)
    const properties = new Map(
      [...flatOf(environment)].map(([name, value]) => [
        name,
        {
          digest: createHash('sha256').update(salt).update(String(value)).digest('base64'),
          shown: cut(maskAddresses(String(value))),
          isSecret: secrets.has(name) || isSecretName(name) || /ur[il]$/i.test(name),
        },
      ]),
    )
    return { version: environment.version, properties, weight: weightOf(properties) }
  }
  const forget = (key: string) => {
    weight -= known.get(key)?.weight ?? 0
    known.delete(key)
  }
  return {
    note(asked, environment) {
      const { app, profiles, label } = asked
      const key = JSON.stringify([app, profiles, label])
      const before = known.get(key)
      const { version } = environment
      // A commit never changes.
      const isSame = before !== undefined && version !== null && before.version === version
      const after = isSame ? before : remember(environment)
      forget(key)
      known.set(key, after)
      weight += after.weight
      for (const oldest of known.keys()) {
        if (known.size <= questionsMax && weight <= rememberedMax) break
        forget(oldest)
      }
      if (before === undefined || isSame) return
      const changed = differences(before.properties, after.properties)
      if (changed.length === 0) return
      const change = { at: clock.now(), app, profiles, label, version, changed }
      changes = [...changes, change].slice(-changesMax)
    },
    all: () => changes,
  }
}

function weightOf(properties: ReadonlyMap<string, Remembered>): number {
  let weight = 0
  for (const [name, { shown }] of properties) weight += name.length + shown.length + propertyWeight
  return weight
}

function cut(text: string): string {
  return text.length > valueMax ? `${text.slice(0, valueMax)}…` : text
}

function differences(
  before: ReadonlyMap<string, Remembered>,
  after: ReadonlyMap<string, Remembered>,
): readonly PropertyChange[] {
  const names = new Set([...before.keys(), ...after.keys()])
  return [...names]
    .filter((name) => before.get(name)?.digest !== after.get(name)?.digest)
    .slice(0, propertiesMax)
    .map((property) => {
      const [from, to] = [before.get(property), after.get(property)]
      // What was sealed today may be the text of yesterday, and the other way round.
      const isSecret = from?.isSecret === true || to?.isSecret === true
      const show = (each?: Remembered) =>
        each === undefined ? null : isSecret ? masked : each.shown
      return { property: cut(property), from: show(from), to: show(to) }
    })
}

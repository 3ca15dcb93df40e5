/**
 * Which operation calls whom, read from the sources: `call.catalog.priceOf(…)` in its handler, or in a file that the
 * handler imports. What the sources do not show is taken to happen everywhere, so that a rule never trusts a gap.
 */
import type { Contract } from '@atoll/contract'
import { declaredAt, operationsOf } from '@atoll/contract'
import type { At, CallFacts } from '@atoll/patterns'
import type { Part } from './facts-parts.ts'
import type { PlaceOf } from './facts-places.ts'
import { toPath } from './facts-places.ts'
import { importsOf, type Source } from './facts-sources.ts'

/** What is read of one service's operations. */
export interface Behaviour {
  callsOf(operation: string): readonly CallFacts[]
  /** Where a handler asks who the caller is; null if it does not. */
  asksCallerAt(operation: string): At | null
}

/** A stretch of a file. Units: characters */
interface Stretch {
  readonly source: Source
  readonly from: number
  readonly to: number
}

/** Reads the handlers of a service. */
export function behaviourOf(part: Part, placeOf: PlaceOf): Behaviour {
  const stretches = stretchesOf(part)
  const calls = part.sources.flatMap((source) => callsIn(part, source))
  const unseen = unseenUses(part, calls, placeOf)
  return {
    callsOf(operation) {
      const own = stretches.get(operation)
      if (own === undefined) return [...calls.map(({ call }) => call), ...unseen]
      const reached = [...own, ...reachedFrom(part, own)]
      const found = calls.filter(({ source, place }) => isIn(reached, source, place))
      return [...distinct(found.map(({ call }) => call)), ...unseen]
    },
    asksCallerAt(operation) {
      for (const { source, from, to } of stretches.get(operation) ?? []) {
        for (const { index } of source.code.bare.slice(from, to).matchAll(/\bcaller\b/g))
          if (part.holds(source, from + index)) return part.at(source, source.lineOf(from + index))
      }
      return null
    },
  }
}

interface SeenCall {
  readonly source: Source
  readonly place: number
  readonly call: CallFacts
}

const written = /\bcall\s*\.\s*([A-Za-z_$][\w$]*)\s*\.\s*([A-Za-z_$][\w$]*)\s*\(/g

function callsIn(part: Part, source: Source): readonly SeenCall[] {
  return [...source.code.bare.matchAll(written)].flatMap((match) => {
    const [, alias = '', operation = ''] = match
    const contract: Contract | undefined = part.service.uses[alias]
    if (contract === undefined || !part.holds(source, match.index)) return []
    const at = part.at(source, source.lineOf(match.index))
    const call = { service: contract.$contract.name, operation, at }
    return [{ source, place: match.index, call }]
  })
}

/** Contracts that a service may call and that no line of it is seen to call. */
function unseenUses(
  part: Part,
  calls: readonly SeenCall[],
  placeOf: PlaceOf,
): readonly CallFacts[] {
  const seen = new Set(calls.map(({ call }) => call.service))
  return Object.values(part.service.uses)
    .map(({ $contract }) => $contract.name)
    .filter((name) => !seen.has(name))
    .map((service) => ({ service, operation: null, at: placeOf(part.service.uses) }))
}

/** Where the handler of each operation is written. */
function stretchesOf(part: Part): ReadonlyMap<string, readonly Stretch[]> {
  const starts = [...part.service.handlers].flatMap(
    ([operation, run]) => startOf(part, operation, run) ?? [],
  )
  const listeners = part.service.listeners.flatMap((each) => startAt(part, '', each) ?? [])
  const all = [...starts, ...listeners]
  return new Map(
    starts.map(({ operation, source, place }) => {
      const later = all
        .filter((each) => each.source === source && each.place > place)
        .map((each) => each.place)
      const isFirst = !all.some((each) => each.source === source && each.place < place)
      const from = isFirst && !part.isShared ? 0 : place
      return [operation, [{ source, from, to: Math.min(source.text.length, ...later) }]]
    }),
  )
}

interface Start {
  readonly operation: string
  readonly source: Source
  readonly place: number
}

function startAt(part: Part, operation: string, value: object): Start | null {
  const declared = declaredAt(value)
  if (declared === null) return null
  const file = toPath(declared.file)
  const source = part.sources.find((each) => each.file === file)
  return source === undefined
    ? null
    : { operation, source, place: placeOfLine(source, declared.line) }
}

/** A handler of its own knows its line; one that is written inside `service` begins at its name there. */
function startOf(part: Part, operation: string, run: object): Start | null {
  const own = startAt(part, operation, run)
  if (own !== null) return own
  const whole = startAt(part, operation, part.service)
  if (whole === null) return null
  const { source } = whole
  const { bare } = source.code
  for (
    let at = bare.indexOf(operation, whole.place);
    at >= 0;
    at = bare.indexOf(operation, at + 1)
  ) {
    const after = bare.slice(at + operation.length, at + operation.length + 1)
    const isWhole = !/[\w$.]/.test(bare.charAt(at - 1)) && /[:(\s]/.test(after)
    if (isWhole && part.holds(source, at)) return { operation, source, place: at }
  }
  return whole
}

function placeOfLine(source: Source, line: number): number {
  let place = 0
  for (let each = 1; each < line; each += 1) place = source.text.indexOf('\n', place) + 1
  return place
}

/** Files of the service that these import, and what those import: whole, without files that hold other handlers. */
function reachedFrom(part: Part, own: readonly Stretch[]): readonly Stretch[] {
  const holders = new Set(
    [...part.service.handlers.values(), ...part.service.listeners, part.service]
      .map((each) => declaredAt(each)?.file)
      .flatMap((file) => (file === undefined ? [] : [toPath(file)])),
  )
  const found = new Set(own.map(({ source }) => source))
  // A set that grows while it is walked is walked to its end.
  for (const source of found)
    for (const { file } of importsOf(source)) {
      const next = part.sources.find((each) => each.file === file)
      if (next !== undefined && !holders.has(next.file)) found.add(next)
    }
  return [...found]
    .filter((source) => !own.some((each) => each.source === source))
    .map((source) => ({ source, from: 0, to: source.text.length }))
}

function isIn(stretches: readonly Stretch[], source: Source, place: number): boolean {
  return stretches.some((each) => each.source === source && place >= each.from && place < each.to)
}

function distinct(calls: readonly CallFacts[]): readonly CallFacts[] {
  return [...new Map(calls.map((each) => [`${each.service}.${each.operation}`, each])).values()]
}

/** The operations of a contract with their kinds. */
export function kindsOf(contract: Contract) {
  return operationsOf(contract).map(({ name, kind }) => ({ name, kind }))
}

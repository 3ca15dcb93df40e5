/** A gateway as declared: its routes, what stands at each, and what one caller may ask. */
import {
  type Contract,
  noteDeclared,
  type Operation,
  operationsOf,
  parseRouteText,
  type Route,
} from '@atoll/contract'
import type { Lost } from '@atoll/http'
import type { Rate } from '@atoll/resilience'
import { findMistakes } from './mistakes.ts'
import { isComposition, isExposed, isResponder, type PlacedTarget, type Target } from './target.ts'

/** Routes as they are written: `'GET /products/{sku}': catalog.product`. */
export type Routes = Readonly<Record<`${Route['method']} /${string}`, Target>>

/** A gateway as declared. */
export interface Gateway<N extends string = string> {
  readonly gateway: N
  readonly routes: readonly PlacedTarget[]
  readonly reaches: readonly Operation[]
  readonly contracts: readonly Contract[]
  /** What one caller may ask. */
  readonly rate: Rate
  /** What people see where no route is. */
  readonly lost: Lost | null
}

/**
 * Declares a gateway. The order of its routes means nothing: plain text goes before a field.
 * Faults: a TypeError with every mistake in its routes, each saying where and what to write instead.
 */
export function gateway<const N extends string>(
  name: N,
  routes: Routes,
  options: { readonly rate?: Rate; readonly lost?: Lost } = {},
): Gateway<N> {
  const placed = Object.entries(routes).map(([text, target]) => ({
    route: parseRouteText(text, `gateway ${name}`),
    target,
  }))
  const mistakes = findMistakes(placed)
  if (mistakes.length > 0) {
    const list = mistakes.map((mistake) => `\n  - ${mistake}`).join('')
    throw new TypeError(`the gateway '${name}' cannot stand as it is written:${list}`)
  }
  const targets = placed.map(({ target }) => target)
  const contracts = targets.flatMap((target) =>
    isResponder(target) ? Object.values(target.uses) : [],
  )
  const declared: Gateway<N> = {
    gateway: name,
    routes: placed,
    reaches: [...new Set(targets.flatMap(reachedBy))],
    contracts: [...new Set(contracts)],
    rate: options.rate ?? {},
    lost: options.lost ?? null,
  }
  return noteDeclared(declared, gateway)
}

function reachedBy(target: Target): readonly Operation[] {
  if (isResponder(target)) return Object.values(target.uses).flatMap(operationsOf)
  if (isComposition(target)) return Object.values(target.parts).map((part) => part.operation)
  return [isExposed(target) ? target.exposes : target]
}

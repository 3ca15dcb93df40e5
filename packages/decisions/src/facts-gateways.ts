/** A gateway of a system as facts: what it leads to, and which of its routes join several answers. */
import type { Contract, Operation } from '@atoll/contract'
import { operationsOf } from '@atoll/contract'
import {
  type Gateway,
  isComposition,
  isExposed,
  isResponder,
  type PlacedTarget,
} from '@atoll/gateway'
import type { At, CompositionFacts, GatewayFacts, ReachFacts } from '@atoll/patterns'
import type { PlaceOf } from './facts-places.ts'

/** Describes one gateway; `testedAt` is a test that holds it to the contracts of others. */
export function gatewayFacts(
  gateway: Gateway,
  placeOf: PlaceOf,
  testedAt: At | null,
): GatewayFacts {
  const at = placeOf(gateway)
  const { routes } = gateway
  return {
    name: gateway.gateway,
    at,
    reaches: distinct(routes.flatMap((each) => reachesOf(each, placeOf, at))),
    compositions: routes.flatMap((each) => compositionOf(each, placeOf, at)),
    pages: routes.filter(({ target }) => isResponder(target) && target.mediaType === 'text/html')
      .length,
    testedAt,
  }
}

function reachesOf({ target }: PlacedTarget, placeOf: PlaceOf, at: At | null) {
  const to = (operation: Operation): ReachFacts => ({
    service: operation.contract,
    version: operation.version,
    operation: operation.name,
    at: placeOf(target) ?? at,
  })
  if (isResponder(target)) return Object.values(target.uses).flatMap(operationsOf).map(to)
  if (isComposition(target)) return Object.values(target.parts).map((part) => to(part.operation))
  return [{ ...to(isExposed(target) ? target.exposes : target), at }]
}

function distinct(reaches: readonly ReachFacts[]): readonly ReachFacts[] {
  const keyed = reaches.map((each) => [`${each.service}.${each.operation}`, each] as const)
  return [...new Map(keyed.toReversed()).values()].toReversed()
}

function compositionOf(
  { route, target }: PlacedTarget,
  placeOf: PlaceOf,
  at: At | null,
): readonly CompositionFacts[] {
  const services = servicesOf(target)
  if (services.length < 2) return []
  return [{ route: `${route.method} ${route.path}`, services, at: placeOf(target) ?? at }]
}

function servicesOf(target: PlacedTarget['target']): readonly string[] {
  if (isResponder(target))
    return Object.values(target.uses).map((each: Contract) => each.$contract.name)
  if (!isComposition(target)) return []
  return [...new Set(Object.values(target.parts).map(({ operation }) => operation.contract))]
}

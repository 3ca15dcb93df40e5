/** Whatever is wrong with the routes of a gateway, each as a sentence that says where and what to write instead. */
import { describe, fieldsOf, isAccess, isStream, type Operation, type Route } from '@atoll/contract'
import type { Composition } from './compose.ts'
import { isComposition, isExposed, isResponder, type PlacedTarget } from './target.ts'

/** The routes that every gateway has. */
export const ownPaths = ['/health/live', '/health/ready', '/openapi.json'] as const

/** Finds every mistake. */
export function findMistakes(placed: readonly PlacedTarget[]): readonly string[] {
  return [...twice(placed), ...placed.flatMap(findOne)]
}

/** `/a/{x}` and `/a/{y}` are one place: which of the two would answer nobody could know. */
function twice(placed: readonly PlacedTarget[]): string[] {
  const first = new Map<string, string>(
    ownPaths.map((path) => [`GET ${path}`, 'a route that every gateway has']),
  )
  return placed.flatMap(({ route }) => {
    const shape = `${route.method} ${route.path.replaceAll(/\{[^/]*\}/g, '{}')}`
    const other = first.get(shape)
    const text = textOf(route)
    if (other === undefined) {
      first.set(shape, `'${text}'`)
      return []
    }
    return [`'${text}' stands at the same place as ${other}: give it a path of its own`]
  })
}

function findOne({ route, target }: PlacedTarget): string[] {
  const repeated = route.pathFields.filter((name, at, all) => all.indexOf(name) !== at)
  const found = repeated.map(
    (name) => `'${textOf(route)}' has the field {${name}} twice: give each field a name of its own`,
  )
  if (isComposition(target)) return [...found, ...inComposition(route, target)]
  if (!isResponder(target))
    return [...found, ...inOperation(route, isExposed(target) ? target.exposes : target)]
  if (!isAccess(target.allow))
    found.push(
      `'${textOf(route)}' does not say who may come: write allow: anyone, or allow: scope('orders:read')`,
    )
  return target.input === null ? found : [...found, ...unknownFields(route, target.input)]
}

function inOperation(route: Route, operation: Operation): string[] {
  const found = unknownFields(route, operation.input)
  if (operation.kind === 'query' || route.method !== 'GET') return found
  const what = `${operation.contract}.${operation.name}`
  return [
    ...found,
    `'${textOf(route)}': ${what} changes things, which GET must not: write POST, PUT, PATCH or DELETE`,
  ]
}

function unknownFields(route: Route, input: Operation['input']): string[] {
  const fields = fieldsOf(describe(input, 'input'))
  return route.pathFields
    .filter((name) => !fields.includes(name))
    .map((name) => {
      const known = fields.map((field) => `{${field}}`).join(' ') || 'none'
      return `'${textOf(route)}' names {${name}}, which is no field of its input: it has ${known}`
    })
}

const partName = /^[A-Za-z][A-Za-z0-9]*$/

function inComposition(route: Route, { parts, query }: Composition): string[] {
  const text = textOf(route)
  const names = Object.keys(parts)
  return [
    ...(route.method === 'GET' ? [] : [`'${text}': a composition only asks: write GET`]),
    ...(names.length > 0 ? [] : [`'${text}': a composition has at least one part`]),
    ...names
      .filter((name) => !partName.test(name))
      .map((name) => `'${text}': name the part '${name}' in letters and digits`),
    ...Object.values(parts)
      .filter(({ operation }) => operation.kind !== 'query' || isStream(operation.output))
      .map(
        ({ operation: { contract, name } }) =>
          `'${text}': ${contract}.${name} is no query with one answer: give it a route of its own`,
      ),
    ...query
      .filter((name) => route.pathFields.includes(name))
      .map((name) => `'${text}': '${name}' is a field of the path already: leave it out of query`),
  ]
}

function textOf({ method, path }: Route): string {
  return `${method} ${path}`
}

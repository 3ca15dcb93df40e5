/**
 * Decisions as one list, each with its area and place, whatever the depth at which it is written; and one more written
 * back. Called by whoever walks the decisions, checks or prints them.
 */
import { type AreaId, areaIds, areas, isPlace, type Place, type Scope } from '@atoll/patterns'
import { isPatternId } from './adapters.ts'
import type { Answer, Decisions, PutOff } from './decisions.ts'

/** What was said about an area at a place: answers, or that it is put off. */
export interface RecordedDecision {
  readonly area: AreaId
  readonly place: Place
  readonly said: readonly Answer[] | PutOff
}

/** Where something stands in the value. Shape: `['communication', 'orders', 'payments']`. */
export type Path = readonly string[]

/** Whether an area was put off rather than answered. */
export function isPutOff(said: RecordedDecision['said']): said is PutOff {
  return !Array.isArray(said)
}

/** All decisions but that on messages, or those on some areas, in the order in which areas are best asked. */
export function recordsOf(
  decisions: Decisions,
  of: readonly AreaId[] = areaIds,
): readonly RecordedDecision[] {
  return of.flatMap((area) => recordsAt(area, decisions[area], [area]))
}

function recordsAt(area: AreaId, value: unknown, path: Path): readonly RecordedDecision[] {
  if (value === undefined) return []
  if (isSaid(value)) {
    const said = 'pattern' in value ? [value] : value
    return [{ area, place: placeOf(path), said }]
  }
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, each]: [string, unknown]) =>
    recordsAt(area, each, [...path, name]),
  )
}

/** Whether a value is what was said, and not what was said at each of several places. */
function isSaid(value: unknown): value is Answer | readonly Answer[] | PutOff {
  if (Array.isArray(value)) return true
  if (typeof value !== 'object' || value === null) return false
  return typeof Reflect.get(value, 'pattern') === 'string' || 'waivedUntil' in value
}

/** The place that a path of names stands for. Faults: a TypeError for one that is too deep or holds no name. */
export function placeOf([area = '', ...names]: Path): Place {
  const scope = isAreaId(area) ? areas[area].scope : 'system'
  const place = placeNamed(scope, names.at(-1) === 'default' ? names.slice(0, -1) : names)
  if (isPlace(place)) return place
  throw new TypeError(`decisions.${[area, ...names].join('.')} is no place of a ${scope}`)
}

function placeNamed(scope: Scope, names: readonly string[]): string {
  const [owner, part, ...deeper] = names
  if (owner === undefined) return 'system'
  if (scope === 'system' || deeper.length > 0) return ''
  if (scope === 'service' || scope === 'client')
    return part === undefined ? `${scope}:${owner}` : ''
  if (part === undefined) return `service:${owner}`
  return `${scope}:${owner}${scope === 'edge' ? '>' : '.'}${part}`
}

/** Where a decision on an area at a place is written. */
export function pathOf(area: AreaId, place: Place): Path {
  if (place === 'system') return [area]
  return [area, ...place.slice(place.indexOf(':') + 1).split(/[.>]/)]
}

/** The same decisions with another one, or without it if nothing is said. */
export function withRecord(
  decisions: Decisions,
  {
    area,
    place,
    said,
  }: Pick<RecordedDecision, 'area' | 'place'> & { readonly said: RecordedDecision['said'] | null },
): Decisions {
  const others = recordsOf(decisions, [area]).filter((each) => each.place !== place)
  const there = said === null ? others : [...others, { area, place, said }]
  const { about, messaging } = decisions
  const written = Object.fromEntries(
    areaIds.flatMap((each) => {
      const value = each === area ? nested(there) : decisions[each]
      return value === undefined ? [] : [[each, value]]
    }),
  )
  // It holds what stood there before, and what the caller's types allow.
  return {
    ...(about === undefined ? {} : { about }),
    ...written,
    messaging,
  } as unknown as Decisions
}

/** Several places of one area as one value; what holds for all that lie in a place stands there as `default`. */
function nested(records: readonly RecordedDecision[]): unknown {
  const [first] = records
  if (first === undefined) return undefined
  if (records.length === 1 && first.place === 'system') return toWritten(first.said)
  const paths = records.map(({ area, place }) => pathOf(area, place).slice(1))
  const withParts = new Set(paths.filter(({ length }) => length > 1).map(([owner]) => owner))
  const tree: Record<string, unknown> = {}
  for (const [index, { said }] of records.entries()) {
    const [owner = 'default', part] = paths[index] ?? []
    if (part === undefined && !withParts.has(owner)) tree[owner] = toWritten(said)
    else tree[owner] = { ...Object(tree[owner]), [part ?? 'default']: toWritten(said) }
  }
  return tree
}

function toWritten(said: RecordedDecision['said']): unknown {
  if (isPutOff(said)) return said
  return said.length === 1 ? said[0] : said
}

/** Whether a text is the id of an area. */
export function isAreaId(text: string): text is AreaId {
  return Object.hasOwn(areas, text)
}

/** Patterns of what was said; those that no graph has are left out. */
export function patternsOf(said: RecordedDecision['said']) {
  return isPutOff(said) ? [] : said.map(({ pattern }) => pattern).filter(isPatternId)
}

/**
 * Decisions that come without types: of a JSON file, or of a module that nobody compiled. All mistakes are told at once,
 * each with what to write instead.
 */
import { type AreaId, answersTo, areaIds, areas, lookUp, type PatternId } from '@atoll/patterns'
import { adaptersOf, isPatternId } from './adapters.ts'
import type { Decisions } from './decisions.ts'
import { isAreaId, type Path, placeOf } from './records.ts'

/** What reading came to. */
export type ParsedDecisions =
  | { readonly ok: true; readonly decisions: Decisions }
  | { readonly ok: false; readonly mistakes: readonly string[] }

/** Reads decisions. Whether they hold together, and are built, is told by `system`. */
export function parseDecisions(value: unknown): ParsedDecisions {
  if (!isRecord(value)) return { ok: false, mistakes: ['decisions: write one object'] }
  const mistakes = Object.entries(value).flatMap(([key, each]) => mistakesAtKey(key, each))
  const { communication } = value
  if (isRecord(communication) && !('pattern' in communication) && !('default' in communication))
    mistakes.unshift('decisions.communication.default is missing: say how services call each other')
  for (const key of ['communication', 'messaging'])
    if (!(key in value)) mistakes.unshift(`decisions.${key} is missing: say how ${needs[key]}`)
  // Its keys and values have just been read.
  return mistakes.length === 0
    ? { ok: true, decisions: value as unknown as Decisions }
    : { ok: false, mistakes }
}

const needs: Readonly<Record<string, string>> = {
  communication: 'services call each other',
  messaging: 'messages travel',
}

type Fields = Readonly<Record<string, unknown>>

function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function mistakesAtKey(key: string, value: unknown): string[] {
  if (key === 'about') return mistakesOfAbout(value)
  if (key === 'messaging') return mistakesOfAnswer(value, { path: [key], patterns: ['messaging'] })
  if (!isAreaId(key)) return [`decisions.${shown(key)}: there is no such area; ${instead(key)}`]
  return mistakesThere(key, value, [key])
}

/** What was meant, if something is named nearly so; else all that there is. */
function instead(key: string): string {
  const near = lookUp(shown(key)).near.filter(({ kind }) => kind === 'area')
  if (near.length > 0) return `did you mean ${near.map(({ id }) => id).join(' or ')}?`
  return `write one of: ${areaIds.join(', ')}`
}

function mistakesOfAbout(value: unknown): string[] {
  const fields = ['brownfield', 'polyglot', 'webUi']
  const isRight = isRecord(value) && Object.keys(value).length === fields.length
  if (isRight && fields.every((field) => typeof value[field] === 'boolean')) return []
  return ['decisions.about: write { brownfield, polyglot, webUi }, each true or false']
}

function mistakesThere(area: AreaId, value: unknown, path: Path): string[] {
  const where = nameOf(path)
  if (!canStandThere(path))
    return [`${where}: ${area} is decided by ${areas[area].scope}; there is no such place`]
  if (Array.isArray(value)) return mistakesOfSeveral(area, value, path)
  if (!isRecord(value)) return [`${where}: write { pattern, adapter, reason, date }`]
  if ('waivedUntil' in value && area !== 'communication')
    return mistakesOfPutOff(area, value, where)
  if ('pattern' in value && !isRecord(value['pattern']))
    return mistakesOfAnswer(value, { path, patterns: answersFor(area) })
  const entries = Object.entries(value)
  if (entries.length === 0 || path.at(-1) === 'default')
    return [`${where}: write { pattern, adapter, reason, date }`]
  return entries.flatMap(([name, each]) => mistakesThere(area, each, [...path, name]))
}

/** What messages travel through is told once, beside the areas: no caller waits for them. */
function answersFor(area: AreaId): readonly PatternId[] {
  return answersTo(area).filter((each) => area !== 'communication' || each !== 'messaging')
}

function canStandThere(path: Path): boolean {
  try {
    placeOf(path)
    return true
  } catch {
    return false
  }
}

function mistakesOfSeveral(area: AreaId, values: readonly unknown[], path: Path): string[] {
  const patterns = answersFor(area)
  const where = nameOf(path)
  if (values.length === 0)
    return [`${where}: write an answer, or put it off with { waivedUntil, reason, date }`]
  if (areas[area].choose !== 'some' && values.length > 1) return [`${where} takes one answer`]
  return values.flatMap((each) => mistakesOfAnswer(each, { path, patterns }))
}

function mistakesOfPutOff(area: AreaId, value: Fields, where: string): string[] {
  if (area === 'architecture') return [`${where} comes first, and cannot be put off`]
  const { waivedUntil, reason, date, ...others } = value
  return [
    ...unknownFields(others, where),
    ...(typeof reason === 'string' && reason.trim() !== ''
      ? []
      : [`${where}: say the reason why it is put off`]),
    ...mistakesOfDay(date, `${where}.date`),
    ...mistakesOfDay(waivedUntil, `${where}.waivedUntil`),
  ]
}

interface Asked {
  readonly path: Path
  /** Those that answer there. */
  readonly patterns: readonly string[]
}

function mistakesOfAnswer(value: unknown, { path, patterns }: Asked): string[] {
  const where = nameOf(path)
  if (!isRecord(value)) return [`${where}: write { pattern, adapter, reason, date }`]
  const { pattern, adapter, settings: _settings, reason, date, ...others } = value
  if (typeof pattern !== 'string' || !patterns.includes(pattern))
    return [
      `${where}.pattern: '${shown(pattern)}' does not answer it; write one of: ${patterns.join(', ')}`,
    ]
  return [
    ...unknownFields(others, where),
    ...mistakesOfAdapter(pattern, adapter, where),
    ...mistakesOfSettings(value, where),
    ...(reason === undefined || typeof reason === 'string'
      ? []
      : [`${where}.reason: write a sentence`]),
    ...(date === undefined ? [] : mistakesOfDay(date, `${where}.date`)),
  ]
}

function mistakesOfAdapter(pattern: string, adapter: unknown, where: string): string[] {
  const built = isPatternId(pattern) ? adaptersOf(pattern) : []
  const possible = built.length === 0 ? ['planned'] : built
  if (typeof adapter === 'string' && possible.includes(adapter)) return []
  const isBuilt =
    built.length === 0
      ? `${pattern} is not built; to record it all the same`
      : `that does not carry out ${pattern} here`
  return [`${where}.adapter: '${shown(adapter)}': ${isBuilt}; write ${possible.join(' or ')}`]
}

/** Where the servers are, of those that are asked for something. Shape: pattern and adapter → an address */
const needed: Readonly<Record<string, string>> = {
  'client-side-discovery eureka': 'http://127.0.0.1:8761/eureka',
  'externalized-configuration spring-config': 'http://127.0.0.1:8888',
}

function mistakesOfSettings({ pattern, adapter, settings }: Fields, where: string): string[] {
  if (settings !== undefined && !isRecord(settings)) return [`${where}.settings: write an object`]
  const example = needed[`${shown(pattern)} ${shown(adapter)}`]
  if (example === undefined || hasServers(settings?.['servers'])) return []
  return [`${where}.settings: ${shown(adapter)} needs { servers: ['${example}'] }`]
}

/** A list of addresses, or such lists by zone. */
function hasServers(servers: unknown): boolean {
  if (isRecord(servers)) return Object.values(servers).every((each) => Array.isArray(each))
  return Array.isArray(servers) && servers.every((each) => typeof each === 'string')
}

function mistakesOfDay(value: unknown, where: string): string[] {
  return isDay(value) ? [] : [`${where}: '${shown(value)}' is no day; write it as YYYY-MM-DD`]
}

function isDay(value: unknown): boolean {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return false
  const time = Date.parse(`${value}T00:00:00Z`)
  // A day that does not exist, such as 31 April, becomes another one.
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(value)
}

function unknownFields(others: Fields, where: string): string[] {
  return Object.keys(others).map(
    (field) => `${where}.${shown(field)}: there is no such field; leave it out`,
  )
}

function nameOf(path: Path): string {
  return `decisions.${path.map(shown).join('.')}`
}

/** As much of what somebody wrote as fits into a sentence. */
function shown(value: unknown): string {
  return String(value).slice(0, 60)
}

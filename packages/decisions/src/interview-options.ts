/** The ways to answer a question: each pattern by each piece that is built for it, and those that nobody built. */
import {
  type AreaId,
  answersOf,
  areas,
  type Language,
  type PatternId,
  type Place,
  type Walk,
} from '@atoll/patterns'
import { adaptersOf } from '@atoll/system'
import { phrases } from './phrases.ts'

/** What is asked: an area, and the place that it is asked for. */
export interface Spot {
  readonly area: AreaId
  readonly place: Place
}

/** A pattern, and what carries it out. */
export interface Option {
  readonly pattern: PatternId
  /** `planned`: nobody built it. It can be recorded, and then nothing starts. */
  readonly adapter: string
  readonly isBuilt: boolean
  /** What was taken and excludes it; empty, and it can be taken. */
  readonly against: readonly PatternId[]
}

/** The adapter of a pattern that nobody built. */
export const planned = 'planned'

/** A pattern that serves several areas is set up once, at this one; elsewhere it is the first that is built. */
const setUpAt: Readonly<Partial<Record<PatternId, AreaId>>> = {
  'externalized-configuration': 'configuration',
}

/** All ways to answer, the possible ones first, and of those the built ones. */
export function optionsOf(walk: Walk, { area, place }: Spot): readonly Option[] {
  const options = answersOf(walk, area, place)
    // Messages are recorded beside the areas, once for all.
    .filter(({ pattern }) => area !== 'communication' || pattern !== 'messaging')
    .flatMap(({ pattern, against }): readonly Option[] => {
      const excluding = against.flatMap(({ pair }) => pair.filter((each) => each !== pattern))
      const known = { pattern, against: [...new Set(excluding)] }
      const adapters = adaptersFor(pattern, area)
      if (adapters.length === 0) return [{ ...known, adapter: planned, isBuilt: false }]
      return adapters.map((adapter) => ({ ...known, adapter, isBuilt: true }))
    })
  return options.toSorted((one, other) => rankOf(one) - rankOf(other))
}

/** What may carry out a pattern as the answer to an area. */
export function adaptersFor(pattern: PatternId, area: AreaId): readonly string[] {
  const adapters = adaptersOf(pattern)
  return (setUpAt[pattern] ?? area) === area ? adapters : adapters.slice(0, 1)
}

/** Whether a pattern is built here. */
export function isBuilt(pattern: PatternId): boolean {
  return adaptersOf(pattern).length > 0
}

/** Whether somebody has something to choose: two answers that could be taken, or whether to accept a risk. */
export function hasChoice({ area }: Spot, options: readonly Option[]): boolean {
  const possible = options.filter(({ against }) => against.length === 0)
  return possible.length > 1 || areas[area].choose === 'revisit'
}

/** What must be said with an adapter; none of it, and it can do without. */
export interface NeededSetting {
  readonly adapter: string
  readonly name: string
  readonly asks: string
  /** What is taken if nothing is said: where a server of ours is. */
  readonly usual: readonly string[]
}

const needed: Readonly<Record<string, { readonly name: string; readonly usual: string }>> = {
  eureka: { name: 'servers', usual: 'http://127.0.0.1:8761/eureka' },
  'spring-config': { name: 'servers', usual: 'http://127.0.0.1:8888' },
}

/** The setting without which an adapter cannot be recorded. */
export function settingNeededBy(adapter: string, language: Language): NeededSetting | null {
  const setting = needed[adapter]
  if (setting === undefined) return null
  const { name, usual } = setting
  return { adapter, name, asks: phrases[language].interview.servers, usual: [usual] }
}

function rankOf({ isBuilt: built, against }: Option): number {
  return (against.length > 0 ? 2 : 0) + (built ? 0 : 1)
}

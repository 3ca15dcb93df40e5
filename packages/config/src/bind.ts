/**
 * Finds in the properties of a remote source what a program declared: names are compared as Spring compares them, and
 * names below a setting's own become its list or its object. What no setting asks for is left alone.
 * Source: Spring Boot reference, Externalized Configuration, Relaxed Binding
 */
import { canonicalName, splitName } from './property-name.ts'
import type { Mistake } from './mistake.ts'
import type { Properties, Property } from './remote.ts'
import type { Settings } from './settings.ts'
import type { Found, Source } from './source.ts'

/** A property under the name by which names are compared. */
interface Entry {
  readonly name: string
  readonly property: Property
}

/** The most steps of a name. Whoever reads a value walks down all of them. */
export const stepsMax = 100
const tooDeep = {
  problem: `its name has more than ${stepsMax} steps`,
  remedy: 'look for a mistake in whatever wrote it',
} as const
/** Units: characters. */
const nameShownMax = 500

function isTooDeep(name: string): boolean {
  return splitName(name).length > stepsMax
}

/** The name that a remote source has for a setting. */
function propertyOf(name: string, settings: Settings): string {
  return settings[name]?.property ?? name
}

/** Takes what the settings ask for out of the properties. */
export function bindProperties(settings: Settings, properties: Properties): Source {
  const entries = new Map<string, Entry>()
  for (const [name, property] of properties) {
    const canonical = canonicalName(name)
    if (!entries.has(canonical)) entries.set(canonical, { name, property })
  }
  const names = [...entries.keys()].toSorted()
  const values = new Map<string, Found>()
  const mistakes: Mistake[] = []
  for (const setting of Object.keys(settings)) {
    const wanted = canonicalName(propertyOf(setting, settings))
    const own = entries.get(wanted)
    const below = own === undefined ? entriesBelow(wanted, names, entries) : []
    const found = own === undefined ? below : [own]
    const [first] = found
    if (first === undefined) continue
    for (const { name, property } of found) {
      const refused = property.refused ?? (isTooDeep(name) ? tooDeep : undefined)
      const shown = name.slice(0, nameShownMax)
      if (refused !== undefined)
        mistakes.push({ setting, from: placeOf(shown, property, setting), ...refused })
    }
    const from = placeOf(own?.name ?? propertyOf(setting, settings), first.property, setting)
    const value = own === undefined ? toTree(wanted.length, below) : scalarText(own.property.value)
    values.set(setting, { value, from, there: 'it there', isText: true })
  }
  return { values, mistakes }
}

/** A setting that is called the same there is not named a second time. */
function placeOf(name: string, { from }: Property, setting: string): string {
  return name === setting ? from : `${name}, ${from}`
}

function scalarText(value: Property['value']): string {
  return value === null ? '' : String(value)
}

/** Names below a name, by its place in the sorted list: one setting never costs a look at all of them. */
function entriesBelow(
  wanted: string,
  names: readonly string[],
  entries: ReadonlyMap<string, Entry>,
): readonly Entry[] {
  return [`${wanted}.`, `${wanted}[`].flatMap((beginning) => {
    const found: Entry[] = []
    for (let place = firstFrom(names, beginning); place < names.length; place += 1) {
      const name = names[place] ?? ''
      if (!name.startsWith(beginning)) break
      const entry = entries.get(name)
      if (entry !== undefined) found.push(entry)
    }
    return found
  })
}

/** The first place whose name does not stand before a text. */
function firstFrom(names: readonly string[], text: string): number {
  let [low, high] = [0, names.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((names[middle] ?? '') < text) low = middle + 1
    else high = middle
  }
  return low
}

type Tree = Map<string, Tree | string>

/** Lists and objects out of flat names; the first characters of each are the setting's own. */
function toTree(ownCharacters: number, entries: readonly Entry[]): unknown {
  const root: Tree = new Map()
  for (const { name, property } of entries) {
    if (isTooDeep(name)) continue
    const steps = stepsOf(name, ownCharacters)
    const last = steps.pop()
    if (last === undefined) continue
    let at = root
    for (const step of steps) {
      const next = at.get(step)
      const branch: Tree = next instanceof Map ? next : new Map()
      at.set(step, branch)
      at = branch
    }
    if (!at.has(last)) at.set(last, scalarText(property.value))
  }
  return toValue(root)
}

/** Shape: `shop.hosts[0].name` below `shop.hosts` → `[0]`, `name`. */
function stepsOf(name: string, ownCharacters: number): string[] {
  let seen = 0
  let start = 0
  // Marks that do not count when names are compared do not count here either.
  while (seen < ownCharacters && start < name.length) {
    if (name[start] !== '-' && name[start] !== '_') seen += 1
    start += 1
  }
  while (name[start] === '-' || name[start] === '_') start += 1
  return splitName(name.slice(start))
}

function toValue(node: Tree | string | undefined): unknown {
  if (!(node instanceof Map)) return node
  const steps = [...node.keys()]
  const places = steps.map((step) => Number(/^\[(\d{1,9})\]$/.exec(step)?.[1] ?? Number.NaN))
  const sorted = places.toSorted((one, other) => one - other)
  // A list with a gap is none, so that its schema refuses it rather than that it grows shorter.
  if (sorted.every((place, index) => place === index))
    return sorted.map((place) => toValue(node.get(`[${place}]`)))
  return Object.fromEntries(steps.map((step) => [withoutBrackets(step), toValue(node.get(step))]))
}

function withoutBrackets(step: string): string {
  return step.startsWith('[') ? step.slice(1, -1) : step
}

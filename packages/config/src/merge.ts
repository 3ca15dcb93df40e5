/**
 * Makes one set of properties out of layers, the strongest first. A list comes whole from the strongest layer that has
 * any of it, so that lists of two layers are never mixed. Called by those who read or write layers.
 * Source: Spring Boot reference, Externalized Configuration, Merging Complex Types
 */
import { canonicalName } from './property-name.ts'

/** Merges layers of flat names; of two ways to write one name the stronger counts. */
export function mergeLayers<T>(layers: readonly ReadonlyMap<string, T>[]): Map<string, T> {
  const merged = new Map<string, T>()
  /** Names of values and of lists that stronger layers have. */
  const taken = new Set<string>()
  for (const layer of layers) {
    const own = new Set<string>()
    for (const [name, value] of layer) {
      const root = rootOf(name)
      if (taken.has(root)) continue
      merged.set(name, value)
      own.add(root)
    }
    for (const root of own) taken.add(root)
  }
  return merged
}

/** Shape: `shop.hosts[0].name` → `shop.hosts`, by which names are compared. */
function rootOf(name: string): string {
  const end = name.search(/\[\d+\]/)
  return canonicalName(end === -1 ? name : name.slice(0, end))
}

/** How names of properties are compared, and what they are made of. Called where they are declared, found and written. */

/**
 * The name by which all ways to write it are one. Shape: `shop.maxItems`, `shop.max-items` → `shop.maxitems`.
 * Source: Spring Boot reference, Externalized Configuration, Relaxed Binding
 */
export function canonicalName(name: string): string {
  return name.toLowerCase().replaceAll(/[-_]/g, '')
}

/** The steps of a name, brackets kept. Shape: `shop.hosts[0].name` → `shop`, `hosts`, `[0]`, `name`. */
export function splitName(name: string): string[] {
  const steps: string[] = []
  let at = 0
  const lastClosing = name.lastIndexOf(']')
  while (at < name.length) {
    const isIndex = name[at] === '[' && at < lastClosing
    const end = isIndex ? name.indexOf(']', at) + 1 : endOfWord(name, at + 1)
    const step = name.slice(name[at] === '.' ? at + 1 : at, end)
    if (step !== '') steps.push(step)
    at = end
  }
  return steps
}

function endOfWord(name: string, from: number): number {
  let end = from
  while (end < name.length && name[end] !== '.' && name[end] !== '[') end += 1
  return end
}

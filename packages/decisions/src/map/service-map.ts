/**
 * Who speaks to whom: the parts of a system, and between each two of them one line for calls and one for events. What
 * `svg.ts` draws and `mermaid.ts` writes.
 */

/** What must be known of a system: the facts of `atoll check` are enough. */
export interface Mapped {
  readonly system: string
  readonly services: readonly {
    readonly name: string
    readonly uses: readonly { readonly service: string }[]
    readonly listens: readonly { readonly service: string; readonly event: string }[]
  }[]
  readonly gateways: readonly {
    readonly name: string
    readonly reaches: readonly { readonly service: string; readonly operation: string }[]
  }[]
  readonly outside: readonly { readonly name: string }[]
}

/** A part of the system. */
export interface MapPart {
  readonly name: string
  readonly kind: 'gateway' | 'service' | 'outside'
  /** How many calls away from the outside it is drawn, from 0. */
  readonly column: number
}

/** A line from who speaks to who is spoken to. */
export interface MapLine {
  readonly from: string
  readonly to: string
  readonly kind: 'calls' | 'tells'
  /** The operations that a gateway reaches, or the events that are told; empty where calls are not told apart. */
  readonly of: readonly string[]
}

/** The parts and the lines between them. */
export interface ServiceMap {
  readonly system: string
  readonly parts: readonly MapPart[]
  readonly lines: readonly MapLine[]
}

/** Makes the map of a system. */
export function toServiceMap({ system, services, gateways, outside }: Mapped): ServiceMap {
  const calls = [
    ...gateways.flatMap(({ name, reaches }) =>
      reaches.map(({ service, operation }) => ({ from: name, to: service, of: operation })),
    ),
    ...services.flatMap(({ name, uses }) =>
      uses.map(({ service }) => ({ from: name, to: service, of: null })),
    ),
  ]
  const events = services.flatMap(({ name, listens }) =>
    listens.map(({ service, event }) => ({ from: service, to: name, of: event })),
  )
  const lines = [...bundled(calls, 'calls'), ...bundled(events, 'tells')]
  const parts = [
    ...gateways.map(({ name }) => ({ name, kind: 'gateway' as const })),
    ...services.map(({ name }) => ({ name, kind: 'service' as const })),
    ...outside.map(({ name }) => ({ name, kind: 'outside' as const })),
  ]
  const columns = columnsOf(parts, lines)
  return {
    system,
    parts: parts.map((part) => ({ ...part, column: columns.get(part.name) ?? 0 })),
    lines: lines.filter(({ from, to }) => columns.has(from) && columns.has(to)),
  }
}

interface Spoken {
  readonly from: string
  readonly to: string
  readonly of: string | null
}

/** All that one part says to another as one line. */
function bundled(spoken: readonly Spoken[], kind: MapLine['kind']): readonly MapLine[] {
  const lines = new Map<string, { from: string; to: string; of: Set<string> }>()
  for (const { from, to, of } of spoken) {
    const key = `${from}>${to}`
    const line = lines.get(key) ?? { from, to, of: new Set<string>() }
    lines.set(key, line)
    if (of !== null) line.of.add(of)
  }
  return [...lines.values()].map(({ from, to, of }) => ({ from, to, kind, of: [...of].toSorted() }))
}

/**
 * Each part one column behind the last that calls it, so that calls go forward; a service that nobody calls stands beside
 * those that a gateway does. Services that call each other in a circle would move on for ever: no part moves further than
 * there are parts.
 */
function columnsOf(
  parts: readonly Omit<MapPart, 'column'>[],
  lines: readonly MapLine[],
): Map<string, number> {
  const columns = new Map(parts.map(({ name, kind }) => [name, kind === 'gateway' ? 0 : 1]))
  const calls = lines.filter(({ kind }) => kind === 'calls')
  for (let round = 0; round < parts.length; round++) {
    for (const { from, to } of calls) {
      const behind = (columns.get(from) ?? 0) + 1
      const isFurther = (columns.get(to) ?? behind) < behind && behind < parts.length
      if (from !== to && isFurther) columns.set(to, behind)
    }
  }
  return columns
}

/**
 * Which schemas of a document name which, so that constants stand in an order in which they can be made, and what names
 * itself is found before it is followed.
 */
import type { JsonSchema } from '../json-schema.ts'
import { type Document, entriesOf, itemsOf, own, toRecord } from './document.ts'

/** What a schema refers to, by pointer. */
interface Edges {
  /** Of the same value: an alias, a part of an intersection, an alternative. */
  readonly same: Set<string>
  /** Of a value inside that is asked for at once: an item, a value of a map. */
  readonly inner: Set<string>
  /** Of a field, which a getter can put off. */
  readonly field: Set<string>
}

/** The references between schemas. */
export interface Graph {
  /** Where a schema stands in the order of definitions; those it needs stand before it, as far as that is possible. */
  position(pointer: string): number
  /** Whether both name each other, directly or not. */
  isCycle(from: string, to: string): boolean
  /** Whether a value of the one would have to be a value of the other and so on without end. */
  isEndless(from: string, to: string): boolean
  /** Whether a part of a schema leads back to the schema that it is a part of. */
  leadsBack(part: unknown, self: string): boolean
  /** Everything that the parts name, directly or not. */
  reached(parts: readonly unknown[]): ReadonlySet<string>
  /** The wanted, and everything that names one of them, directly or not. */
  leadingTo(isWanted: (pointer: string) => boolean): ReadonlySet<string>
}

/** How deep schemas are read. */
export const depthMax = 64

const kinds = ['same', 'inner', 'field'] as const

/** Reads the references of the given schemas and of all that they name. */
export function createGraph(document: Document, roots: readonly unknown[]): Graph {
  const edges = readAll(document, roots)
  const by = (asked: readonly Kind[]) => (pointer: string) => {
    const found = edges.get(pointer)
    return found === undefined ? [] : asked.flatMap((kind) => [...found[kind]])
  }
  const [all, same] = [by(kinds), by(['same'])]
  const nodes = [...edges.keys()]
  const whole = components(nodes, all)
  const endless = components(nodes, same)
  const positions = orderOf(whole, by(['same', 'inner']))
  const isCycle = (from: string, to: string) =>
    isTogether(whole, from, to) && (from !== to || all(from).includes(from))
  return {
    position: (pointer) => positions.get(pointer) ?? -1,
    isCycle,
    isEndless: (from, to) =>
      isTogether(endless, from, to) && (from !== to || same(from).includes(from)),
    leadsBack: (part, self) => namedBy(document, part).some((pointer) => isCycle(self, pointer)),
    reached: (parts) =>
      flood(
        parts.flatMap((part) => namedBy(document, part)),
        all,
      ),
    leadingTo(isWanted) {
      const back = reversed(nodes, all)
      return flood(nodes.filter(isWanted), (pointer) => back.get(pointer) ?? [])
    },
  }
}

function isTogether({ groupOf }: Groups, from: string, to: string): boolean {
  const group = groupOf.get(from)
  return group !== undefined && group === groupOf.get(to)
}

function namedBy(document: Document, part: unknown): string[] {
  const edges = readEdges(document, part)
  return kinds.flatMap((kind) => [...edges[kind]])
}

function flood(from: readonly string[], neighbours: Neighbours): Set<string> {
  const found = new Set<string>()
  const queue = [...from]
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (found.has(next)) continue
    found.add(next)
    for (const each of neighbours(next)) queue.push(each)
  }
  return found
}

function reversed(nodes: readonly string[], neighbours: Neighbours): Map<string, string[]> {
  const back = new Map<string, string[]>()
  for (const from of nodes)
    for (const to of neighbours(from)) {
      const known = back.get(to)
      if (known === undefined) back.set(to, [from])
      else known.push(from)
    }
  return back
}

function readAll(document: Document, roots: readonly unknown[]): Map<string, Edges> {
  const edges = new Map<string, Edges>()
  const queue: string[] = []
  const follow = (found: Edges) => {
    for (const kind of kinds) for (const each of found[kind]) queue.push(each)
  }
  for (const root of roots) follow(readEdges(document, root))
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (edges.has(next)) continue
    const found = readEdges(document, document.find(next)?.value)
    edges.set(next, found)
    follow(found)
  }
  return edges
}

type Kind = keyof Edges

function readEdges(document: Document, schema: unknown): Edges {
  const edges: Edges = { same: new Set(), inner: new Set(), field: new Set() }
  const seen = { same: new WeakSet(), inner: new WeakSet(), field: new WeakSet() }
  const read = (value: unknown, kind: Kind, depth: number): void => {
    const record = toRecord(value)
    if (record === null || depth > depthMax || seen[kind].has(record)) return
    seen[kind].add(record)
    document.step()
    const reference = own(record, '$ref')
    const target = typeof reference === 'string' ? document.find(reference) : undefined
    if (target !== undefined) edges[kind].add(target.pointer)
    for (const [part, to] of partsOf(record))
      read(part, kind === 'field' ? kind : to(kind), depth + 1)
  }
  read(schema, 'same', 0)
  return edges
}

const stay = (kind: Kind): Kind => kind
const intoItem = (): Kind => 'inner'
const intoField = (): Kind => 'field'

function partsOf(schema: JsonSchema): readonly (readonly [unknown, (kind: Kind) => Kind])[] {
  const same = ['allOf', 'oneOf', 'anyOf'].flatMap((word) => itemsOf(own(schema, word)))
  const inner = [
    own(schema, 'items'),
    own(schema, 'additionalProperties'),
    ...itemsOf(own(schema, 'prefixItems')),
  ]
  const fields = entriesOf(own(schema, 'properties')).map(([, value]) => value)
  return [
    ...same.map((each) => [each, stay] as const),
    ...inner.map((each) => [each, intoItem] as const),
    ...fields.map((each) => [each, intoField] as const),
  ]
}

interface Groups {
  readonly groupOf: ReadonlyMap<string, number>
  /** By number. What needs another stands before it. */
  readonly groups: readonly (readonly string[])[]
}

type Neighbours = (pointer: string) => readonly string[]

/** Groups of schemas that name each other. Source Kosaraju's algorithm, without recursion. */
function components(nodes: readonly string[], neighbours: Neighbours): Groups {
  const finished = postorder(nodes, neighbours)
  const back = reversed(nodes, neighbours)
  const groupOf = new Map<string, number>()
  const groups: string[][] = []
  for (const root of finished.toReversed()) {
    if (groupOf.has(root)) continue
    const group: string[] = []
    const queue = [root]
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
      if (groupOf.has(next)) continue
      groupOf.set(next, groups.length)
      group.push(next)
      for (const each of back.get(next) ?? []) queue.push(each)
    }
    groups.push(group)
  }
  return { groupOf, groups }
}

function postorder(roots: readonly string[], neighbours: Neighbours): string[] {
  const seen = new Set<string>()
  const done: string[] = []
  for (const root of roots) {
    const stack: { readonly pointer: string; readonly rest: string[] }[] = []
    const enter = (pointer: string) => {
      if (seen.has(pointer)) return
      seen.add(pointer)
      stack.push({ pointer, rest: [...neighbours(pointer)].toReversed() })
    }
    enter(root)
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const next = top.rest.pop()
      if (next !== undefined) enter(next)
      else {
        done.push(top.pointer)
        stack.pop()
      }
    }
  }
  return done
}

/** Groups in their order; inside a group what is needed at once comes first. */
function orderOf({ groups, groupOf }: Groups, atOnce: Neighbours): Map<string, number> {
  const ordered = groups
    .toReversed()
    .flatMap((group) =>
      postorder(group, (pointer) =>
        atOnce(pointer).filter((each) => groupOf.get(each) === groupOf.get(pointer)),
      ),
    )
  return new Map(ordered.map((pointer, index) => [pointer, index]))
}

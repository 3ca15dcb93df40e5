/** Holds a repository against what others published: versions, operations, events, and whether each end reads the other. */
import type { At, Difference, Facts, Finding, MessageId, Place } from '@atoll/patterns'
import type { Published, PublishedContract, Shape } from './published.ts'
import { differencesOf } from './published-shapes.ts'

/** The contracts that somebody published, by name. */
export type PublishedContracts = ReadonlyMap<string, PublishedContract>

/** All contracts among what was published; of a name that two published, the later version. */
export function contractsIn(all: readonly Published[]): PublishedContracts {
  const found = new Map<string, PublishedContract>()
  for (const contract of all.flatMap((each) => each.implements)) {
    const former = found.get(contract.name)
    if (former === undefined || former.version <= contract.version)
      found.set(contract.name, contract)
  }
  return found
}

/** What does not fit: `own` is what this repository would publish. */
export function againstPublished(
  own: Pick<Published, 'facts' | 'knows'>,
  contracts: PublishedContracts,
): readonly Finding[] {
  const known = new Map(own.knows.map((each) => [each.name, each]))
  return edgesOf(own.facts).flatMap((edge) => {
    const published = contracts.get(edge.service)
    if (published === undefined) return [unpublished(edge)]
    if (published.version !== edge.version) return [otherVersion(edge, published)]
    return [
      ...gone(edge, published),
      ...(known.has(edge.service) ? shapesOf(edge, known.get(edge.service), published) : []),
    ]
  })
}

/** A consumer in this repository, and whom of another it needs. */
interface Edge {
  readonly caller: string
  readonly service: string
  readonly version: number
  readonly at: At | null
  /** What it needs there by name; null for operations where the code does not show which. */
  readonly operations: readonly string[] | null
  readonly events: readonly string[]
}

function edgesOf({ services, gateways }: Facts): readonly Edge[] {
  const own = new Set(services.map(({ name }) => name))
  const calls = services.flatMap(({ name, uses, operations }) =>
    uses.map(({ service, version, at }): Edge => {
      const called = operations.flatMap((each) =>
        each.calls.filter((call) => call.service === service).map((call) => call.operation),
      )
      const isSeen = called.length > 0 && called.every((each) => each !== null)
      const names = isSeen ? [...new Set(called.filter((each) => each !== null))] : null
      return { caller: name, service, version, at, operations: names, events: [] }
    }),
  )
  const listens = services.flatMap(({ name, listens: all }) =>
    all.map(({ service, version, event, at }): Edge => {
      return { caller: name, service, version, at, operations: [], events: [event] }
    }),
  )
  const reaches = gateways.flatMap(({ name, reaches: all }) =>
    all.map(({ service, version, operation, at }): Edge => {
      return { caller: name, service, version, at, operations: [operation], events: [] }
    }),
  )
  return [...calls, ...listens, ...reaches].filter(({ service }) => !own.has(service))
}

function found(
  edge: Edge,
  level: Finding['level'],
  said: { readonly says: MessageId; readonly with: Readonly<Record<string, string>> },
): Finding {
  const place: Place = `edge:${edge.caller}>${edge.service}`
  return { rule: 'published-contracts', level, place, at: edge.at, waivedUntil: null, ...said }
}

function unpublished(edge: Edge): Finding {
  const { caller, service } = edge
  return found(edge, 'warning', { says: 'callee-unpublished', with: { caller, service } })
}

function otherVersion(edge: Edge, published: PublishedContract): Finding {
  const { caller, service, version } = edge
  const named = { caller, service, used: `${version}`, published: `${published.version}` }
  return found(edge, 'error', { says: 'version-differs', with: named })
}

function gone(edge: Edge, { operations, events, version }: PublishedContract): readonly Finding[] {
  const names = [
    ...(edge.operations ?? []).filter((each) => !Object.hasOwn(operations, each)),
    ...edge.events.filter((each) => !Object.hasOwn(events, each)),
  ]
  return names.map((name) => {
    const named = { caller: edge.caller, member: `${edge.service}.${name}`, version: `${version}` }
    return found(edge, 'error', { says: 'member-gone', with: named })
  })
}

function shapesOf(
  edge: Edge,
  known: PublishedContract | undefined,
  published: PublishedContract,
): readonly Finding[] {
  if (known === undefined) return []
  const operations = edge.operations ?? Object.keys(known.operations)
  return [
    ...operations.flatMap((name) => {
      const [ours, theirs] = [known.operations[name], published.operations[name]]
      if (ours === undefined || theirs === undefined) return []
      const member = `${edge.service}.${name}`
      const unknown = theirs.faults.filter((each) => !ours.faults.includes(each))
      return [
        ...differing(edge, member, [ours.input, theirs.input, 'input-refused']),
        ...differing(edge, member, [theirs.output, ours.output, 'output-misread']),
        ...unknown.map((fault) =>
          found(edge, 'warning', {
            says: 'fault-unknown',
            with: { caller: edge.caller, member, fault },
          }),
        ),
      ]
    }),
    ...edge.events.flatMap((name) => {
      const [ours, theirs] = [known.events[name], published.events[name]]
      if (ours === undefined || theirs === undefined) return []
      return differing(edge, `${edge.service}.${name}`, [theirs.data, ours.data, 'output-misread'])
    }),
  ]
}

function differing(
  edge: Edge,
  member: string,
  [writer, reader, says]: readonly [Shape, Shape, 'input-refused' | 'output-misread'],
): readonly Finding[] {
  const unknownFields = says === 'input-refused' ? 'refuse' : 'allow'
  return differencesOf(writer, reader, { unknownFields }).map(({ field, why }) => {
    const reason: Difference = why
    return found(edge, 'error', { says, with: { caller: edge.caller, member, field, why: reason } })
  })
}

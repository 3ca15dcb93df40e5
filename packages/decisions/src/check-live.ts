/**
 * What only a running system shows: who gets in, whose database opens, who is well, who waits for whom. It is handed the
 * running system as a port, starts nothing, and says of each look whether it was possible.
 */
import { describe, type Operation, operationsOf } from '@atoll/contract'
import { type Facts, type Finding, type Place, type RuleId, walkEndsOf } from '@atoll/patterns'
import type { System } from '@atoll/system'
import { inputFor } from './live-input.ts'

/** Tokens: one that is right, and three that are right but for one thing. */
export const tokenKinds = ['none', 'expired', 'stranger', 'audience'] as const
/** One of the wrong ones. */
export type WrongToken = (typeof tokenKinds)[number]

/** A running system, as far as it is looked at. */
export interface LiveSystem {
  /** Asks an operation at its own service; the HTTP status, or null if nobody answered. */
  ask(operation: Operation, input: unknown, token: WrongToken | 'good'): Promise<number | null>
  /** Whether a service gets into the database of another with what it knows; null if that cannot be tried. */
  opens(service: string, owner: string): Promise<boolean | null>
  /** What each process says of its health. */
  health(): Promise<readonly { readonly process: string; readonly status: number | null }[]>
  /** Stops it, and tells which operation was seen to wait for which. */
  end(): Promise<readonly { readonly operation: string; readonly callee: string }[]>
}

/** What was looked at. */
export type Look =
  | 'health'
  | 'away'
  | 'tokens'
  | 'neighbours'
  | 'waiting'
  | 'twice'
  | 'crash'
  | 'swap'

/** A look, how much of it was done, and whether at all. */
export interface LookedAt {
  readonly look: Look
  readonly rule: RuleId
  /** How many of what it is about; 0 if it was not done. */
  readonly count: number
}

/** What a running system showed. */
export interface LiveReport {
  readonly findings: readonly Finding[]
  readonly looks: readonly LookedAt[]
}

/** Looks at a running system, and ends it. */
export async function checkLive(
  system: System,
  facts: Facts,
  live: LiveSystem,
): Promise<LiveReport> {
  const [health, tokens, neighbours] = [
    await lookAtHealth(live),
    await lookAtTokens(system, facts, live),
    await lookAtNeighbours(facts, live),
  ]
  const waiting = lookAtWaiting(facts, await live.end())
  const not = (look: Look, rule: RuleId): Looked => ({
    findings: [],
    looks: { look, rule, count: 0 },
  })
  const all = [
    health,
    not('away', 'calls-survive'),
    tokens,
    neighbours,
    waiting,
    not('twice', 'told-once'),
    not('crash', 'told-once'),
    not('swap', 'same-under-swap'),
  ]
  return {
    findings: all.flatMap(({ findings }) => findings),
    looks: all.map(({ looks }) => looks),
  }
}

interface Looked {
  readonly findings: readonly Finding[]
  readonly looks: LookedAt
}

async function lookAtHealth(live: LiveSystem): Promise<Looked> {
  const processes = await live.health()
  const findings = processes
    .filter(({ status }) => status !== 200)
    .map(({ process, status }) =>
      found('calls-survive', 'system', {
        says: 'not-well',
        with: { process, status: `${status ?? '-'}` },
      }),
    )
  return { findings, looks: { look: 'health', rule: 'calls-survive', count: processes.length } }
}

/** Operations that are asked at the same time. */
const atOnceMax = 8

/** Each operation that asks who calls, with every wrong token; and each with a right one, so that traces tell something. */
async function lookAtTokens(system: System, facts: Facts, live: LiveSystem): Promise<Looked> {
  const operations = system.services.flatMap(({ contract }) => operationsOf(contract))
  const closed = operations.filter(({ allow }) => allow.scopes !== 'anyone')
  const tries = [
    ...closed.flatMap((operation) => tokenKinds.map((token) => ({ operation, token }))),
    ...operations.map((operation) => ({ operation, token: 'good' as const })),
  ]
  const findings: Finding[] = []
  const waiting = tries.values()
  const work = async () => {
    for (const { operation, token } of waiting) {
      const status = await live.ask(operation, inputFor(describe(operation.input, 'input')), token)
      if (token === 'good' || status === 401 || status === null) continue
      findings.push(strangerIn(facts, operation, { token, status }))
    }
  }
  await Promise.all(Array.from({ length: atOnceMax }, work))
  return { findings, looks: { look: 'tokens', rule: 'known-callers', count: closed.length } }
}

function strangerIn(
  { services }: Facts,
  { contract, name, kind }: Operation,
  { token, status }: { readonly token: WrongToken; readonly status: number },
): Finding {
  const place: Place = `${kind === 'command' ? 'operation' : 'query'}:${contract}.${name}`
  const at = services
    .find((each) => each.name === contract)
    ?.operations.find((each) => each.name === name)?.at
  const said = { operation: `${contract}.${name}`, token, status: `${status}` }
  return { ...found('known-callers', place, { says: 'strangers-in', with: said }), at: at ?? null }
}

async function lookAtNeighbours({ services }: Facts, live: LiveSystem): Promise<Looked> {
  const pairs = services.flatMap(({ name }, index) => {
    const next = services[(index + 1) % services.length]?.name
    return next === undefined || next === name ? [] : [{ service: name, owner: next }]
  })
  const tried = await Promise.all(
    pairs.map(async (pair) => ({ ...pair, opens: await live.opens(pair.service, pair.owner) })),
  )
  const findings = tried
    .filter(({ opens }) => opens === true)
    .map(({ service, owner }) =>
      found('own-tables', `service:${service}`, { says: 'neighbour-in', with: { service, owner } }),
    )
  const count = tried.filter(({ opens }) => opens !== null).length
  return { findings, looks: { look: 'neighbours', rule: 'own-tables', count } }
}

function lookAtWaiting(
  facts: Facts,
  seen: readonly { readonly operation: string; readonly callee: string }[],
): Looked {
  const endsAt = walkEndsOf(facts)
  const findings = seen.flatMap(({ operation, callee }) => {
    const place: Place = `operation:${operation.split('.', 1)[0] ?? ''}.${operation.slice(operation.indexOf('.') + 1)}`
    if (!endsAt('sync-collaboration', place).by.includes('self-contained-service')) return []
    return [
      found('self-contained', place, { says: 'waits-at-runtime', with: { operation, callee } }),
    ]
  })
  return { findings, looks: { look: 'waiting', rule: 'self-contained', count: seen.length } }
}

function found(rule: RuleId, place: Place, said: Pick<Finding, 'says' | 'with'>): Finding {
  return { rule, level: 'error', place, at: null, waivedUntil: null, ...said }
}

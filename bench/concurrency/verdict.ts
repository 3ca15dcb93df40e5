/**
 * What is said about a run of the proof, from the tables of both ends alone: what was committed on one side, what had
 * an effect on the other. It uses nothing of the platform but a connection.
 */
import type { Pool } from '@atoll/postgres'

/** Deviations, all of them 0 in a run that holds. Units: events. */
export interface Verdict {
  /** Committed and without effect. */
  readonly lost: number
  /** With more effects than commits. */
  readonly doubled: number
  /** With their effect before that of an earlier one of their key. */
  readonly reordered: number
  /** With an effect, but committed by nobody. */
  readonly invented: number
  /** Events whose order was compared, by how it is known. */
  readonly counted: number
  readonly entered: number
  /** A few deviations in words. */
  readonly examples: readonly string[]
}

const examplesMax = 10

/** Compares both ends. */
export async function judge(writers: Pool, consumers: Pool): Promise<Verdict> {
  const counted = await judgeCounted(writers, consumers)
  const entered = await judgeEntered(writers, consumers)
  return {
    lost: counted.lost + entered.lost,
    doubled: counted.doubled + entered.doubled,
    reordered: counted.reordered + entered.reordered,
    invented: counted.invented + entered.invented,
    counted: counted.events,
    entered: entered.events,
    examples: [...counted.examples, ...entered.examples].slice(0, examplesMax),
  }
}

interface Findings {
  lost: number
  doubled: number
  reordered: number
  invented: number
  events: number
  readonly examples: string[]
}

const nothing = (): Findings => ({
  lost: 0,
  doubled: 0,
  reordered: 0,
  invented: 0,
  events: 0,
  examples: [],
})

async function judgeCounted(writers: Pool, consumers: Pool): Promise<Findings> {
  const findings = nothing()
  const counters = await all<{ key: string; n: number }>(writers, 'select key, n from counter')
  const effects = await all<{ key: string; effects: number }>(
    consumers,
    'select key, effects from effect',
  )
  const effectsOf = new Map(effects.map((row) => [row.key, row.effects]))
  for (const { key, n } of counters) {
    const seen = effectsOf.get(key) ?? 0
    effectsOf.delete(key)
    findings.events += n
    findings.lost += Math.max(0, n - seen)
    findings.doubled += Math.max(0, seen - n)
    if (n !== seen) findings.examples.push(`${key}: ${n} commits, ${seen} effects`)
  }
  findings.invented = [...effectsOf.values()].reduce((sum, count) => sum + count, 0)
  const wrong = await all<{ key: string; expected: number; got: number }>(
    consumers,
    'select key, expected, got from out_of_order',
  )
  findings.reordered = wrong.length
  for (const { key, expected, got } of wrong.slice(0, examplesMax))
    findings.examples.push(`${key}: after ${expected - 1} came ${got}`)
  return findings
}

async function judgeEntered(writers: Pool, consumers: Pool): Promise<Findings> {
  const committed = await inOrder(writers, 'committed')
  const arrived = await inOrder(consumers, 'arrival')
  const findings = nothing()
  for (const [key, tags] of committed) {
    compare(findings, key, { committed: tags, arrived: arrived.get(key) ?? [] })
    arrived.delete(key)
  }
  findings.invented += [...arrived.values()].reduce((sum, tags) => sum + tags.length, 0)
  return findings
}

/** An event is reordered when one that was committed after it had its effect before it. */
function compare(
  findings: Findings,
  key: string,
  {
    committed,
    arrived,
  }: { readonly committed: readonly number[]; readonly arrived: readonly number[] },
): void {
  const places = new Map(committed.map((tag, place) => [tag, place]))
  const seen = new Set<number>()
  let last = -1
  for (const tag of arrived) {
    const place = places.get(tag)
    if (place === undefined) findings.invented += 1
    else if (seen.has(tag)) findings.doubled += 1
    else if (place < last) {
      findings.reordered += 1
      findings.examples.push(`${key}: commit ${place + 1} had its effect after commit ${last + 1}`)
    }
    seen.add(tag)
    last = Math.max(last, place ?? last)
  }
  findings.events += committed.length
  findings.lost += committed.filter((tag) => !seen.has(tag)).length
}

async function inOrder(pool: Pool, table: 'committed' | 'arrival'): Promise<Map<string, number[]>> {
  const rows = await all<{ key: string; tag: number }>(
    pool,
    `select key, tag from ${table} order by place`,
  )
  const byKey = new Map<string, number[]>()
  for (const { key, tag } of rows) {
    const tags = byKey.get(key)
    if (tags === undefined) byKey.set(key, [tag])
    else tags.push(tag)
  }
  return byKey
}

async function all<Row>(pool: Pool, text: string): Promise<Row[]> {
  const { rows } = await pool.query<Row>({ text })
  return rows
}

/**
 * What really happened in a world, written down at the moment of each commit, and whether that may be. It looks at
 * databases from outside; nothing of the platform knows of it.
 */
import { Fault } from '@atoll/pipeline'
import type { MemoryDatabase, StoredOutbox, Written } from '@atoll/outbox/memory'

/** One effect of a handler, in the order of commits. */
export interface Effect {
  /** `service topic`, or `orders.place` for a command. */
  readonly consumer: string
  readonly key: string
  readonly id: string
}

/** A handler writes its effect under a key of its own, so that a second one is not hidden by the first. */
export const effectPrefix = 'effect '

/** Who has to have an effect of which topic. */
export interface Subscriber {
  readonly consumer: string
  readonly topic: string
}

export class Ledger {
  readonly violations: string[] = []
  readonly subscribers: Subscriber[] = []
  /** Which effects each tell one event of a topic. */
  readonly tellers: Subscriber[] = []
  /** Ids of committed events by topic and key. */
  readonly #told = new Map<string, Map<string, string[]>>()
  readonly #effects = new Map<string, Effect[]>()
  readonly #replies = new Map<string, string>()
  #drawn = 0
  #toldCount = 0
  #effectCount = 0

  /** Remembers a violation once. */
  violate(what: string): void {
    if (!this.violations.includes(what)) this.violations.push(what)
  }

  /** Called at the moment of a commit. */
  commit(written: readonly Written[]): void {
    for (const { table, key, row } of written) {
      if (row === null) continue
      // The twin hands over rows as its store types them.
      if (table === 'outbox') this.#tell(row as StoredOutbox)
      if (table === 'state' && key.startsWith(effectPrefix))
        this.#note((row as { readonly value: Effect }).value)
    }
  }

  /** A client has got an answer. */
  reply(key: string, reply: string): void {
    const before = this.#replies.get(key)
    if (before === undefined) this.#replies.set(key, reply)
    else if (before !== reply) this.violate(`command ${key} was answered ${before} and ${reply}`)
  }

  isAnswered(key: string): boolean {
    return this.#replies.has(key)
  }

  get counts(): { readonly events: number; readonly effects: number } {
    return { events: this.#toldCount, effects: this.#effectCount }
  }

  /** A number that is new in this world. */
  draw(): number {
    this.#drawn += 1
    return this.#drawn
  }

  /** The declared fault of a command that is refused. */
  refusal(account: string): Fault {
    const message = 'There is nothing left.'
    const details = { account }
    const parts = { kind: 'conflict', code: 'soldOut', message, details, executed: 'no' } as const
    return new Fault({ ...parts, declared: true })
  }

  /** Whether every effect that must be is there. */
  get isComplete(): boolean {
    return this.subscribers.every(({ consumer, topic }) => {
      return (this.#effects.get(consumer)?.length ?? 0) >= this.#countTold(topic)
    })
  }

  /** Everything that must hold once the world is at rest. */
  checkAtRest(databases: ReadonlyMap<string, MemoryDatabase>): void {
    for (const subscriber of this.subscribers) this.#checkEffects(subscriber)
    for (const teller of this.tellers) this.#checkTelling(teller)
    for (const [key, reply] of this.#replies) this.#checkCommand(key, reply)
    for (const [name, { store }] of databases) {
      const outbox = store.outbox.list(null).length
      const parked = store.parked.list(null)
      if (outbox > 0) this.violate(`${outbox} events are left in the outbox of ${name}`)
      for (const { id, state } of parked)
        this.violate(`${id} is still parked at ${name} as ${state}`)
    }
  }

  #tell({ topic, key, msg_id }: StoredOutbox): void {
    const keys = this.#told.get(topic) ?? new Map<string, string[]>()
    const ids = keys.get(key) ?? []
    ids.push(msg_id)
    this.#told.set(topic, keys.set(key, ids))
    this.#toldCount += 1
  }

  #note(effect: Effect): void {
    const effects = this.#effects.get(effect.consumer) ?? []
    effects.push(effect)
    this.#effects.set(effect.consumer, effects)
    this.#effectCount += 1
  }

  #checkEffects({ consumer, topic }: Subscriber): void {
    const seen = Map.groupBy(this.#effects.get(consumer) ?? [], ({ key }) => key)
    const told = this.#told.get(topic) ?? new Map<string, string[]>()
    for (const key of new Set([...seen.keys(), ...told.keys()])) {
      const expected = told.get(key) ?? []
      const had = (seen.get(key) ?? []).map(({ id }) => id)
      if (had.length === expected.length && had.every((id, at) => id === expected[at])) continue
      for (const what of differences(expected, had))
        this.violate(`${consumer}, key ${key}: ${what}`)
    }
  }

  #checkTelling({ consumer, topic }: Subscriber): void {
    const effects = this.#effects.get(consumer)?.length ?? 0
    const told = this.#countTold(topic)
    if (effects !== told)
      this.violate(`${effects} effects of ${consumer} told ${told} events of ${topic}`)
  }

  #countTold(topic: string): number {
    const keys = [...(this.#told.get(topic)?.values() ?? [])]
    return keys.reduce((sum, ids) => sum + ids.length, 0)
  }

  #checkCommand(key: string, reply: string): void {
    const effects = (this.#effects.get('orders.place') ?? []).filter(({ id }) => id === key)
    const allowed = reply.includes('soldOut') ? 0 : 1
    if (effects.length !== allowed)
      this.violate(`command ${key} has ${effects.length} effects instead of ${allowed}`)
  }
}

function differences(expected: readonly string[], had: readonly string[]): string[] {
  const lost = expected.filter((id) => !had.includes(id)).map((id) => `${id} is lost`)
  const unsaid = had.filter((id) => !expected.includes(id)).map((id) => `${id} was never told`)
  const twice = had
    .filter((id, at) => had.indexOf(id) !== at)
    .map((id) => `${id} has its effect twice`)
  const found = [...lost, ...unsaid, ...twice]
  return found.length > 0
    ? found
    : [`effects came as ${had.join(' ')} instead of ${expected.join(' ')}`]
}

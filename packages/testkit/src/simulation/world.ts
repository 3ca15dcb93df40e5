/**
 * One simulated world: three services on twins, clients that order, faults from a plan, and at the end the question
 * whether everything that must hold does. One seed makes one history, event by event.
 */
import { createMemoryBroker } from '@atoll/messaging/memory'
import { listDeadLetters, replayDeadLetters, topicOf } from '@atoll/outbox'
import { createMemoryDatabase, type MemoryDatabase } from '@atoll/outbox/memory'
import { type Clock, type Ids, type Log, type Random, silentLog } from '@atoll/pipeline'
import { createSeededRandom } from '@atoll/pipeline/simulated'
import { type Client, startClients } from './clients.ts'
import { orders, payments } from './contracts.ts'
import { type FaultKind, type PlannedFault, struckMin, troubledMs } from './faults.ts'
import { Ledger } from './ledger.ts'
import { LeaseWatch } from './lease-watch.ts'
import { beginAt, type Peer, SimulatedProcess } from './process.ts'
import { Scheduler } from './scheduler.ts'
import {
  consumerOf,
  type Instance,
  type ServiceDesign,
  startInstance,
  type Surroundings,
} from './service.ts'
import { type Slot, Troubles } from './troubles.ts'
import { intact, type Weakening } from './weaken.ts'

/** What one world was, and what was found. */
export interface Outcome {
  readonly violations: readonly string[]
  readonly faults: ReadonlyMap<FaultKind, number>
  readonly events: number
  readonly effects: number
  /** Steps of the scheduler. */
  readonly steps: number
  /** Units: milliseconds of simulated time. */
  readonly tookMs: number
}

/** What makes a world. */
export interface WorldParts {
  readonly seed: number
  readonly plan: readonly PlannedFault[]
  readonly weakening?: Weakening
  /** Hears what happens, a line at a time; without it nothing is written. */
  readonly tell?: (line: string) => void
}

const designs: readonly ServiceDesign[] = [
  { name: 'orders', emits: [orders.placed], hears: [{ event: payments.paid, says: null }] },
  {
    name: 'payments',
    emits: [payments.paid],
    hears: [{ event: orders.placed, says: payments.paid }],
  },
  {
    name: 'inventory',
    emits: [],
    hears: [
      { event: orders.placed, says: null },
      { event: payments.paid, says: null },
    ],
  },
]

/** How often a service has a second instance, and how often there is a service that only hears. Units: 0..1. */
const secondPart = 0.5
const inventoryPart = 0.3

/** When everything must be at rest at last, and how long to listen for a late echo. Units: milliseconds. */
const restMsMax = 8_000
const echoMs = 40
const lookEveryMs = 10
/** How long faults may lie in wait beyond the time in which they begin to. Units: milliseconds. */
const waitMsMax = 2_000

/** Lives through one world. */
export async function live(parts: WorldParts): Promise<Outcome> {
  const world = new World(parts)
  return world.live()
}

class World {
  readonly #scheduler = new Scheduler()
  readonly #ledger = new Ledger()
  readonly #random: Random
  readonly #tell: (what: string) => void
  readonly #isTelling: boolean
  readonly #databases = new Map<string, MemoryDatabase>()
  readonly #slots: WorldSlot[] = []
  readonly #troubles: Troubles
  readonly #around: Surroundings
  readonly #plan: readonly PlannedFault[]
  readonly #client: Client
  #isEnding = false

  constructor({ seed, plan, weakening = intact, tell }: WorldParts) {
    this.#random = createSeededRandom(seed)
    this.#plan = plan
    this.#isTelling = tell !== undefined
    this.#tell = (what) => tell?.(`${this.#scheduler.now.toFixed(1).padStart(8)}  ${what}`)
    const brokerPeer: Peer = { name: 'broker', isDown: false }
    this.#troubles = new Troubles({
      scheduler: this.#scheduler,
      slots: this.#slots,
      brokerPeer,
      tell: this.#tell,
    })
    const disorders = plan.filter(({ kind }) => kind === 'delays and reordering')
    for (const fault of disorders.slice(0, 1)) this.#troubles.disorder(fault)
    const faults =
      disorders.length === 0 ? {} : { delayMsMax: 12, reorderChance: 0.2, duplicateChance: 0.05 }
    const clock = this.#clock()
    const random = this.#random
    this.#around = {
      broker: createMemoryBroker({ clock, random, faults, leaseMs: leaseMsOfGroups }),
      brokerPeer,
      ids: createIds(random, clock),
      random,
      ledger: this.#ledger,
      watch: new LeaseWatch(this.#ledger, this.#scheduler),
      trouble: this.#troubles,
      weakening,
      logOf: (process) => this.#logOf(process),
      failpointOf: (process) => this.#failpointOf(process),
    }
    const hasInventory = random.next() < inventoryPart
    for (const design of designs) if (hasInventory || design.emits.length > 0) this.#found(design)
    this.#ledger.tellers.push({ consumer: 'orders.place', topic: topicOf(orders.placed) })
    this.#client = startClients({
      scheduler: this.#scheduler,
      random,
      ids: this.#around.ids,
      ledger: this.#ledger,
      tell: this.#tell,
      impatient: plan.filter(({ kind }) => kind === 'impatient clients'),
      onImpatience: (fault) => this.#troubles.count(fault, 'a client'),
      instances: () =>
        this.#slots.flatMap(({ design, instance }) =>
          design.name === 'orders' && instance !== null ? [instance] : [],
        ),
    })
  }

  async live(): Promise<Outcome> {
    this.#troubles.arm(this.#plan)
    const scheduler = this.#scheduler
    let restedAt = Number.POSITIVE_INFINITY
    let lookAt = 0
    await scheduler.drive(() => {
      const { now } = scheduler
      if (now < lookAt) return false
      lookAt = now + lookEveryMs
      if (!this.#isEnding && this.#hadEnough()) this.#calm()
      if (this.#isAtRest()) restedAt = Math.min(restedAt, now)
      return now > restedAt + echoMs || now > restMsMax
    })
    if (restedAt === Number.POSITIVE_INFINITY)
      this.#ledger.violate(`the world did not come to rest within ${restMsMax} ms`)
    this.#ledger.checkAtRest(this.#databases)
    for (const key of this.#client.unanswered())
      this.#ledger.violate(`command ${key} has no answer`)
    for (const violation of this.#ledger.violations) this.#tell(`VIOLATION ${violation}`)
    const { events, effects } = this.#ledger.counts
    return {
      violations: this.#ledger.violations,
      faults: this.#troubles.counts,
      events,
      effects,
      steps: scheduler.planned,
      tookMs: scheduler.now,
    }
  }

  /** Commands were sent into as many faults as a world must meet, or there are no more. */
  #hadEnough(): boolean {
    if (this.#scheduler.now > troubledMs + waitMsMax) return true
    const { struck, areSpent } = this.#troubles
    return this.#client.haveBegun && (struck >= struckMin || areSpent)
  }

  /** The faults are over: everybody lives, nobody is paused, and a person looks after what is dead. */
  #calm(): void {
    this.#isEnding = true
    this.#troubles.end()
    this.#tell('the faults are over')
    for (const slot of this.#slots) {
      slot.process.wake()
      if (slot.process.isDead && slot.instance === null) this.#start(slot)
    }
    this.#mend()
  }

  /** Tries dead letters again for as long as there are any. */
  #mend(): void {
    for (const { store, connect } of this.#databases.values()) {
      if (!store.parked.list(null).some(({ state }) => state === 'dead')) continue
      const database = connect()
      void listDeadLetters(database).then((letters) => {
        for (const { consumer, key, messageId, error } of letters)
          this.#tell(`a person replays ${messageId} of ${consumer}, key ${key}: ${error?.code}`)
      })
      void replayDeadLetters(database)
    }
    this.#scheduler.after(60, () => this.#mend())
  }

  #isAtRest(): boolean {
    return (
      this.#isEnding &&
      this.#troubles.isNothingLate &&
      this.#client.unanswered().length === 0 &&
      this.#ledger.isComplete &&
      [...this.#databases.values()].every(
        ({ store }) => store.outbox.isEmpty && store.parked.isEmpty,
      )
    )
  }

  #clock(): Clock {
    const scheduler = this.#scheduler
    return {
      now: () => Math.round(beginAt + scheduler.now),
      monotonic: () => scheduler.now,
      timer: (delayMs, run) => scheduler.after(delayMs, run),
      sleep: (delayMs) => new Promise((resolve) => scheduler.after(delayMs, resolve)),
    }
  }

  #found(design: ServiceDesign): void {
    const { name } = design
    const database = createMemoryDatabase({
      clock: this.#clock(),
      onCommit: (written) => this.#ledger.commit(written),
    })
    this.#databases.set(name, database)
    for (const { event, says } of design.hears) {
      const consumer = consumerOf(design, event)
      this.#ledger.subscribers.push({ consumer, topic: topicOf(event) })
      if (says !== null) this.#ledger.tellers.push({ consumer, topic: topicOf(says) })
    }
    const databasePeer: Peer = { name, isDown: false }
    const count = 1 + Number(this.#random.next() < secondPart)
    for (let at = 0; at < count; at += 1) {
      const slot: WorldSlot = {
        index: this.#slots.length,
        design,
        database,
        databasePeer,
        emits: design.emits.length > 0,
        process: this.#process(`${name}-0`, () => 0),
        instance: null,
        waiting: [],
        lives: 0,
        get isServing() {
          return slot.instance !== null && !slot.process.isDead
        },
        restartDatabase: () => database.restart(),
        stop: () => this.#stop(slot),
      }
      this.#slots.push(slot)
      this.#scheduler.after(this.#random.next() * 20, () => this.#start(slot))
    }
  }

  #process(name: string, onStep: ConstructorParameters<typeof SimulatedProcess>[0]['onStep']) {
    return new SimulatedProcess({
      name,
      scheduler: this.#scheduler,
      onStep,
      delayMs: () => this.#delayMs(),
    })
  }

  #start(slot: WorldSlot): void {
    slot.lives += 1
    const name = `${slot.design.name}-${slot.index}.${slot.lives}`
    const process = this.#process(name, (step, way) => this.#troubles.step(slot, step, way))
    slot.process = process
    process.onKill(() => {
      this.#tell(`${name} is gone`)
      slot.instance = null
      const delayMs = this.#isEnding ? 1 : 5 + this.#random.next() * 40
      this.#scheduler.after(delayMs, () => slot.process === process && this.#start(slot))
    })
    this.#tell(`${name} starts`)
    const { design, database, databasePeer } = slot
    slot.instance = startInstance({ around: this.#around, design, process, database, databasePeer })
  }

  /** A service that does not end in time is ended. */
  #stop(slot: WorldSlot): void {
    const { instance, process } = slot
    if (instance === null) return
    slot.instance = null
    this.#tell(`${process.name} is asked to stop`)
    this.#scheduler.after(stopMsMax, () => process.kill())
    instance.stop().then(
      () => process.kill(),
      (error: unknown) => {
        if (!process.isDead)
          this.#ledger.violate(`${process.name} could not stop: ${String(error)}`)
      },
    )
  }

  #failpointOf(process: SimulatedProcess) {
    const slot = this.#slots.find((each) => each.process === process)
    if (slot === undefined) throw new TypeError(`${process.name} has no slot`)
    return this.#troubles.failpointOf(slot, process)
  }

  #logOf(process: SimulatedProcess): Log {
    if (!this.#isTelling) return silentLog
    const at = (level: string) => (fields: Readonly<Record<string, unknown>>, message: string) => {
      const { error } = fields
      const why = error instanceof Error ? ` (${error.message})` : ''
      if (!process.isDead) this.#tell(`${process.name} ${level}: ${message}${why}`)
    }
    const log: Log = {
      isOn: () => true,
      debug: at('debug'),
      info: at('info'),
      warn: at('warn'),
      error: at('error'),
      with: () => log,
    }
    return log
  }

  /** Most steps pass at once, some take a while, few take long. */
  #delayMs(): number {
    const chance = this.#random.next()
    if (chance < 0.7) return 0
    const longest = chance > 0.99 ? 30 : 3
    return this.#random.next() * longest * this.#troubles.slowness
  }
}

interface WorldSlot extends Slot {
  readonly design: ServiceDesign
  readonly database: MemoryDatabase
  instance: Instance | null
  lives: number
}

/** Units: milliseconds. */
const leaseMsOfGroups = 240
const stopMsMax = 300

/** Identities from the world's one chance. */
function createIds(random: Random, clock: Clock): Ids {
  const digits = (count: number) => {
    let text = ''
    while (text.length < count)
      text += Math.floor(random.next() * 2 ** 32)
        .toString(16)
        .padStart(8, '0')
    return text.slice(0, count)
  }
  return {
    uuid() {
      const time = clock.now().toString(16).padStart(12, '0')
      const chance = digits(16)
      return `${time.slice(0, 8)}-${time.slice(8)}-7${chance.slice(0, 3)}-8${chance.slice(3, 6)}-${chance.slice(4)}`
    },
    hex: (bytes) => digits(bytes * 2),
  }
}

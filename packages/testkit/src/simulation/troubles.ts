/**
 * What carries a plan of faults out: at their time, or at the next step, window or handler of the process they are meant
 * for. The world asks it at every such place; it counts what really happened.
 */
import type { Failpoint } from '@atoll/pipeline'
import { Fault } from '@atoll/pipeline'
import type { FaultKind, PlannedFault } from './faults.ts'
import type { Peer, SimulatedProcess, Way } from './process.ts'
import type { Scheduler } from './scheduler.ts'
import { leaseMs, type Trouble } from './service.ts'

/** A place for a process: when one ends, the next one takes it. */
export interface Slot {
  readonly index: number
  process: SimulatedProcess
  readonly databasePeer: Peer
  /** Whether its service has a relay. */
  readonly emits: boolean
  /** Faults that lie in wait for this process or the one after it. */
  readonly waiting: Waiting[]
  /** Whether it lives and was not asked to stop. */
  readonly isServing: boolean
  /** Loses every transaction of the service's database. */
  restartDatabase(): void
  /** Ends as asked and comes back. */
  stop(): void
}

interface Waiting {
  readonly fault: PlannedFault
  /** Steps, windows or handlers still to pass. */
  left: number
}

/** What the faults of one world act on. */
export interface TroubleParts {
  readonly scheduler: Scheduler
  readonly slots: readonly Slot[]
  readonly brokerPeer: Peer
  readonly tell: (what: string) => void
}

/** How long something may be away. Units: milliseconds. */
const awayMsMax = 60
const jumpMsMax = 3_600_000
const stepsMax = 20
const handlersMax = 3
/** The part of the time of troubles in which faults that lie in wait begin to. */
const waitingPart = 0.7

const isTimed: ReadonlySet<FaultKind> = new Set([
  'stop and restart',
  'database away',
  'broker away',
  'clock jump',
  'slow network',
])

/** Thrown where a process ends in the middle of its own code; nobody is left to see it. */
class Killed extends Error {}

export class Troubles implements Trouble {
  readonly counts = new Map<FaultKind, number>()
  readonly #parts: TroubleParts
  readonly #poisoned = new Set<string>()
  readonly #awayUntil = new Map<Peer, number>()
  #disorder: PlannedFault | null = null
  #struck = 0
  /** Faults of the plan whose time has not come. */
  #ahead = 0
  #lateUntil = 0
  #slowUntil = 0
  #isOver = false

  constructor(parts: TroubleParts) {
    this.#parts = parts
  }

  /** Makes the faults come at their times. */
  arm(plan: readonly PlannedFault[]): void {
    const { scheduler, slots } = this.#parts
    const telling = slots.filter(({ emits }) => emits)
    this.#ahead = plan.length
    for (const fault of plan) {
      const able = isOfPublishing(fault) ? telling : slots
      const slot = able[fault.target % able.length]
      // What lies in wait begins early enough to meet something.
      const at = isTimed.has(fault.kind) ? fault.at : fault.at * waitingPart
      if (slot === undefined) throw new TypeError('a world needs processes')
      scheduler.after(at, () => this.#begin(fault, slot))
    }
  }

  /** No further fault; poison is cured. */
  end(): void {
    this.#isOver = true
    this.#poisoned.clear()
    this.#slowUntil = 0
    this.#parts.brokerPeer.isDown = false
    for (const slot of this.#parts.slots) {
      slot.waiting.length = 0
      slot.databasePeer.isDown = false
    }
  }

  /** How many faults have struck. */
  get struck(): number {
    return this.#struck
  }

  /** Whether no further fault can come. */
  get areSpent(): boolean {
    return this.#ahead === 0 && this.#parts.slots.every(({ waiting }) => waiting.length === 0)
  }

  /** Whether an acknowledgement that is late has arrived. */
  get isNothingLate(): boolean {
    return this.#parts.scheduler.now > this.#lateUntil
  }

  /** The broker's own disorder counts from the first message on. */
  disorder(fault: PlannedFault): void {
    this.#disorder = fault
  }

  /** How much slower the network is now. */
  get slowness(): number {
    return this.#parts.scheduler.now < this.#slowUntil ? 6 : 1
  }

  /** Answers how late this step comes, or that it is lost. */
  step(slot: Slot, name: string, way: Way): number | 'lost' {
    const { process } = slot
    let late: number | 'lost' = 0
    // Backwards, since what springs leaves the list.
    for (let at = slot.waiting.length - 1; at >= 0; at -= 1) {
      const waiting = slot.waiting[at]
      if (waiting === undefined || !concerns(waiting.fault.kind, name, way)) continue
      if (waiting.left > 0) {
        waiting.left -= 1
        continue
      }
      this.#spring(slot, waiting, `${name} ${way}`)
      if (waiting.fault.kind === 'kill') process.kill()
      else if (waiting.fault.kind === 'pause beyond the lease') this.#pause(process, waiting.fault)
      else if (!waiting.fault.kind.startsWith('late')) late = 'lost'
      else if (late !== 'lost') late = this.#late(process, waiting.fault)
    }
    return late
  }

  /**
   * An acknowledgement is under way for longer than its process may know: that one sleeps as soon as it has sent it, so
   * that another one may hold the lane by then. The world goes on until it has arrived.
   */
  #late(process: SimulatedProcess, fault: PlannedFault): number {
    const { scheduler } = this.#parts
    const lateMs = leaseMs * (1 + 1.5 * fault.extent)
    if (fault.kind !== 'late group step') return lateMs
    this.#lateUntil = Math.max(this.#lateUntil, scheduler.now + lateMs)
    scheduler.after(0, () => this.#isOver || this.#pause(process, fault))
    return lateMs
  }

  failpointOf(slot: Slot, process: SimulatedProcess): Failpoint {
    return (name) => {
      if (process.isDead) throw new Killed()
      for (const waiting of slot.waiting.slice()) {
        const { kind, window } = waiting.fault
        if (window !== name || !kind.endsWith('at a window')) continue
        this.#spring(slot, waiting, name)
        if (kind === 'pause at a window') this.#pause(process, waiting.fault)
        else process.kill()
        if (process.isDead) throw new Killed()
      }
    }
  }

  handle(consumer: string, id: string): void {
    if (this.#poisoned.has(`${consumer} ${id}`)) throw broken('poison')
    for (const slot of this.#parts.slots) {
      if (!consumer.startsWith(slot.databasePeer.name)) continue
      for (const waiting of slot.waiting.slice()) {
        const { kind } = waiting.fault
        if (kind !== 'handler fails' && kind !== 'handler breaks' && kind !== 'poison') continue
        if (kind === 'poison' && consumer === 'orders.place') continue
        waiting.left -= 1
        if (kind === 'poison') this.#poisoned.add(`${consumer} ${id}`)
        if (kind !== 'handler fails' || waiting.left <= 0) this.#spring(slot, waiting, id)
        throw kind === 'handler fails' ? unavailable() : broken(kind)
      }
    }
  }

  published(process: SimulatedProcess, again: () => void): void {
    if (this.#disorder !== null) this.count(this.#disorder, 'broker')
    this.#disorder = null
    for (const slot of this.#parts.slots) {
      if (slot.process !== process) continue
      for (const waiting of slot.waiting.slice()) {
        if (waiting.fault.kind !== 'duplicate') continue
        this.#spring(slot, waiting, 'publish')
        this.#parts.scheduler.after(waiting.fault.extent * awayMsMax, again)
      }
    }
  }

  #begin(fault: PlannedFault, slot: Slot): void {
    if (this.#isOver) return
    this.#ahead -= 1
    const { kind, extent } = fault
    if (isTimed.has(kind)) {
      // What is away already, or dead, or about to end, meets nothing.
      if (slot.isServing && this.#strike(fault, slot)) this.count(fault, slot.process.name)
    } else if (kind !== 'delays and reordering' && kind !== 'impatient clients') {
      const isOfAny = kind === 'kill' || kind === 'pause beyond the lease' || kind === 'late step'
      const steps = isOfAny ? stepsMax : kind === 'late group step' ? 0 : handlersMax
      slot.waiting.push({ fault, left: Math.floor(extent * steps) })
    }
  }

  /** Carries a timed fault out; answers whether it changed anything. */
  #strike({ kind, extent }: PlannedFault, slot: Slot): boolean {
    const awayMs = 10 + extent * awayMsMax
    if (kind === 'database away') {
      const isNew = this.#away(slot.databasePeer, awayMs)
      slot.restartDatabase()
      return isNew
    }
    if (kind === 'broker away') return this.#away(this.#parts.brokerPeer, awayMs)
    if (kind === 'slow network') {
      const { now } = this.#parts.scheduler
      const isNew = now >= this.#slowUntil
      this.#slowUntil = Math.max(this.#slowUntil, now + awayMs)
      return isNew
    }
    if (kind === 'stop and restart') slot.stop()
    else slot.process.jump((extent - 0.5) * 2 * jumpMsMax)
    return true
  }

  count({ kind }: PlannedFault, where: string): void {
    this.#struck += 1
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1)
    this.#parts.tell(`FAULT ${kind}: ${where}`)
  }

  /** What a process meets that was asked to stop happens, but is not counted. */
  #spring(slot: Slot, waiting: Waiting, where: string): void {
    slot.waiting.splice(slot.waiting.indexOf(waiting), 1)
    if (slot.isServing || isOfHandlers(waiting.fault)) this.count(waiting.fault, where)
  }

  #pause(process: SimulatedProcess, { extent }: PlannedFault): void {
    process.pause()
    this.#parts.scheduler.after(leaseMs * (1 + 1.5 * extent), () => {
      if (process.isDead || process.isRunning) return
      this.#parts.tell(`${process.name} goes on`)
      process.wake()
    })
  }

  /** Answers whether the peer was there until now. */
  #away(peer: Peer, forMs: number): boolean {
    const { scheduler } = this.#parts
    const wasThere = !peer.isDown
    const until = Math.max(this.#awayUntil.get(peer) ?? 0, scheduler.now + forMs)
    this.#awayUntil.set(peer, until)
    peer.isDown = true
    scheduler.after(forMs, () => {
      if (scheduler.now >= until) peer.isDown = false
    })
    return wasThere
  }
}

/** Whether only a process with a relay can meet a fault. */
function isOfPublishing({ kind, window }: PlannedFault): boolean {
  if (kind === 'lose a publish answer' || kind === 'duplicate') return true
  return kind.endsWith('at a window') && window !== 'consumer.after-commit'
}

/** Whether any process of the service may meet it, not only that of the slot. */
function isOfHandlers({ kind }: PlannedFault): boolean {
  return kind === 'handler fails' || kind === 'handler breaks' || kind === 'poison'
}

/** Which steps a fault lies in wait for. */
function concerns(kind: FaultKind, step: string, way: Way): boolean {
  if (kind === 'kill' || kind === 'pause beyond the lease') return true
  if (kind === 'lose a commit') return step === 'commit' && way === 'request'
  if (kind === 'lose a commit answer') return step === 'commit' && way === 'answer'
  if (kind === 'lose a publish answer') return step === 'publish' && way === 'answer'
  if (kind === 'lose a group step') return step.startsWith('group.')
  if (kind === 'late group step') return step === 'group.advance' && way === 'request'
  if (kind === 'late step') return way === 'request'
  return kind === 'lose a step' && step !== 'commit' && !step.startsWith('group.')
}

function unavailable(): Fault {
  const message = 'The handler cannot do it now.'
  return new Fault({ kind: 'unavailable', code: 'simulated.handler', message, executed: 'no' })
}

function broken(why: string): Fault {
  const message = `The handler cannot do it: ${why}.`
  return new Fault({ kind: 'internal', code: 'simulated.broken', message, executed: 'no' })
}

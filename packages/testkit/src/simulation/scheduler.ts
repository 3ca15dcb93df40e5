/**
 * The time of a simulated world: what happens next and when. No real timer runs; the next event comes when every
 * promise that the last one resolved has run its reactions. A world owns one; nothing here knows what the events are.
 */

/** An event that may still be taken back. */
export interface Alarm {
  cancel(): void
}

class Entry implements Alarm {
  readonly at: number
  readonly order: number
  run: (() => void) | null

  constructor(at: number, order: number, run: () => void) {
    this.at = at
    this.order = order
    this.run = run
  }

  cancel(): void {
    this.run = null
  }
}

export class Scheduler {
  #now = 0
  #made = 0
  readonly #heap: Entry[] = []

  /** Since the world began. Units: milliseconds. */
  get now(): number {
    return this.#now
  }

  /** How many events were ever planned. */
  get planned(): number {
    return this.#made
  }

  after(delayMs: number, run: () => void): Alarm {
    this.#made += 1
    const entry = new Entry(this.#now + Math.max(0, delayMs), this.#made, run)
    this.#push(entry)
    return entry
  }

  /** Lets time pass, event by event, until `isOver` or until nothing is planned any more. */
  drive(isOver: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const turn = () => {
        try {
          if (isOver() || !this.#step()) return resolve()
        } catch (error) {
          return reject(error instanceof Error ? error : new Error(String(error)))
        }
        // A tick planned by a microtask runs when no microtask is left: then the world is at rest again.
        queueMicrotask(rest)
      }
      const rest = () => process.nextTick(turn)
      turn()
    })
  }

  #step(): boolean {
    for (let entry = this.#pop(); entry !== undefined; entry = this.#pop()) {
      if (entry.run === null) continue
      this.#now = entry.at
      entry.run()
      return true
    }
    return false
  }

  #push(entry: Entry): void {
    const heap = this.#heap
    let at = heap.length
    heap.push(entry)
    while (at > 0) {
      const above = (at - 1) >> 1
      const parent = heap[above]
      if (parent === undefined || !isBefore(entry, parent)) break
      heap[at] = parent
      at = above
    }
    heap[at] = entry
  }

  #pop(): Entry | undefined {
    const heap = this.#heap
    const first = heap[0]
    const last = heap.pop()
    if (first === undefined || last === undefined || first === last) return first
    let at = 0
    for (;;) {
      let below = 2 * at + 1
      let child = heap[below]
      const right = heap[below + 1]
      if (child !== undefined && right !== undefined && isBefore(right, child)) {
        child = right
        below += 1
      }
      if (child === undefined || !isBefore(child, last)) break
      heap[at] = child
      at = below
    }
    heap[at] = last
    return first
  }
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order)
}

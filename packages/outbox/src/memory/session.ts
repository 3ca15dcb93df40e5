/**
 * One transaction of the twin: what it has written and not yet committed, which rows it holds, for whom it waits. Read
 * committed as PostgreSQL means it: a statement sees what is committed and its own writes, a row has one writer at a
 * time, others wait for its end. Made by the twin's connections; it knows no table by name.
 */
import { Fault } from '@atoll/pipeline'

/** One row: what all see, and what its writer sees. */
export interface Version<Row> {
  committed: Row | null
  writer: Session | null
  pending: Row | null
  waiters: (() => void)[]
}

/** What a transaction has changed. */
export interface Written {
  readonly table: string
  readonly key: string
  readonly row: unknown
}

interface Touch {
  readonly table: MemoryTable<unknown>
  readonly key: string
  readonly version: Version<unknown>
  /** Before this touch. */
  readonly writer: Session | null
  readonly pending: unknown
}

let sessionsMade = 0

export class Session {
  /** Used once. */
  readonly name = String((sessionsMade += 1))
  #touches: Touch[] = []
  #waitingFor: Session | null = null
  #endWait: (() => void) | null = null
  /** Why it is over; null for an end as it should be. */
  #end: Error | null | undefined = undefined

  #begunAt: number | null = null

  /** Called when its first statement arrives. Units: milliseconds since 1970. */
  begin(at: number): void {
    this.#begunAt ??= at
  }

  /** What `now()` answers in it. Units: milliseconds since 1970. */
  get begunAt(): number {
    return this.#begunAt ?? 0
  }

  get isOver(): boolean {
    return this.#end !== undefined
  }

  /** Throws why nothing can be done any more. */
  check(): void {
    if (this.#end !== undefined) throw this.#end ?? ended()
  }

  /** A place to go back to. */
  mark(): number {
    return this.#touches.length
  }

  /** A transaction may end between the wait for a row and its writing: then it holds nothing. */
  touch(touch: Touch): void {
    this.check()
    this.#touches.push(touch)
  }

  /** Waits until the writer of a row has ended or has let it go. Faults: unavailable, if it waits for this one too. */
  async waitFor(version: Version<unknown>, writer: Session): Promise<void> {
    for (let other: Session | null = writer; other !== null; other = other.#waitingFor)
      if (other === this) throw deadlock()
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#waitingFor = writer
    this.#endWait = resolve
    version.waiters.push(resolve)
    await promise
    this.#waitingFor = null
    this.#endWait = null
    this.check()
  }

  commit(): Written[] {
    const written: Written[] = []
    for (const { table, key, version } of this.#touches) {
      if (version.writer !== this) continue
      if (version.pending !== version.committed)
        written.push({ table: table.name, key, row: version.pending })
      version.committed = version.pending
      table.release(key, version)
    }
    this.#finish(null)
    return written
  }

  /** Undoes everything since a mark. */
  undo(mark: number): void {
    for (const { table, key, version, writer, pending } of this.#touches
      .splice(mark)
      .toReversed()) {
      version.pending = pending
      if (writer === null) table.release(key, version)
    }
  }

  /** Ends without effect; whatever is still asked of it fails with the reason. */
  rollBack(reason: Error | null = null): void {
    if (this.isOver) return
    this.undo(0)
    this.#finish(reason)
  }

  #finish(reason: Error | null): void {
    this.#end = reason
    this.#touches = []
    this.#endWait?.()
  }
}

/** Rows by key. */
export class MemoryTable<Row> {
  readonly name: string
  readonly #rows = new Map<string, Version<Row>>()

  constructor(name: string) {
    this.name = name
  }

  /** The row as a transaction sees it; without one, as it is committed. */
  get(session: Session | null, key: string): Row | null {
    const version = this.#rows.get(key)
    return version === undefined ? null : see(session, version)
  }

  /** The rows as a transaction sees them, in the order of their first insertion. */
  list(session: Session | null): Row[] {
    const rows: Row[] = []
    for (const version of this.#rows.values()) {
      const row = see(session, version)
      if (row !== null) rows.push(row)
    }
    return rows
  }

  /** Whether there is nothing and nobody is about to change that. */
  get isEmpty(): boolean {
    return this.#rows.size === 0
  }

  /** The transactions that hold rows. */
  writers(): string[] {
    const held = [...this.#rows.values()].flatMap(({ writer }) => writer ?? [])
    return [...new Set(held)].map(({ name }) => name)
  }

  isLocked(session: Session, key: string): boolean {
    const writer = this.#rows.get(key)?.writer ?? null
    return writer !== null && writer !== session
  }

  /** Waits for another writer of the row, keeps it until the end, and answers what it holds now. */
  async lock(session: Session, key: string): Promise<Row | null> {
    for (;;) {
      const version = this.#rows.get(key) ?? this.#make(key)
      const { writer } = version
      if (writer === null || writer === session) {
        this.#hold(session, key, version)
        return version.pending
      }
      await session.waitFor(version, writer)
    }
  }

  /** Writes a row that is locked or that nobody else can know. */
  put(session: Session, key: string, row: Row | null): void {
    const version = this.#rows.get(key) ?? this.#make(key)
    this.#hold(session, key, version)
    version.pending = row
  }

  /** Puts in what is there from the beginning. */
  found(key: string, row: Row): void {
    this.#make(key).committed = row
  }

  /** Nobody writes the row any more; one that holds nothing is forgotten. */
  release(key: string, version: Version<unknown>): void {
    version.writer = null
    version.pending = null
    if (version.committed === null) this.#rows.delete(key)
    const waiters = version.waiters
    version.waiters = []
    for (const wake of waiters) wake()
  }

  #make(key: string): Version<Row> {
    const version: Version<Row> = { committed: null, writer: null, pending: null, waiters: [] }
    this.#rows.set(key, version)
    return version
  }

  #hold(session: Session, key: string, version: Version<Row>): void {
    const { writer, pending } = version
    session.touch({ table: this, key, version, writer, pending })
    if (writer === session) return
    version.writer = session
    version.pending = version.committed
  }
}

function see<Row>(session: Session | null, version: Version<Row>): Row | null {
  return version.writer !== null && version.writer === session ? version.pending : version.committed
}

function ended(): Error {
  return new Error(
    'This transaction has ended: await every statement inside the function given to it.',
  )
}

function deadlock(): Fault {
  const message = 'Two transactions waited for each other, and this one was rolled back.'
  return new Fault({ kind: 'unavailable', code: 'memory.contended', message, executed: 'no' })
}

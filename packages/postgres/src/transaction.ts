/**
 * One transaction on one connection. `Pool.transaction` runs it. BEGIN, savepoints and their ends travel with the next
 * statement instead of waiting for answers of their own; whatever happens, nothing stays open on the connection.
 */
import type { Answer, Connection, Stoppable } from './connection.ts'
import { explain, toStopped } from './fault.ts'
import type { Statement } from './statement.ts'

/** What may be done inside a transaction. */
export interface Transaction {
  /** Fails once the transaction has ended. */
  query<Row>(statement: Statement): Promise<Answer<Row>>
  /** Runs a part that is undone alone when `keep` answers no or `work` throws; parts nest and do not overlap. */
  savepoint<T>(work: () => Promise<T>, keep: (result: T) => boolean): Promise<T>
}

/**
 * Runs `work` between BEGIN and COMMIT on a connection that it gives back in every case; without a statement nothing is sent.
 *  Faults   what `work` throws; the signal's reason; unavailable — executed: unknown only when the answer to COMMIT is lost
 */
export async function runTransaction<T>(
  connection: Connection,
  work: (transaction: Transaction) => Promise<T>,
  options: Stoppable = {},
): Promise<T> {
  const open = new OpenTransaction(connection, options.signal)
  try {
    const result = await untilStopped(() => work(open), options.signal)
    await open.commit()
    connection.release()
    return result
  } catch (error) {
    await open.rollBack()
    throw error
  }
}

class OpenTransaction implements Transaction {
  readonly #connection: Connection
  readonly #signal: AbortSignal | undefined
  readonly #pending = new Set<Promise<unknown>>()
  readonly #savepoints: string[] = []
  #savepointsMade = 0
  #state: 'unbegun' | 'open' | 'ended' = 'unbegun'
  #isBroken = false

  constructor(connection: Connection, signal: AbortSignal | undefined) {
    this.#connection = connection
    this.#signal = signal
  }

  query<Row>(statement: Statement): Promise<Answer<Row>> {
    if (this.#state === 'ended') {
      return Promise.reject(
        new Error(
          'This transaction has ended: await every statement inside the function given to it.',
        ),
      )
    }
    this.#begin()
    return this.#track(this.#run<Row>(statement))
  }

  async savepoint<T>(work: () => Promise<T>, keep: (result: T) => boolean): Promise<T> {
    this.#savepointsMade += 1
    const name = `part_${this.#savepointsMade}`
    this.#savepoints.push(name)
    this.#send(`savepoint ${name}`)
    let isKept = false
    try {
      const result = await work()
      isKept = keep(result)
      return result
    } finally {
      this.#close(name, isKept)
    }
  }

  async commit(): Promise<void> {
    if (this.#state === 'unbegun') {
      this.#state = 'ended'
      return
    }
    this.#state = 'ended'
    const answer = await this.#connection.query({ text: 'commit' }).catch((error: unknown) => {
      this.#isBroken = true
      throw explain(error, 'unknown')
    })
    await Promise.allSettled(this.#pending)
    if (answer.command !== 'COMMIT') {
      throw new Error(
        'A statement of this transaction failed and its error was caught, so nothing was committed: put what may fail into savepoint().',
      )
    }
  }

  /** Ends the transaction on every other way out; a connection in doubt is closed, which rolls back too. */
  async rollBack(): Promise<void> {
    const wasOpen = this.#state === 'open'
    this.#state = 'ended'
    await Promise.allSettled(this.#pending)
    if (this.#isBroken || this.#signal?.aborted) return this.#connection.discard()
    if (!wasOpen) return this.#connection.release()
    try {
      await this.#connection.query({ text: 'rollback' })
      this.#connection.release()
    } catch {
      this.#connection.discard()
    }
  }

  #begin(): void {
    if (this.#state !== 'unbegun') return
    this.#state = 'open'
    this.#send('begin')
  }

  /** Sends without waiting; if it fails, the next statement and the commit fail too and tell. */
  #send(text: string): void {
    if (this.#state === 'ended') return
    if (text !== 'begin') this.#begin()
    this.#track(this.#run({ text })).catch(() => {})
  }

  /** Before COMMIT is sent, whatever was lost was rolled back. */
  async #run<Row>(statement: Statement): Promise<Answer<Row>> {
    try {
      return await this.#connection.query<Row>(statement, { signal: this.#signal })
    } catch (error) {
      throw explain(error, 'no')
    }
  }

  #close(name: string, isKept: boolean): void {
    if (this.#savepoints.pop() !== name) {
      throw new Error(
        'Parts of a transaction overlap: await one savepoint() before the next begins.',
      )
    }
    this.#send(isKept ? `release ${name}` : `rollback to ${name}; release ${name}`)
  }

  #track<T>(statement: Promise<T>): Promise<T> {
    this.#pending.add(statement)
    const forget = (): void => void this.#pending.delete(statement)
    statement.then(forget, forget)
    return statement
  }
}

/** Settles like the work, or rejects as soon as the signal fires; the work may still run but can no longer write. */
async function untilStopped<T>(
  work: () => Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  if (signal === undefined) return work()
  if (signal.aborted) throw toStopped(signal)
  const { promise, reject } = Promise.withResolvers<never>()
  const onAbort = (): void => reject(toStopped(signal))
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    return await Promise.race([work(), promise])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}

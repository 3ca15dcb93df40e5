/**
 * One connection while somebody holds it: runs statements, stops them in the server when a signal fires, and knows
 * whether it may be used again. The pool makes it; transactions use it. It never retries.
 */
import type { Clock } from '@atoll/pipeline'
import type pg from 'pg'
import { cancelStatement, type Session } from './cancel.ts'
import { connectionLost, isStale, toStopped } from './fault.ts'
import { isConnectionError, sqlStateOf } from './sqlstate.ts'
import type { Statement } from './statement.ts'

/** How a statement ends early: the server stops it and the signal's reason is thrown. */
export interface Stoppable {
  readonly signal?: AbortSignal | undefined
}

/** What a statement answered. */
export interface Answer<Row> {
  readonly rows: Row[]
  /** Rows returned or changed. */
  readonly count: number
  /** The command's tag: SELECT, INSERT, COMMIT, ROLLBACK … */
  readonly command: string
}

/** How often a server is asked to stop before the connection is closed; with the pauses about 1.4 s. */
const cancelAttemptsMax = 8
const cancelPauseMs = 50
const cancelTimeoutMs = 1_000

/** A connection held by one user at a time. */
export class Connection {
  readonly #client: pg.PoolClient
  readonly #clock: Clock
  /** Set for good once the connection must not be used again. */
  #spoiled = false
  #lost: Error | undefined
  #released = false
  #underWay = 0
  #isStopping = false
  #isGathering = false
  readonly #onError = (error: Error): void => {
    this.#lost = error
    this.#spoiled = true
  }

  constructor(client: pg.PoolClient, clock: Clock) {
    this.#client = client
    this.#clock = clock
    client.on('error', this.#onError)
  }

  /**
   * Runs one statement; several may be under way, in order, without waiting for each other's answers.
   *  Faults   the signal's reason; the server's error; unavailable postgres.lost with executed: unknown
   */
  async query<Row>(statement: Statement, options: Stoppable = {}): Promise<Answer<Row>> {
    const { signal } = options
    if (signal?.aborted) throw toStopped(signal)
    const stop = signal === undefined ? undefined : this.#stopOn(signal)
    this.#underWay += 1
    this.#gather()
    try {
      const result = await this.#client.query(toConfig(statement))
      return { rows: result.rows as Row[], count: result.rowCount ?? 0, command: result.command }
    } catch (error) {
      throw this.#explain(error, signal)
    } finally {
      this.#underWay -= 1
      stop?.()
    }
  }

  /** Calls back for each notification of the channels this connection listens to. */
  onNotification(listener: (channel: string, payload: string) => void): void {
    this.#client.on('notification', (message) => listener(message.channel, message.payload ?? ''))
  }

  /** Resolves when the connection is gone. */
  whenLost(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#lost !== undefined) resolve()
      else this.#client.once('end', resolve)
    })
  }

  /** Gives the connection back; a spoiled one is closed instead. */
  release(): void {
    if (this.#released) return
    this.#released = true
    this.#client.off('error', this.#onError)
    this.#client.release(this.#spoiled)
  }

  /** Gives the connection back to be closed; the server rolls back whatever was open. */
  discard(): void {
    this.#spoiled = true
    this.release()
  }

  /**
   * Whatever is asked for before Node looks for events again leaves in one write, such as BEGIN and the statement that
   * caused it: each write of its own is a system call here and wakes the server there.
   */
  #gather(): void {
    if (this.#isGathering) return
    this.#isGathering = true
    const { stream } = this.#client.connection
    stream.cork()
    process.nextTick(() => {
      this.#isGathering = false
      stream.uncork()
    })
  }

  #stopOn(signal: AbortSignal): () => void {
    const onAbort = (): void => {
      if (this.#isStopping) return
      this.#isStopping = true
      void this.#stopInServer()
    }
    signal.addEventListener('abort', onAbort, { once: true })
    return () => signal.removeEventListener('abort', onAbort)
  }

  /**
   * Asks until no statement is left, since a request may arrive between two statements; then closes the connection
   * under what remains. A late request could hit the next user's statement, so this connection is never used again.
   */
  async #stopInServer(): Promise<void> {
    this.#spoiled = true
    const session = toSession(this.#client)
    for (let attempt = 0; attempt < cancelAttemptsMax && this.#underWay > 0; attempt += 1) {
      const isSent = await cancelStatement(session, cancelTimeoutMs).then(
        () => true,
        () => false,
      )
      if (!isSent) break
      await this.#clock.sleep(cancelPauseMs * attempt)
    }
    if (this.#underWay > 0) this.#client.connection.stream.destroy()
  }

  #explain(error: unknown, signal: AbortSignal | undefined): unknown {
    const state = sqlStateOf(error)
    if (state !== undefined && isStale(state)) this.#spoiled = true
    if (isConnectionError(error)) this.#spoiled = true
    if (signal?.aborted) return toStopped(signal)
    // pg has no code for a connection that ends under a statement; its 'error' event, which comes first, tells.
    if (this.#lost !== undefined && state === undefined) return connectionLost('unknown', error)
    return error
  }
}

function toConfig(statement: Statement): pg.QueryConfig {
  const config: pg.QueryConfig = { text: statement.text }
  // pg declares a mutable array and does not change it.
  if (statement.values !== undefined) config.values = statement.values as unknown[]
  if (statement.name !== undefined) config.name = statement.name
  return config
}

/** What pg keeps of a session and does not declare. */
interface Keys {
  readonly processID: number
  readonly secretKey: number
}

function toSession(client: pg.PoolClient): Session {
  const { processID, secretKey } = client as unknown as Keys
  // pg declares a boolean and keeps the options of TLS here.
  const tls = client.ssl as unknown
  return {
    host: client.host,
    port: client.port,
    processId: processID,
    secretKey,
    ...(tls ? { tls: typeof tls === 'object' ? tls : {} } : {}),
  }
}

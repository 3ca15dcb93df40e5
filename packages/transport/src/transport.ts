/**
 * The port between a border and a protocol: how a call travels from one process to another. The chassis listens and
 * opens callers through it; it never knows which protocol answers. Nothing here retries, balances or verifies.
 */
import type { Contract } from '@atoll/contract'
import type { Call, Deliver, Reply } from '@atoll/pipeline'

/** What a protocol can do; a system that needs one of these refuses a protocol that lacks it. */
export interface TransportCapabilities {
  /** Replies may go on item by item. */
  readonly streams: boolean
  /** The callee learns how long the caller will wait. */
  readonly deadlines: boolean
  /** The callee learns that the caller went away. */
  readonly cancellation: boolean
}

/** One protocol. */
export interface Transport {
  readonly name: string
  readonly capabilities: TransportCapabilities
  /** Begins to receive. Faults: `unavailable` when the address cannot be taken, saying what to do. */
  listen(served: Served): Promise<Listener>
  /** Makes the sending side; one per process is enough. */
  open(): Promise<Caller>
}

/** What a listener serves. */
export interface Served {
  readonly service: string
  readonly contracts: readonly Contract[]
  /** The incoming border. Its call's input is decoded and not yet parsed by the contract. */
  readonly deliver: Deliver
}

/** The receiving side. Disposing it is `stop(0)`. */
export interface Listener extends AsyncDisposable {
  /** Where callers find it, as `Caller.deliver` takes it. */
  readonly address: string
  /**
   * Refuses new calls at once, ends streams, waits for calls in flight and then cancels what is left with a fault.
   * Units: milliseconds.
   */
  stop(graceMs: number): Promise<void>
}

/** The sending side. */
export interface Caller extends AsyncDisposable {
  /**
   * Carries a call to an address and brings its reply: the output parsed by the contract, with unknown fields left
   * out of account; a declared fault as a value; an `AsyncIterable` for a stream, whose `return` cancels the callee.
   * A deadline bounds the wait until a reply or a stream begins; a stream that began lives until either side ends it.
   * Faults: every undeclared one is thrown; `unavailable` says truly whether the call can have been executed.
   */
  deliver(call: Call, address: string): Promise<Reply>
}

/**
 * The port of this package: how a message travels. The relay of an outbox publishes, the consumers of a service
 * subscribe; adapters carry it over PostgreSQL or a broker. It never looks into a body and never drops a message:
 * what is confirmed arrives at least once in every group, in order per key.
 */
import type { Cancellation, Log } from '@atoll/pipeline'
import type { Envelope } from './envelope.ts'

/** What an adapter promises beyond the port; an environment may replace one only by another with the same. */
export interface MessagingCapabilities {
  /** A confirmed message outlives every process of the system. */
  readonly durable: boolean
  /** A group that begins later receives what is still retained, from its start. */
  readonly replaysRetained: boolean
  /** An acknowledgement that comes after the lane went to somebody else changes nothing. */
  readonly fencesLateAcknowledgements: boolean
}

/** What is known about one delivery of a message. */
export interface Delivery {
  /** Counts this instance's own tries of this message from 1; another instance starts again at 1. */
  readonly attempt: number
  /** Fires when the lane is lost or the grace of `stop` is over: what the handler still does may run elsewhere too. */
  readonly cancellation: Cancellation
}

/** One instance's part in a group of consumers. */
export interface Consumer {
  /** Instances of one group share the messages; each group gets all of them. Units: 1..groupBytesMax bytes. */
  readonly group: string
  /** Exact topics, the same for all instances of a group (a rollout may add or remove some, not both). */
  readonly topics: readonly string[]
  /**
   * Does the work. Resolving acknowledges; rejecting brings the same message again after a pause, while all later
   * messages of its lane wait. A handler bounds its own time: while it runs, the lane stays with this instance.
   */
  handle(message: Envelope, delivery: Delivery): Promise<void>
  readonly log: Log
}

/** A consumer at work. Disposing it stops it with `graceMsDefault`. */
export interface Subscription extends AsyncDisposable {
  /**
   * Takes no new message, waits for those in progress, gives the lanes back so that others go on at once.
   * Repeated calls wait for the same end.
   * Units    graceMs: how long handlers may still take, 0 or more; then their cancellation fires and nobody waits
   */
  stop(graceMs: number): Promise<void>
  /** How many retained messages this group, all its instances together, has not yet passed, whatever their topic. */
  lag(): Promise<number>
}

/** How long disposal waits for handlers in progress. Units: milliseconds. */
export const graceMsDefault = 10_000

/** Carries messages: at least once, in order per key, to groups of competing consumers. */
export interface Messaging extends AsyncDisposable {
  /** The technology, for people: `memory`, `postgres`. */
  readonly name: string
  readonly capabilities: MessagingCapabilities
  /**
   * Resolves when every message is confirmed. The order of the array, and of one call after the other, is kept per
   * key. After a failure any of them may have been stored: publish all of them again in the same order.
   * Faults   invalid `message_invalid` — a part is outside its limits, nothing was stored;
   *          unavailable `messaging_unavailable` — executed: unknown
   */
  publish(messages: readonly Envelope[]): Promise<void>
  /**
   * Resolves when the group is known and this instance takes part in it.
   * Faults   invalid `consumer_invalid` — group or topics outside their limits; unavailable `messaging_unavailable`
   */
  subscribe(consumer: Consumer): Promise<Subscription>
  /** Resolves when messages can be published now. Faults: unavailable `messaging_unavailable`. */
  check(): Promise<void>
}

/** The bounds of a listener: everything that a client could make large or slow has one. */

/** What a listener takes at most. */
export interface ListenerLimits {
  /** Units: bytes. Over it: 413. */
  readonly bodyBytesMax: number
  /** All header lines together with the request line. Units: bytes. Over it: 431. */
  readonly headerBytesMax: number
  /** Over it: 431. */
  readonly headerCountMax: number
  /** Path and query together. Units: characters. Over it: 414. */
  readonly urlCharactersMax: number
  /** Objects and arrays inside each other. Over it: 400. */
  readonly jsonDepthMax: number
  /** Fields of a form and parameters of a query. Over it: 400. */
  readonly fieldCountMax: number
  /** Time for all header lines to arrive. Units: milliseconds. Over it: 408. */
  readonly headersTimeoutMs: number
  /** Time for the whole request to arrive, body included. Units: milliseconds. Over it: 408. */
  readonly requestTimeoutMs: number
  /** How long an idle connection is kept. Units: milliseconds. */
  readonly keepAliveTimeoutMs: number
  /**
   * How long a connection may stand still while something is under way: a client that does not read its answer, or work
   * that says nothing. Units: milliseconds. Over it: closed.
   */
  readonly stillMsMax: number
  /** Open connections; over it new ones are closed at once. */
  readonly connectionsMax: number
}

/** What a listener takes when nobody says. */
export const listenerLimitsDefault: ListenerLimits = {
  bodyBytesMax: 1_048_576,
  headerBytesMax: 16_384,
  headerCountMax: 100,
  urlCharactersMax: 4_096,
  jsonDepthMax: 32,
  fieldCountMax: 200,
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,
  keepAliveTimeoutMs: 65_000,
  stillMsMax: 120_000,
  connectionsMax: 10_000,
}

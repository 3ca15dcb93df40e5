/**
 * From a contract to a service: `implement(contract, { uses })` gives the typed places where handlers go. Everything
 * here is a declaration; nothing is opened or started until a system runs it.
 */
import {
  type Contract,
  type Event,
  type EventShape,
  isEvent,
  type NameOf,
  noteDeclared,
  type Operations,
  operationsOf,
  type Parsed,
  type Placed,
  type Schema,
} from '@atoll/contract'
import type { Settings, SettingsOf } from '@atoll/config'
import type { PoisonPolicy } from '@atoll/outbox'
import type { ThresholdSettings } from '@atoll/resilience'
import type { Sql } from '@atoll/storage'
import type { Committed, Ground, Handling, Run, Uses } from './ground.ts'

/** A handler in a file of its own, marked with what it handles. */
export interface Handler<C extends string, N extends string> {
  readonly handles: { readonly contract: C; readonly name: N }
  readonly run: RunHandler
}

/** A consumer of one event, marked with the service it belongs to. */
export interface Listener<C extends string> {
  readonly listens: C
  readonly event: Event
  readonly run: RunListener
  readonly policy: PoisonPolicy
}

/** A handler as the chassis calls it, its types checked where it was written. */
export type RunHandler = (input: unknown, ground: Handling<string, Uses, never>) => Promise<unknown>
/** A consumer's handler as the chassis calls it. */
export type RunListener = (
  data: unknown,
  ground: Ground<string, Uses>,
) => Promise<Committed<unknown>>

/** What a service may do once before it is ready: fill its own tables. It must bear to be run at every start. */
export type Prepare<D extends Settings = {}> = (ground: {
  readonly sql: Sql
  /** What the service declares as `settings`, read and typed. */
  readonly settings: SettingsOf<D>
  transaction<T>(work: (work: { readonly sql: Sql }) => Promise<T>): Promise<T>
}) => Promise<void>

/** A service as declared. */
export interface Service<Name extends string = string> {
  readonly name: Name
  readonly contract: Contract
  readonly uses: Uses
  /** A folder of `0001-name.sql` files. */
  readonly migrations: URL | null
  /** What it can be told from outside. Mistakes end its start before anything is opened. */
  readonly settings: Settings
  /** When the circuits of its calls open, where nobody says otherwise from outside. */
  readonly thresholds?: ThresholdSettings
  readonly prepare: Prepare<Settings> | null
  readonly handlers: ReadonlyMap<string, RunHandler>
  readonly listeners: readonly Listener<Name>[]
}

/** What a service may call: the names of its contracts, and of their operations. */
type CalleeName<U extends Uses> = {
  [K in keyof U]: NameOf<U[K]> | `${NameOf<U[K]>}.${keyof Operations<U[K]> & string}`
}[keyof U]

/** The typed places of one contract's implementation. */
export interface Implementation<C extends Contract, U extends Uses, D extends Settings = {}> {
  /** For a handler in a file of its own; a short one is written inside `service`. */
  handle<N extends keyof Operations<C> & string>(
    name: N,
    run: Run<C, U, N, D>,
  ): Handler<NameOf<C>, N>
  /** A consumer of another service's event (or of an own one). What it does commits once per event. */
  on<E extends Schema>(
    event: EventShape<E>,
    run: (data: Parsed<E>, ground: Ground<NameOf<C>, U, D>) => Promise<Committed<unknown>>,
    options?: { readonly policy?: PoisonPolicy },
  ): Listener<NameOf<C>>
  service(parts: {
    readonly migrations?: URL
    /** By callee, and by operation: `{ of: { catalog: …, 'catalog.priceOf': … } }`. */
    readonly thresholds?: ThresholdSettings<CalleeName<U>>
    readonly prepare?: Prepare<D>
    readonly handlers: {
      readonly [N in keyof Operations<C> & string]: Handler<NameOf<C>, N> | Run<C, U, N, D>
    }
    readonly on?: readonly Listener<NameOf<C>>[]
  }): Service<NameOf<C>>
}

/**
 * Begins the implementation of a contract; `uses` are the contracts it may call, `settings` what it can be told from
 * outside.
 */
export function implement<C extends Contract, U extends Uses = {}, D extends Settings = {}>(
  contract: C,
  ground: { readonly uses?: U; readonly settings?: D } = {},
): Implementation<C, U, D> {
  // The contract's own name, which the mapped type keeps only as a type.
  const name = contract.$contract.name as NameOf<C>
  const uses = noteDeclared({ ...ground.uses }, implement)
  const handle: Implementation<C, U, D>['handle'] = (operation, run) => ({
    handles: { contract: name, name: operation },
    run: noteDeclared(run as unknown as RunHandler, handle),
  })
  const on: Implementation<C, U, D>['on'] = (event, run, { policy = 'block-key' } = {}) => {
    if (!isPlacedEvent(event))
      throw new TypeError(
        `${name}.on: take the event from a contract, such as on(orders.orderPlaced, …)`,
      )
    const listener = { listens: name, event, run: run as unknown as RunListener, policy }
    return noteDeclared(listener, on)
  }
  const service: Implementation<C, U, D>['service'] = (parts) => {
    const { migrations = null, thresholds = {}, prepare, handlers, on: listeners = [] } = parts
    checkListeners(name, listeners)
    const declared: Service<NameOf<C>> = {
      name,
      contract,
      uses,
      migrations,
      settings: ground.settings ?? {},
      thresholds,
      // It is given what these very settings were read to, which a service without parameters of type cannot say.
      prepare: (prepare as Prepare<Settings> | undefined) ?? null,
      handlers: toHandlers(contract, handlers),
      listeners,
    }
    return noteDeclared(declared, service)
  }
  return { handle, on, service }
}

/** What the types refuse already, said again for callers without types. */
function toHandlers(contract: Contract, handlers: object): ReadonlyMap<string, RunHandler> {
  const given = new Map<string, unknown>(Object.entries(handlers))
  const entries = operationsOf(contract).map((operation): [string, RunHandler] => {
    const handler = given.get(operation.name)
    if (typeof handler === 'function') return [operation.name, handler as RunHandler]
    if (isHandler(handler) && handler.handles.contract === operation.contract)
      return [operation.name, handler.run]
    throw new TypeError(
      `${operation.contract}.${operation.name} has no handler: add it to \`handlers\``,
    )
  })
  return new Map(entries)
}

/** Two consumers of one event in one service would share an inbox name. */
function checkListeners(name: string, listeners: readonly Listener<string>[]): void {
  const topics = listeners.map(({ event }) => `${event.contract}.${event.name}`)
  const twice = topics.find((topic, index) => topics.indexOf(topic) !== index)
  if (twice !== undefined)
    throw new TypeError(
      `${name} listens to ${twice} twice: do both in one consumer, in one transaction`,
    )
}

function isHandler(value: unknown): value is Handler<string, string> {
  return typeof value === 'object' && value !== null && 'handles' in value && 'run' in value
}

function isPlacedEvent(event: EventShape): event is Event {
  return 'contract' in event && isEvent(event as Placed<string, string, EventShape>)
}

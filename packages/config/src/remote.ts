/**
 * The port: a place outside this machine that keeps settings of many services, such as a config server. What it keeps
 * are properties, flat names with dots and indexes; `bind.ts` finds in them what a program declared. It judges nothing.
 */

/** One property as a remote source tells it. */
export interface Property {
  readonly value: string | number | boolean | null
  /** For people: `billing.yml of http://127.0.0.1:8888`. Never holds a value. */
  readonly from: string
  /** Why the value cannot be used although it is there, and what to do: it could not be decrypted, say. */
  readonly refused?: { readonly problem: string; readonly remedy: string }
}

/**
 * Everything a remote source tells, the strongest first: of two names that mean the same setting the first counts.
 * Shape of a name: `shop.greeting`, `shop.hosts[0].name`.
 */
export type Properties = ReadonlyMap<string, Property>

/** Where settings of many services are kept. Names that a program does not declare are meant for others. */
export interface RemoteSource extends AsyncDisposable {
  /**
   * Asks for everything anew.
   * Faults: `unavailable` when nobody answers; `invalid` or `forbidden` when asking again would not help; a TypeError
   * once it is closed.
   */
  read(): Promise<Properties>
}

/** The most properties that one answer may hold. Units: properties. */
export const propertiesMax = 20_000

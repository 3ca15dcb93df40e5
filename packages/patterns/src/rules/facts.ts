/**
 * What is known of a system as it was built: plain data that can be written as JSON, kept, published and read by others.
 * Whoever knows a system fills it in; the rules read nothing else beside the decisions.
 */
import type { AreaId } from '../graph/areas.ts'
import type { PatternId } from '../graph/pattern-ids.ts'
import type { Place } from '../loop/place.ts'
import type { Description } from '../loop/walk.ts'

/** A line of a file. Shape: file: relative to the folder of the system, with slashes; line: from 1 */
export interface At {
  readonly file: string
  readonly line: number
}

/** Whatever stands somewhere; null where nobody knows the line. */
export interface Standing {
  readonly at: At | null
}

/** A system, or the part of one that a repository holds. */
export interface Facts extends Standing {
  readonly form: typeof factsForm
  readonly system: string
  readonly services: readonly ServiceFacts[]
  readonly gateways: readonly GatewayFacts[]
  /** Services known by their contract alone: of another repository or of others. */
  readonly outside: readonly OutsideFacts[]
  /** What was asked before the first decision; null where nothing was recorded. */
  readonly about: Description | null
  readonly said: readonly SaidFacts[]
  /** Tests that run the system as a whole. */
  readonly suites: readonly At[]
}

/** The form of facts that this version writes and reads. */
export const factsForm = 'atoll-facts-1'

/** A service of the system. */
export interface ServiceFacts extends Standing {
  readonly name: string
  readonly version: number
  readonly operations: readonly OperationFacts[]
  /** The events that its contract declares, and so it publishes. */
  readonly events: readonly EventFacts[]
  readonly uses: readonly UseFacts[]
  readonly listens: readonly ListenFacts[]
  /** The database that holds its tables, by a name that two services share only if they share it; null for none. */
  readonly database: string | null
  readonly tables: readonly NamedFacts[]
  /** Tables that its statements name. */
  readonly names: readonly NamedFacts[]
  /** What its code does past the platform. */
  readonly doors: readonly DoorFacts[]
  /** A test of it alone; null for none. */
  readonly testedAt: At | null
}

/** Something with a name. */
export interface NamedFacts extends Standing {
  readonly name: string
}

/** A command or query of a contract. */
export interface OperationFacts extends NamedFacts {
  readonly kind: 'command' | 'query'
  /** Who may call. */
  readonly scopes: readonly string[] | 'anyone'
  /** The codes of its declared faults. */
  readonly faults: readonly string[]
  readonly calls: readonly CallFacts[]
  /** Where its handler asks who the caller is; null if it does not. */
  readonly asksCallerAt: At | null
}

/** An event of a contract. */
export interface EventFacts extends NamedFacts {
  readonly key: string
}

/** A call that an operation makes, or may make. */
export interface CallFacts extends Standing {
  readonly service: string
  /** Null for any of them: the code does not show which. */
  readonly operation: string | null
}

/** A contract that a service may call. */
export interface UseFacts extends Standing {
  readonly service: string
  readonly version: number
  readonly lacks: EdgeFacts
  /** A test in which the contract itself stands for the callee; null for none. */
  readonly testedAt: At | null
}

/** What an edge goes without. */
export interface EdgeFacts {
  readonly deadline: boolean
  readonly breaker: boolean
}

/** An event that a service takes. */
export interface ListenFacts extends Standing {
  /** The service that tells it. */
  readonly service: string
  readonly event: string
  readonly version: number
  /** Whether one and the same event, told twice, has its effect once. */
  readonly isOnce: boolean
}

/** What a service's code does by itself where the platform would do it. */
export interface DoorFacts extends Standing {
  readonly kind: 'publish' | 'call' | 'listen' | 'database' | 'adapter' | 'decisions'
  /** What it names for that: a module, or a function. */
  readonly through: string
}

/** Where the outside comes in. */
export interface GatewayFacts extends NamedFacts {
  readonly reaches: readonly ReachFacts[]
  readonly compositions: readonly CompositionFacts[]
  /** How many routes show pages. */
  readonly pages: number
  readonly testedAt: At | null
}

/** An operation that a gateway leads to. */
export interface ReachFacts extends Standing {
  readonly service: string
  readonly version: number
  readonly operation: string
}

/** A route whose answer is made of what several services say. */
export interface CompositionFacts extends Standing {
  readonly route: string
  readonly services: readonly string[]
}

/** A service that is not of this repository. */
export interface OutsideFacts extends NamedFacts {
  readonly version: number
  readonly operations: readonly Pick<OperationFacts, 'name' | 'kind'>[]
}

/** What was said of an area at a place: answers, or a day until which it is put off. */
export interface SaidFacts extends Standing {
  readonly area: AreaId
  readonly place: Place
  /** Each with the adapter that carries it out; empty for a waiver. */
  readonly answers: readonly { readonly pattern: PatternId; readonly adapter: string }[]
  /** Null for an answer. */
  readonly until: string | null
  readonly reason: string | null
  readonly date: string | null
}

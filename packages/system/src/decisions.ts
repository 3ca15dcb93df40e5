/**
 * The decisions as they are written down: for each area the pattern, what carries it out, why and since when. Plain
 * data, of which the types know every area, its patterns and their adapters. Read by people, by `atoll decide`, and by
 * whatever carries the system out.
 */
import type { AnswerTo, AreaId, areas, Description } from '@atoll/patterns'
import type { AdapterOf, AdapterSettings } from './adapters.ts'

/** Why, and since when. Left out, the decision holds all the same, and `atoll check` asks for it. */
export interface Why {
  readonly reason?: string
  /** Shape: YYYY-MM-DD. */
  readonly date?: string
}

/** A pattern, by one of the adapters that are built for it. */
export type Answer<P extends string = string, By extends string = string> = Why & {
  readonly pattern: P
  readonly adapter: By
} & SettingsFor<By>

/** An adapter that can do without settings may be written without. */
type SettingsFor<By extends string> = By extends keyof AdapterSettings
  ? Partial<AdapterSettings[By]> extends AdapterSettings[By]
    ? { readonly settings?: AdapterSettings[By] }
    : { readonly settings: AdapterSettings[By] }
  : { readonly settings?: never }

type Each<P extends AnswerTo<AreaId>> = {
  [Pattern in P]: { [By in AdapterOf<Pattern>]: Answer<Pattern, By> }[AdapterOf<Pattern>]
}[P]

/** The answers that an area takes. */
export type AnswerFor<A extends AreaId> = Each<AnswerTo<A>>

/** An area left open until a day. */
export interface PutOff {
  readonly reason: string
  /** Shape: YYYY-MM-DD. */
  readonly date: string
  /** The day on which it must be looked at again. Shape: YYYY-MM-DD. */
  readonly waivedUntil: string
}

/** What is said about an area at one place. Areas of `some` take several answers. */
type Said<A extends AreaId> =
  | AnswerFor<A>
  | (A extends 'architecture' ? never : PutOff)
  | ('some' extends (typeof areas)[A]['choose'] ? readonly AnswerFor<A>[] : never)

/** For the whole system, or also for each service or client by its name. */
type ByName<A extends AreaId, Name extends string> =
  | Said<A>
  | ({ readonly default?: Said<A> } & { readonly [Each in Name]?: Said<A> })

/** For the whole system, also for a service, and for each callee, operation, channel or module of it. */
type ByOwner<A extends AreaId, Name extends string, Part extends string> =
  | Said<A>
  | ({ readonly default?: Said<A> } & {
      readonly [Owner in Name]?:
        | Said<A>
        | ({ readonly default?: Said<A> } & { readonly [Each in Part]?: Said<A> })
    })

type ScopeOf<A extends AreaId> = (typeof areas)[A]['scope']

type Placed<A extends AreaId, Name extends string> =
  ScopeOf<A> extends 'system'
    ? Said<A>
    : ScopeOf<A> extends 'service'
      ? ByName<A, Name>
      : ScopeOf<A> extends 'client'
        ? ByName<A, string>
        : ByOwner<A, Name, ScopeOf<A> extends 'edge' ? Name : string>

/** How one service calls another. Messages are told apart: they need no caller who waits. */
type Calling = Each<Exclude<AnswerTo<'communication'>, 'messaging'>>

/** The decisions of a system whose services have these names. */
export type Decisions<Name extends string = string> = {
  readonly [A in Exclude<AreaId, 'communication'>]?: Placed<A, Name>
} & {
  /** What is known of the system beforehand; nothing of it if left out. */
  readonly about?: Description
  /** How services call each other: for all, and for an edge by its caller, then its callee. */
  readonly communication:
    | Calling
    | ({ readonly default: Calling } & {
        readonly [Caller in Name]?:
          | Calling
          | ({ readonly default?: Calling } & { readonly [Callee in Name]?: Calling })
      })
  /** What messages travel through, whatever brings them. */
  readonly messaging: Each<'messaging'>
}

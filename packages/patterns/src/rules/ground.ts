/** What every rule stands on: the facts, the decisions, the day, and the making of findings. */
import type { AreaId } from '../graph/areas.ts'
import type { PatternId } from '../graph/pattern-ids.ts'
import { type End, type EndsAt, endsOf } from '../loop/met.ts'
import { around, type Place } from '../loop/place.ts'
import type { Walk } from '../loop/walk.ts'
import type { At, Facts, SaidFacts } from './facts.ts'
import type { Finding, Level } from './finding.ts'
import type { MessageId, Named } from './messages.ts'
import type { RuleId } from './rules.ts'

/** What every rule stands on. */
export interface Ground {
  readonly facts: Facts
  readonly walk: Walk
  /** The day of the check, as YYYY-MM-DD. */
  readonly today: string
  readonly endsAt: EndsAt
  readonly saidAt: (area: AreaId, place: Place) => SaidFacts | undefined
  /** Whether there are several deployables, so that rules about what lies between them speak. */
  readonly isApart: boolean
}

/** One of the rules: what it finds. */
export type Rule = (ground: Ground) => readonly Finding[]

/** Puts together what the rules stand on. */
export function toGround(facts: Facts, walk: Walk, today: string): Ground {
  const said = new Map(facts.said.map((each) => [`${each.area} ${each.place}`, each]))
  const endsAt = endsOf(walk)
  return {
    facts,
    walk,
    today,
    endsAt,
    saidAt: (area, place) =>
      around(place)
        .map((each) => said.get(`${area} ${each}`))
        .find((each) => each !== undefined),
    isApart: endsAt('architecture', 'system').by.includes('microservice-architecture'),
  }
}

/** A finding as a rule tells it. */
interface Told<M extends MessageId> {
  readonly level: Level
  readonly place: Place
  readonly at: At | null
  readonly says: M
  readonly with: Named<M>
  /** Areas that, where they are put off, put this off too. */
  readonly waivedBy?: readonly AreaId[]
}

/** Makes the findings of one rule. */
export function finder(ground: Ground, rule: RuleId) {
  return <M extends MessageId>(told: Told<M>): Finding => {
    const { level, place, at, says, waivedBy = [] } = told
    const waivedUntil = waivedBy
      .map((area) => waivedUntilAt(ground, area, place))
      .find((day) => day !== null)
    const isWaived = waivedUntil !== undefined
    return {
      rule,
      level: isWaived ? 'note' : level,
      place,
      at,
      says,
      with: told.with,
      waivedUntil: isWaived ? waivedUntil : null,
    }
  }
}

/** The day until which an area is put off at a place; null if it is not, or that day is over. */
function waivedUntilAt(ground: Ground, area: AreaId, place: Place): string | null {
  if (ground.endsAt(area, place).end !== 'waived') return null
  const until = ground.saidAt(area, place)?.until ?? null
  return until !== null && until >= ground.today ? until : null
}

const answered: readonly End[] = ['decided', 'covered', 'provided', 'not-applicable']

/** Whether somebody has said how an area is answered at a place. */
export function isAnswered({ endsAt }: Ground, area: AreaId, place: Place): boolean {
  return answered.includes(endsAt(area, place).end)
}

/** Whether one of the patterns answers an area at a place. */
export function isAnsweredBy(
  { endsAt }: Ground,
  question: { readonly area: AreaId; readonly place: Place },
  ...patterns: readonly PatternId[]
): boolean {
  const { end, by } = endsAt(question.area, question.place)
  return end === 'not-applicable' || by.some((each) => patterns.includes(each))
}

/** The place of an operation by its kind, where commands and queries are decided apart. */
export function placeOf(service: string, operation: { kind: string; name: string }): Place {
  const kind = operation.kind === 'command' ? 'operation' : 'query'
  return `${kind}:${service}.${operation.name}`
}

/** Names as one text: `a, b`. */
export function listed(names: Iterable<string>): string {
  return [...new Set(names)].join(', ')
}

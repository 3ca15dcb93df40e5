/** All rules over one system. Called by whoever reports on it. */
import { type EndsAt, endsOf } from '../loop/met.ts'
import { begin } from '../loop/steps.ts'
import type { Choice, Walk } from '../loop/walk.ts'
import { nobodyBuilds, nobodyDecided } from './built.ts'
import { callsSurvive } from './calls-survive.ts'
import { contractsVerified } from './contracts-verified.ts'
import { distributedData } from './distributed-data.ts'
import type { Facts, SaidFacts } from './facts.ts'
import type { Finding, Level } from './finding.ts'
import { type Rule, toGround } from './ground.ts'
import { knownCallers } from './known-callers.ts'
import { noCircles, shortChains } from './no-circles.ts'
import { ownTables } from './own-tables.ts'
import { excludes, idle, openQuestions, planned, unexplained, waivers } from './recorded.ts'
import { ruleIds } from './rules.ts'
import { sameUnderSwap } from './same-under-swap.ts'
import { selfContained } from './self-contained.ts'
import { toldOnce } from './told-once.ts'

/** What the decisions show by themselves. */
const ofDecisions: readonly Rule[] = [excludes, openQuestions, idle, waivers, unexplained, planned]

/** What holds between services, whoever they belong to. */
const between: readonly Rule[] = [noCircles, shortChains]

const all: readonly Rule[] = [
  ...ofDecisions,
  ...between,
  distributedData,
  toldOnce,
  callsSurvive,
  selfContained,
  contractsVerified,
  ownTables,
  knownCallers,
  sameUnderSwap,
  nobodyBuilds,
  nobodyDecided,
]

/**
 * Everything that the rules find, the gravest first.
 * Shape: `today` as YYYY-MM-DD; the walk is that of the decisions in `facts` if it is left out
 */
export function findingsOf(
  facts: Facts,
  today: string,
  walk: Walk = walkOfFacts(facts),
): readonly Finding[] {
  const ground = toGround(facts, walk, today)
  return inOrder(all.flatMap((rule) => rule(ground)))
}

/** What the decisions in facts show, whatever was built. */
export function recordedFindingsOf(facts: Facts, today: string): readonly Finding[] {
  const ground = toGround(facts, walkOfFacts(facts), today)
  return ofDecisions.flatMap((rule) => rule(ground))
}

/** What holds between the services of several systems, put together as one. */
export function findingsBetween(facts: Facts, today: string): readonly Finding[] {
  const ground = toGround(facts, walkOfFacts(facts), today)
  return inOrder(between.flatMap((rule) => rule(ground)))
}

const levels: readonly Level[] = ['error', 'warning', 'note']

/** The gravest first, then by rule, what is said, and place. */
export function inOrder(findings: readonly Finding[]): readonly Finding[] {
  const rank = ({ level, rule }: Finding) =>
    levels.indexOf(level) * ruleIds.length + ruleIds.indexOf(rule)
  return findings.toSorted(
    (one, other) =>
      rank(one) - rank(other) ||
      one.says.localeCompare(other.says, 'en') ||
      one.place.localeCompare(other.place, 'en'),
  )
}

/** How areas ended by the decisions in facts, at any place. */
export function walkEndsOf(facts: Facts): EndsAt {
  return endsOf(walkOfFacts(facts))
}

/** The decisions in facts as a walk. */
export function walkOfFacts({ about, said }: Facts): Walk {
  const nothing = { brownfield: false, polyglot: false, webUi: false }
  return begin(about ?? nothing, said.map(toChoice))
}

function toChoice({ area, place, answers, until, reason, date }: SaidFacts): Choice {
  const about = { area, place, reason: reason ?? '', date: date ?? '' }
  if (until !== null) return { ...about, until }
  return { ...about, answers: answers.map(({ pattern }) => pattern) }
}

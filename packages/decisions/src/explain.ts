/** What an area, a pattern or a word of the field is, and what of it was decided here. Called by `atoll explain` and the documents. */
import {
  type AreaId,
  answersTo,
  areas,
  begin,
  type Choose,
  defaultOf,
  type Effect,
  type End,
  type Era,
  type Exclusion,
  exclusions,
  type Force,
  forces,
  type Group,
  groupOf,
  type Language,
  metAreas,
  type PatternId,
  patterns,
  type Place,
  raisersOf,
  type Scope,
  type Subject,
  type TermId,
  terms,
  texts,
} from '@atoll/patterns'
import { adaptersOf, type Decisions, isPutOff, recordsOf, walkOf } from '@atoll/system'

/** Something with the name by which people know it. */
export interface Named<Id extends string = string> {
  readonly id: Id
  readonly name: string
}

/** An area with what it asks. */
export interface Asked extends Named<AreaId> {
  readonly question: string
}

/** Where something was decided in this system. */
export interface DecidedHere {
  readonly area: AreaId
  readonly place: Place
  readonly patterns: readonly string[]
  readonly adapters: readonly string[]
  readonly reason: string
  /** The day, as YYYY-MM-DD; empty if nobody wrote it. */
  readonly date: string
  /** Put off until that day. */
  readonly until?: string
}

/** What is known of a pattern. */
export interface PatternExplained extends Named<PatternId> {
  readonly kind: 'pattern'
  readonly group: Group
  readonly era: Era
  readonly problem: string
  readonly forces: string
  readonly benefits: readonly string[]
  readonly drawbacks: readonly string[]
  readonly answers: readonly Asked[]
  readonly raises: readonly Asked[]
  readonly requires: readonly Named<PatternId>[]
  readonly refines: readonly Named<PatternId>[]
  readonly provides: readonly Named<PatternId>[]
  readonly alternatives: readonly Named<PatternId>[]
  readonly excludes: readonly (Named<PatternId> & Pick<Exclusion, 'per'>)[]
  readonly effects: readonly (Named<Force> & { readonly effect: Effect })[]
  /** What carries it out here; none: it is not built. */
  readonly adapters: readonly string[]
  readonly decided: readonly DecidedHere[]
}

/** What is known of an area. */
export interface AreaExplained extends Asked {
  readonly kind: 'area'
  readonly choose: Choose
  readonly scope: Scope
  readonly answers: readonly (Named<PatternId> & {
    readonly benefit: string
    readonly adapters: readonly string[]
  })[]
  readonly raisedBy: readonly Named<PatternId>[]
  readonly default: { readonly patterns: readonly Named<PatternId>[]; readonly why: string }
  readonly meanwhile: string
  /** How it ended here; none: it was not met. */
  readonly end: End | null
  readonly decided: readonly DecidedHere[]
}

/** What is known of a word. */
export interface TermExplained extends Named<TermId> {
  readonly kind: 'term'
  readonly meaning: string
  readonly aliases: readonly string[]
  readonly areas: readonly Asked[]
  readonly patterns: readonly Named<PatternId>[]
}

/** What is known of anything that can be explained. */
export type Explained = PatternExplained | AreaExplained | TermExplained

/** What an explanation is made from beside the graph. */
export interface Explaining {
  readonly language: Language
  /** What was decided here; none: nothing is said of this system. */
  readonly decisions: Decisions | null
}

/** Explains what a word was found to mean. */
export function explain(subject: Subject, explaining: Explaining): Explained {
  if (subject.kind === 'pattern') return explainPattern(subject.id, explaining)
  if (subject.kind === 'area') return explainArea(subject.id, explaining)
  return explainTerm(subject.id, explaining)
}

function explainPattern(id: PatternId, explaining: Explaining): PatternExplained {
  const { language, decisions } = explaining
  const { era, answers, raises, requires, refines, provides, effects } = patterns[id]
  const named = (each: PatternId) => nameOf(each, language)
  const asked = (each: AreaId) => askedOf(each, language)
  const others = answers.flatMap((area) => (areas[area].choose === 'one' ? answersTo(area) : []))
  return {
    kind: 'pattern',
    ...named(id),
    group: groupOf(id),
    era,
    ...texts[language].patterns[id],
    answers: answers.map(asked),
    raises: raises.map(asked),
    requires: requires.map(named),
    refines: refines.map(named),
    provides: provides.map(named),
    alternatives: [...new Set(others)].filter((each) => each !== id).map(named),
    excludes: exclusions.flatMap(({ pair, per }) =>
      pair.includes(id)
        ? pair.filter((each) => each !== id).map((each) => ({ ...named(each), per }))
        : [],
    ),
    // Object.keys forgets what it was given.
    effects: (Object.keys(forces) as Force[]).flatMap((force) => {
      const effect = effects[force]
      if (effect === undefined) return []
      return [{ id: force, name: texts[language].forces[force].name, effect }]
    }),
    adapters: adaptersOf(id),
    decided: decidedIn(decisions, ({ patterns: taken }) => taken.includes(id)),
  }
}

function explainArea(id: AreaId, explaining: Explaining): AreaExplained {
  const { language, decisions } = explaining
  const walk = decisions === null ? null : walkOf(decisions)
  const usual = defaultOf(
    walk ?? begin({ brownfield: true, polyglot: true, webUi: true }),
    { area: id },
    (pattern) => adaptersOf(pattern).length > 0,
  )
  const met = walk === null ? [] : metAreas(walk).filter(({ area }) => area === id)
  const { choose, scope } = areas[id]
  return {
    kind: 'area',
    ...askedOf(id, language),
    choose,
    scope,
    answers: answersTo(id).map((each) => ({
      ...nameOf(each, language),
      benefit: texts[language].patterns[each].benefits[0] ?? '',
      adapters: adaptersOf(each),
    })),
    raisedBy: raisersOf(id).map((each) => nameOf(each, language)),
    default: {
      patterns: usual.answers.map((each) => nameOf(each, language)),
      why: usual.why[language],
    },
    meanwhile: texts[language].meanwhile[id],
    end: met[0]?.end ?? null,
    decided: decidedIn(decisions, ({ area }) => area === id),
  }
}

function explainTerm(id: TermId, { language }: Explaining): TermExplained {
  const { aliases, areas: about, patterns: used } = terms[id]
  return {
    kind: 'term',
    id,
    ...texts[language].terms[id],
    aliases,
    areas: about.map((each) => askedOf(each, language)),
    patterns: used.map((each) => nameOf(each, language)),
  }
}

function decidedIn(
  decisions: Decisions | null,
  isMeant: (decided: DecidedHere) => boolean,
): readonly DecidedHere[] {
  const records = decisions === null ? [] : recordsOf(decisions)
  return records
    .map(({ area, place, said }): DecidedHere => {
      if (isPutOff(said)) {
        const { reason, date, waivedUntil } = said
        return { area, place, patterns: [], adapters: [], reason, date, until: waivedUntil }
      }
      const [first] = said
      return {
        area,
        place,
        patterns: said.map(({ pattern }) => pattern),
        adapters: said.map(({ adapter }) => adapter),
        reason: [...new Set(said.flatMap(({ reason }) => reason ?? []))].join(' '),
        date: first?.date ?? '',
      }
    })
    .filter(isMeant)
}

/** A pattern with its name in a language. */
export function nameOf(id: PatternId, language: Language): Named<PatternId> {
  return { id, name: texts[language].patterns[id].name }
}

/** An area with its name and question in a language. */
export function askedOf(id: AreaId, language: Language): Asked {
  const { name, question } = texts[language].areas[id]
  return { id, name, question }
}

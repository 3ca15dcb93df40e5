// What must compile and what must not. Each line under @ts-expect-error is a mistake that a user makes.
import type { AreaId } from '../graph/areas.ts'
import type { Pattern } from '../graph/pattern.ts'
import type { PatternId } from '../graph/pattern-ids.ts'
import type { AnswerTo } from '../graph/patterns.ts'
import type { PlaceFor } from './place.ts'
import { decide, waive } from './steps.ts'
import type { Walk } from './walk.ts'

declare const walk: Walk
const said = { reason: 'why', date: '2026-11-23' }

decide(walk, { area: 'communication', answer: 'messaging', ...said })
decide(walk, { area: 'communication', answer: 'messaging', place: 'edge:a>b', ...said })
decide(walk, { area: 'communication', answer: 'messaging', place: 'service:a', ...said })
decide(walk, { area: 'partial-failure', answer: ['circuit-breaker'], ...said })
waive(walk, { area: 'partial-failure', ...said, until: '2026-11-23' })
waive(walk, { area: 'shared-schema', ...said, until: '2026-11-23' })

// @ts-expect-error an area that does not exist
decide(walk, { area: 'comunication', answer: 'messaging', ...said })
// @ts-expect-error a pattern that does not exist
decide(walk, { area: 'communication', answer: 'mesaging', ...said })
// @ts-expect-error a pattern that answers something else
decide(walk, { area: 'communication', answer: 'saga', ...said })
// @ts-expect-error several answers where one is due
decide(walk, { area: 'communication', answer: ['messaging'], ...said })
// @ts-expect-error a place at which the area is not decided
decide(walk, { area: 'communication', answer: 'messaging', place: 'operation:a.b', ...said })
// @ts-expect-error a place of no kind
decide(walk, { area: 'communication', answer: 'messaging', place: 'a', ...said })
// @ts-expect-error no reason
decide(walk, { area: 'communication', answer: 'messaging', date: '2026-11-23' })
// @ts-expect-error the first question cannot be put off
waive(walk, { area: 'architecture', ...said, until: '2026-12-23' })
// @ts-expect-error a waiver says until when
waive(walk, { area: 'logs', ...said })

const answer: AnswerTo<'saga-coordination'> = 'saga-choreography'
// @ts-expect-error the answers are a closed list
const wrong: AnswerTo<'saga-coordination'> = 'saga'
const place: PlaceFor<'external-access'> = 'client:web'
// @ts-expect-error clients are not in services
const wrongPlace: PlaceFor<'external-access'> = 'service:web'
// @ts-expect-error a client of outside decides nothing for the whole
const wrongScope: PlaceFor<'logs'> = 'client:web'

const facts = {
  era: 'ours',
  raises: [],
  requires: [],
  refines: [],
  provides: [],
  effects: {},
} as const
const whole: Pattern = { ...facts, answers: ['logs'] }
// @ts-expect-error an edge to an area that does not exist
const broken: Pattern = { ...facts, answers: ['log'] }
// @ts-expect-error an edge to a pattern that does not exist
const brokenToo: Pattern = { ...facts, answers: ['logs'], requires: ['sagas'] }

// Every area has an answer, and every answer is a pattern.
type Answered = { [A in AreaId]: [AnswerTo<A>] extends [never] ? A : never }[AreaId]
const none: Answered extends never ? true : false = true
const all: AnswerTo<AreaId> extends PatternId ? true : false = true

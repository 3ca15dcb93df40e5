import { areas } from './areas.ts'
import { defaults } from './defaults.ts'
import { forces } from './forces.ts'
import { architecture } from './groups/architecture.ts'
import { boundaries } from './groups/boundaries.ts'
import { communication } from './groups/communication.ts'
import { crossCutting } from './groups/cross-cutting.ts'
import { data } from './groups/data.ts'
import { deployment } from './groups/deployment.ts'
import { discovery } from './groups/discovery.ts'
import { edge } from './groups/edge.ts'
import { logic } from './groups/logic.ts'
import { messaging } from './groups/messaging.ts'
import { observability } from './groups/observability.ts'
import { refactoring } from './groups/refactoring.ts'
import { reliability } from './groups/reliability.ts'
import { security } from './groups/security.ts'
import { testing } from './groups/testing.ts'
import { ui } from './groups/ui.ts'
import { meanwhile } from './meanwhile.ts'
import { calls } from './terms/calls.ts'
import { data as dataTerms } from './terms/data.ts'
import { work } from './terms/work.ts'
import type { Texts } from '../text.ts'

/** All texts in English. */
export const english: Texts = {
  areas,
  defaults,
  meanwhile,
  forces,
  terms: { ...dataTerms, ...calls, ...work },
  patterns: {
    ...architecture,
    ...refactoring,
    ...boundaries,
    ...data,
    ...logic,
    ...messaging,
    ...communication,
    ...discovery,
    ...reliability,
    ...edge,
    ...security,
    ...crossCutting,
    ...testing,
    ...observability,
    ...ui,
    ...deployment,
  },
}

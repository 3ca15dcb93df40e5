import type { Pattern } from '../pattern.ts'
import type { PatternIdOf } from '../pattern-ids.ts'

/** What is known of the patterns of the group cross-cutting. */
export const crossCutting = {
  'microservice-chassis': {
    era: 'survey',
    answers: ['new-service', 'template-drift'],
    raises: ['polyglot-plumbing'],
    requires: [],
    refines: [],
    provides: [],
    effects: { 'simple-components': '+', 'multiple-technology-stacks': '-' },
  },
  'service-template': {
    era: 'later',
    answers: ['new-service'],
    raises: ['template-drift'],
    requires: [],
    refines: [],
    provides: [],
    effects: {},
  },
  'externalized-configuration': {
    era: 'survey',
    answers: ['locate-broker', 'breaker-tuning', 'configuration'],
    raises: ['config-safety'],
    requires: [],
    refines: [],
    provides: [],
    effects: {},
  },
  'x-config-and-secrets': {
    era: 'ours',
    answers: ['config-safety'],
    raises: [],
    requires: [],
    refines: [],
    provides: [],
    effects: {},
  },
} as const satisfies Readonly<Record<PatternIdOf<'cross-cutting'>, Pattern>>

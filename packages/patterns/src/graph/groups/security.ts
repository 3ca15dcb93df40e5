import type { Pattern } from '../pattern.ts'
import type { PatternIdOf } from '../pattern-ids.ts'

/** What is known of the patterns of the group security. */
export const security = {
  'access-token': {
    era: 'survey',
    answers: ['caller-identity'],
    raises: ['token-lifecycle', 'authorization-data'],
    requires: [],
    refines: [],
    provides: [],
    effects: { 'efficient-interactions': '+', 'runtime-coupling': '+' },
  },
  'x-authorization-server': {
    era: 'ours',
    answers: ['token-lifecycle'],
    raises: ['infra-availability'],
    requires: [],
    refines: [],
    provides: [],
    effects: { 'runtime-coupling': '-' },
  },
  'x-policy-authorization': {
    era: 'ours',
    answers: ['authorization-data'],
    raises: [],
    requires: [],
    refines: [],
    provides: [],
    effects: { 'runtime-coupling': '+' },
  },
  'x-workload-identity': {
    era: 'ours',
    answers: ['service-trust'],
    raises: [],
    requires: [],
    refines: [],
    provides: [],
    effects: {},
  },
} as const satisfies Readonly<Record<PatternIdOf<'security'>, Pattern>>

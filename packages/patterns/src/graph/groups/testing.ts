import type { Pattern } from '../pattern.ts'
import type { PatternIdOf } from '../pattern-ids.ts'

/** What is known of the patterns of the group testing. */
export const testing = {
  'service-component-test': {
    era: 'survey',
    answers: ['isolated-test'],
    raises: ['provider-compat', 'consumer-compat'],
    requires: [],
    refines: [],
    provides: [],
    effects: { 'fast-deployment-pipeline': '+' },
  },
  'consumer-driven-contract-test': {
    era: 'survey',
    answers: ['provider-compat'],
    raises: ['consumer-compat', 'contract-exchange'],
    requires: [],
    refines: [],
    provides: [],
    effects: { 'fast-deployment-pipeline': '+' },
  },
  'consumer-side-contract-test': {
    era: 'picture',
    answers: ['consumer-compat'],
    raises: [],
    requires: ['consumer-driven-contract-test'],
    refines: [],
    provides: [],
    effects: {},
  },
  'x-contract-broker': {
    era: 'ours',
    answers: ['contract-exchange'],
    raises: [],
    requires: [],
    refines: [],
    provides: [],
    effects: { 'fast-deployment-pipeline': '+' },
  },
} as const satisfies Readonly<Record<PatternIdOf<'testing'>, Pattern>>

import type { Pattern } from '../pattern.ts'
import type { PatternIdOf } from '../pattern-ids.ts'

/** What is known of the patterns of the group messaging. */
export const messaging = {
  'transactional-outbox': {
    era: 'picture',
    answers: ['atomic-publish'],
    raises: ['outbox-relay'],
    requires: [],
    refines: [],
    provides: [],
    effects: { 'acid-over-base': '+' },
  },
  'polling-publisher': {
    era: 'picture',
    answers: ['outbox-relay'],
    raises: ['duplicates'],
    requires: ['transactional-outbox'],
    refines: [],
    provides: [],
    effects: { 'simple-components': '+', 'efficient-interactions': '-' },
  },
  'transaction-log-tailing': {
    era: 'picture',
    answers: ['outbox-relay'],
    raises: ['duplicates'],
    requires: ['transactional-outbox'],
    refines: [],
    provides: [],
    effects: {
      'simple-components': '-',
      'multiple-technology-stacks': '-',
      'efficient-interactions': '+',
    },
  },
  'idempotent-consumer': {
    era: 'later',
    answers: ['duplicates'],
    raises: [],
    requires: [],
    refines: [],
    provides: [],
    effects: { 'simple-components': '-' },
  },
  'x-ordering-dead-letter': {
    era: 'ours',
    answers: ['ordering-poison'],
    raises: [],
    requires: [],
    refines: [],
    provides: [],
    effects: {},
  },
} as const satisfies Readonly<Record<PatternIdOf<'messaging'>, Pattern>>

import type { Pattern } from '../pattern.ts'
import type { PatternIdOf } from '../pattern-ids.ts'

/** What is known of the patterns of the group discovery. */
export const discovery = {
  'client-side-discovery': {
    era: 'survey',
    answers: ['discovery'],
    raises: ['instance-catalogue', 'polyglot-plumbing'],
    requires: [],
    refines: [],
    provides: [],
    effects: { 'multiple-technology-stacks': '-', 'efficient-interactions': '+' },
  },
  'server-side-discovery': {
    era: 'survey',
    answers: ['discovery'],
    raises: ['instance-catalogue', 'infra-availability'],
    requires: [],
    refines: [],
    provides: [],
    effects: { 'multiple-technology-stacks': '+', 'efficient-interactions': '-' },
  },
  'service-registry': {
    era: 'picture',
    answers: ['instance-catalogue'],
    raises: ['registration', 'instance-health', 'infra-availability'],
    requires: [],
    refines: [],
    provides: [],
    effects: { 'runtime-coupling': '-' },
  },
  'self-registration': {
    era: 'picture',
    answers: ['registration'],
    raises: ['polyglot-plumbing', 'instance-health'],
    requires: ['service-registry'],
    refines: [],
    provides: [],
    effects: { 'multiple-technology-stacks': '-', 'design-time-coupling': '-' },
  },
  'third-party-registration': {
    era: 'picture',
    answers: ['registration'],
    raises: ['instance-health'],
    requires: ['service-registry'],
    refines: [],
    provides: [],
    effects: { 'multiple-technology-stacks': '+', 'design-time-coupling': '+' },
  },
} as const satisfies Readonly<Record<PatternIdOf<'discovery'>, Pattern>>

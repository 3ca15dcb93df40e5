import type { PatternIdOf } from '../../graph/pattern-ids.ts'
import type { PatternText } from '../../text.ts'

/** The patterns of the group cross-cutting in English. */
export const crossCutting: Readonly<Record<PatternIdOf<'cross-cutting'>, PatternText>> = {
  'microservice-chassis': {
    name: 'Microservice chassis',
    problem: 'Each new service needs weeks of set-up before its first rule.',
    forces: 'All services need the same plumbing, and none should write it.',
    benefits: [
      'Settings, logs, health, numbers and traces work from the first day.',
      'An upgrade is a new version of one dependency.',
    ],
    drawbacks: [
      'Each language or framework needs its own.',
      'The upgrade has to be made in every service.',
    ],
  },
  'service-template': {
    name: 'Service template',
    problem: 'A new service begins with copying an old one.',
    forces: 'Business logic should start on the first day.',
    benefits: ['A service that runs, with tests and pipeline, is there at once.'],
    drawbacks: ['Copied code drifts from what it was copied from.'],
  },
  'externalized-configuration': {
    name: 'Externalized configuration',
    problem: 'One build must run in every environment.',
    forces: 'Environments differ, and the build must not.',
    benefits: ['The same artefact goes everywhere.'],
    drawbacks: ['A wrong setting fails late.'],
  },
  'x-config-and-secrets': {
    name: 'Checked settings and secrets',
    problem: 'Settings are wrong, or secrets leak.',
    forces: 'Settings change often, and mistakes in them stop whole systems.',
    benefits: [
      'A wrong setting is refused at start.',
      'Secrets are named in settings, and kept elsewhere.',
      'A change takes effect without a restart.',
    ],
    drawbacks: ['A store for secrets has to be run.'],
  },
}

import type { PatternIdOf } from '../../graph/pattern-ids.ts'
import type { PatternText } from '../../text.ts'

/** The patterns of the group deployment in English. */
export const deployment: Readonly<Record<PatternIdOf<'deployment'>, PatternText>> = {
  'multiple-service-instances-per-host': {
    name: 'Multiple service instances per host',
    problem: 'Services have to run somewhere.',
    forces: 'Machines should be used well.',
    benefits: ['Machines are used well.', 'An instance starts quickly.'],
    drawbacks: [
      'Nothing keeps one service from taking all.',
      'Services may want different versions of the same thing.',
    ],
  },
  'service-instance-per-host': {
    name: 'Service instance per host',
    problem: 'Services on one machine disturb each other.',
    forces: 'Services should be isolated, limited and watched one by one.',
    benefits: ['Services do not disturb each other.', 'Each is easy to watch and to limit.'],
    drawbacks: ['Machines may be used less well.'],
  },
  'service-instance-per-vm': {
    name: 'Service instance per virtual machine',
    problem: 'An instance needs a host of its own.',
    forces: 'Strong isolation is wanted, and the tools of a cloud.',
    benefits: [
      'The machine holds all that the service needs.',
      'Clouds scale groups of machines by themselves.',
    ],
    drawbacks: ['Images are slow to build and to start.', 'Each instance carries a whole system.'],
  },
  'service-instance-per-container': {
    name: 'Service instance per container',
    problem: 'An instance needs a host of its own, light and soon.',
    forces: 'Many instances should fit, and start fast.',
    benefits: ['It starts fast, within limits.', 'The same image runs everywhere.'],
    drawbacks: ['A platform has to place containers.', 'All share one kernel.'],
  },
  'serverless-deployment': {
    name: 'Serverless deployment',
    problem: 'Services have to run, and nobody wants to run machines.',
    forces: 'Only use should be paid for.',
    benefits: ['Nobody plans capacity.', 'What is not used costs nothing.'],
    drawbacks: [
      'The first call after a pause is slow.',
      'Time and memory of a run are limited.',
      'It serves requests and events only.',
      'It is hard to leave the provider.',
    ],
  },
  'service-deployment-platform': {
    name: 'Service deployment platform',
    problem: 'Hundreds of instances have to be placed, healed and replaced.',
    forces: 'What people did by hand does not scale.',
    benefits: [
      'A service has a name, and calls are balanced behind it.',
      'Instances that fail are replaced.',
      'New versions are rolled out step by step.',
    ],
    drawbacks: ['The platform has to be learned and run.'],
  },
  sidecar: {
    name: 'Sidecar',
    problem: 'Services in many languages need the same plumbing.',
    forces: 'Plumbing should be written once, for any language.',
    benefits: ['It works for any language.', 'It is released apart from the service.'],
    drawbacks: [
      'Each instance has one more process and one more hop.',
      'Both have to start and stop together.',
    ],
  },
  'service-mesh': {
    name: 'Service mesh',
    problem: 'All traffic between services should follow the same rules.',
    forces: 'Rules should hold without a line in any service.',
    benefits: [
      'Breakers, discovery and encryption come without code.',
      'Traffic is moved between versions by settings.',
    ],
    drawbacks: [
      'Its control plane is complex.',
      'It knows nothing of the business.',
      'Each call takes a little longer.',
    ],
  },
  'x-progressive-delivery': {
    name: 'Progressive delivery',
    problem: 'A new version must reach users little by little, and be taken back fast.',
    forces: 'A version that is deployed need not yet be used by everybody.',
    benefits: ['Few users meet a mistake before it is taken back.'],
    drawbacks: ['It needs numbers that tell good from bad.', 'Two versions run at once.'],
  },
}

import type { PatternIdOf } from '../../graph/pattern-ids.ts'
import type { PatternText } from '../../text.ts'

/** The patterns of the group discovery in English. */
export const discovery: Readonly<Record<PatternIdOf<'discovery'>, PatternText>> = {
  'client-side-discovery': {
    name: 'Client-side discovery',
    problem: 'A caller must find a living instance whose address changes.',
    forces: 'Fewer hops are wanted, and choices that know the application.',
    benefits: [
      'The call goes straight to the instance.',
      'The caller can choose by what it knows of load and zone.',
    ],
    drawbacks: ['Each language needs a client of the registry.'],
  },
  'server-side-discovery': {
    name: 'Server-side discovery',
    problem: 'A caller must reach a living instance without knowing any.',
    forces: 'Clients should stay thin.',
    benefits: ['Services contain no code for it.', 'Clouds and platforms often have it already.'],
    drawbacks: [
      'There is a router to run.',
      'Each call takes one hop more.',
      'The router must speak all protocols in use.',
    ],
  },
  'service-registry': {
    name: 'Service registry',
    problem: 'Instances come and go, and somebody must know where they are.',
    forces: 'Addresses change while the system runs.',
    benefits: ['There is one place to ask.'],
    drawbacks: [
      'Much depends on it.',
      'It may list instances that are gone.',
      'Its own address must be well known.',
    ],
  },
  'self-registration': {
    name: 'Self-registration',
    problem: 'Instances must appear in the registry and leave it.',
    forces: 'Nobody knows the state of an instance better than itself.',
    benefits: ['It is simple.', 'An instance can tell states such as starting and out of service.'],
    drawbacks: [
      'Each service contains a client of the registry, in its language.',
      'An instance that dies stays listed for a while.',
    ],
  },
  'third-party-registration': {
    name: 'Third-party registration',
    problem: 'Instances must appear in the registry without their own help.',
    forces: 'Services should know nothing of the registry.',
    benefits: ['It works for any language.', 'One place checks the health of all.'],
    drawbacks: ['There is a registrar to run.', 'It knows only whether an instance is up.'],
  },
}

import type { PatternIdOf } from '../../graph/pattern-ids.ts'
import type { PatternText } from '../../text.ts'

/** The patterns of the group testing in English. */
export const testing: Readonly<Record<PatternIdOf<'testing'>, PatternText>> = {
  'service-component-test': {
    name: 'Service component test',
    problem: 'A service must be tested without all the others.',
    forces: 'Tests of the whole are slow and break for foreign reasons.',
    benefits: [
      'Tests are fast, and fail for reasons of the service alone.',
      'The service is tested through its public API.',
    ],
    drawbacks: ['Its neighbours are stand-ins, which may be wrong.'],
  },
  'consumer-driven-contract-test': {
    name: 'Consumer-driven contract test',
    problem: 'A change of a provider breaks consumers that it does not know.',
    forces: 'Providers want to change, and consumers want to go on.',
    benefits: ["The break is found in the provider's own pipeline."],
    drawbacks: [
      'Consumers have to write down what they expect.',
      'That the meaning is right stays untested.',
    ],
  },
  'consumer-side-contract-test': {
    name: 'Consumer-side contract test',
    problem: 'The stand-in that a consumer is tested with may not be like the provider.',
    forces: 'A stand-in is worth only as much as it is true.',
    benefits: ['The consumer is checked against the same contract as the provider.'],
    drawbacks: ["It must be run together with the provider's tests."],
  },
  'x-contract-broker': {
    name: 'Contract broker',
    problem: 'Many consumers and providers in many versions must know who fits whom.',
    forces: 'Teams deploy on their own, at any time.',
    benefits: [
      'Contracts and results are kept in one place.',
      'It answers whether a version may be deployed.',
    ],
    drawbacks: ['There is one more service to run.'],
  },
}

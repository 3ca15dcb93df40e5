import type { PatternIdOf } from '../../graph/pattern-ids.ts'
import type { PatternText } from '../../text.ts'

/** The patterns of the group reliability in English. */
export const reliability: Readonly<Record<PatternIdOf<'reliability'>, PatternText>> = {
  'circuit-breaker': {
    name: 'Circuit breaker',
    problem: "Calls to a service that fails hold the caller's resources.",
    forces: 'A failure of the callee must not become one of the caller.',
    benefits: [
      'The failure does not spread.',
      'The caller can answer with something else.',
      'The callee is given time to recover.',
    ],
    drawbacks: [
      'Good thresholds are hard to find.',
      'Somebody must think about what to answer instead.',
    ],
  },
  'x-timeout-retry-bulkhead': {
    name: 'Timeout, retry and bulkhead',
    problem: 'A slow callee does more harm than a dead one.',
    forces: 'Waiting costs places, and giving up too soon costs answers.',
    benefits: [
      'No call waits longer than its deadline.',
      'A short failure is repaired by asking again.',
      'One slow callee cannot take all places.',
    ],
    drawbacks: ['Asking again repeats work and adds load.'],
  },
  'x-rate-limiting': {
    name: 'Rate limiting',
    problem: 'More calls arrive than can be served.',
    forces: 'Access should be fair and affordable, and the service must stay alive.',
    benefits: [
      'Whoever asks too much is refused, and told when to come again.',
      'What is accepted is still served in time.',
    ],
    drawbacks: ['Limits have to be tuned.'],
  },
}

import type { PatternIdOf } from '../../graph/pattern-ids.ts'
import type { PatternText } from '../../text.ts'

/** The patterns of the group communication in English. */
export const communication: Readonly<Record<PatternIdOf<'communication'>, PatternText>> = {
  'remote-procedure-invocation': {
    name: 'Remote procedure invocation',
    problem: 'A service needs an answer from another.',
    forces: 'Question and answer are what people expect.',
    benefits: [
      'It is simple and familiar.',
      'No broker is needed.',
      'HTTP, gRPC and Thrift do it in their own ways.',
    ],
    drawbacks: [
      'It knows only question and answer.',
      'It works only while both sides are up.',
      'The caller must find the callee.',
    ],
  },
  messaging: {
    name: 'Messaging',
    problem: 'Services must work together although not all are up at once.',
    forces: 'Sender and receiver want to be apart in time, in many styles.',
    benefits: [
      'Messages wait until the receiver can take them.',
      'It serves commands, replies, and events for many.',
    ],
    drawbacks: [
      'A broker is hard to run, and everything waits when it is down.',
      'Question and answer become clumsy.',
    ],
  },
  'domain-specific-protocol': {
    name: 'Domain-specific protocol',
    problem: 'A service deals in mail, media or files, which have protocols of their own.',
    forces: 'What fits the job is not what the other services speak.',
    benefits: ['It fits the job.', 'Servers and clients for it exist already.'],
    drawbacks: ['The gateway does not speak it.', 'It needs its own security and tests.'],
  },
  'x-contract-versioning': {
    name: 'Contract versioning',
    problem: 'A contract must change while old callers and old messages are still there.',
    forces: 'Each service wants to be released alone.',
    benefits: [
      'Callers of an older version go on working.',
      'Stored events of any age can be read.',
    ],
    drawbacks: ['Several versions live at once.'],
  },
}

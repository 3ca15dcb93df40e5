/** What stands at the borders: who may come, what may be said, and what keeps a failure from spreading. */
import type { Mutant } from './mutant.ts'

const borders = 'packages/chassis/src/borders.ts'
const steps = 'packages/identity/src/steps.ts'
const stepsTest = 'packages/identity/src/steps.test.ts'
const deadline = 'packages/resilience/src/deadline.ts'
const deadlineTest = 'packages/resilience/src/deadline.test.ts'

export const borderMutants: readonly Mutant[] = [
  {
    name: 'authenticate',
    without: 'a service lets everybody in',
    edits: [
      {
        file: borders,
        text: 'parts.direct ? authorize() : authenticate(parts.identity.verify),\n',
        becomes: '',
      },
    ],
    caughtBy: {
      file: 'packages/chassis/src/dispatch.test.ts',
      title: 'a service believes no token that is not for it, whatever its caller believes',
    },
  },
  {
    name: 'authorize',
    without: 'a caller may do what its scopes do not allow',
    edits: [
      {
        file: steps,
        text: 'principal.scopes.includes(scope)) ? null : scopeMissing(scopes)',
        becomes: 'principal.scopes.includes(scope)) ? null : null',
      },
    ],
    caughtBy: {
      file: stepsTest,
      title: 'authorize: asks the principal that is already verified',
    },
  },
  {
    name: 'token-audience',
    without: 'a token for one service is taken by another',
    edits: [
      {
        file: 'packages/identity/src/jwt.ts',
        text: 'checkAudience(claims, expected.audience)',
        becomes: '',
      },
      {
        file: 'packages/identity/src/jwt.ts',
        text: '...(audience === null ? {} : { audience }),',
        becomes: '',
      },
    ],
    caughtBy: {
      file: stepsTest,
      title: 'authenticate: without a token, without a scope, with a token for another service',
    },
  },
  {
    name: 'token-signature',
    without: 'a token is believed whoever signed it',
    edits: [
      {
        file: 'packages/identity/src/jwt.ts',
        text: 'await jwtVerify(token, key.key, toOptions(expected, key))',
        becomes: '',
      },
    ],
    caughtBy: {
      file: 'packages/identity/src/verifier.test.ts',
      title: 'attack: a token with a changed payload opens nothing',
    },
  },
  {
    name: 'token-exchange',
    without: 'a service passes the token that it was given on to the next one',
    edits: [
      {
        file: steps,
        text: 'context: { ...context, credential: token } })',
        becomes: 'context })',
      },
    ],
    caughtBy: {
      file: stepsTest,
      title: 'exchange: the credential is replaced by one for the callee',
    },
  },
  {
    name: 'exchange-for-whom',
    without: 'a service gets tokens for services that it does not use',
    edits: [
      {
        file: 'packages/issuer/src/issuer.ts',
        text: 'if (!client.uses.includes(audience)) throw audienceRefused(clientId, audience)',
        becomes: '',
      },
    ],
    caughtBy: {
      file: 'packages/issuer/src/issuer.test.ts',
      title: 'in one process: no token for a service that the client does not use',
    },
  },
  {
    name: 'attestation-of-one-event',
    without: 'the proof of who caused an event counts for any other event too',
    edits: [
      {
        file: 'packages/identity/src/attestation.ts',
        text: "jti === messageId && claims['event'] === event",
        becomes: 'true',
      },
    ],
    caughtBy: {
      file: 'packages/identity/src/attestation.test.ts',
      title: 'counts for one message, one emitter and one event',
    },
  },
  {
    name: 'strict-input',
    without: 'an input with fields that the contract does not know is let in',
    edits: [
      {
        file: 'packages/chassis/src/parse.ts',
        text: "createParser(operation.input, 'refuse')",
        becomes: "createParser(operation.input, 'allow')",
      },
    ],
    caughtBy: {
      file: 'packages/chassis/src/dispatch.test.ts',
      title: 'memory: an input is refused with every issue, before the handler',
    },
  },
  {
    name: 'no-call-in-transaction',
    without: 'a handler asks another service while its transaction is open',
    edits: [{ file: borders, text: '    refuseInTransaction,\n', becomes: '' }],
    caughtBy: {
      file: 'packages/chassis/src/delivery.test.ts',
      title: 'a call inside the transaction is refused before anything is sent',
    },
  },
  {
    name: 'one-transaction',
    without: 'a delivery writes in two transactions, of which one may be missing',
    edits: [
      {
        file: 'packages/chassis/src/delivery.ts',
        text: 'if (begun) throw secondTransaction()',
        becomes: '',
      },
    ],
    caughtBy: {
      file: 'packages/chassis/src/delivery.test.ts',
      title: 'a second transaction is refused, the first one stands',
    },
  },
  {
    name: 'late-call',
    without: 'a call is sent and worked on although its deadline has passed',
    edits: [
      {
        file: deadline,
        text: 'return clock.monotonic() < deadlineAt\n',
        becomes: 'return clock.monotonic() >= 0\n',
      },
    ],
    caughtBy: {
      file: deadlineTest,
      title: 'incomingDeadline refuses exactly from the deadline on, and nothing is done',
    },
  },
  {
    name: 'work-beyond-deadline',
    without: 'work goes on although its caller waits no longer',
    edits: [{ file: deadline, text: 'this.#own.cancel(exceeded())', becomes: '' }],
    caughtBy: {
      file: deadlineTest,
      title: 'work that takes longer is cancelled at its deadline and answered at once',
    },
  },
  {
    name: 'breaker',
    without: 'a callee that keeps failing is called on and on',
    edits: [
      {
        file: 'packages/resilience/src/circuit.ts',
        text: 'this.#failures >= failuresInRow',
        becomes: 'this.#failures >= Number.POSITIVE_INFINITY',
      },
    ],
    caughtBy: {
      file: 'packages/resilience/src/breaker.test.ts',
      title: 'it opens at its count of failures in a row, and says when to come again',
    },
  },
  {
    name: 'breaker-window',
    without: 'a callee that fails half of the time is called on and on',
    edits: [
      {
        file: 'packages/resilience/src/circuit.ts',
        text: 'failures * 100 >= failurePercent * calls',
        becomes: 'failures < 0',
      },
    ],
    caughtBy: {
      file: 'packages/resilience/src/circuit.test.ts',
      title: 'it opens when the share of failures in its window is reached, and says so',
    },
  },
  {
    name: 'bulkhead',
    without: 'a callee that is slow takes everything that its caller has',
    edits: [
      {
        file: 'packages/resilience/src/breaker.ts',
        text: 'this.#callee.underWay >= this.#callee.underWayMax',
        becomes: 'this.#callee.underWay < 0',
      },
    ],
    caughtBy: {
      file: 'packages/resilience/src/breaker.test.ts',
      title: 'a callee has only so many calls under way, whatever the operation',
    },
  },
  {
    name: 'harmless-retry',
    without: 'a command that may have been executed is sent again',
    edits: [
      {
        file: 'packages/resilience/src/retry.ts',
        text: "return fault.executed === 'no' || operation.kind === 'query'",
        becomes: "return fault.executed !== 'yes' || operation.kind === 'query'",
      },
    ],
    caughtBy: {
      file: 'packages/resilience/src/retry.test.ts',
      title: 'a command that may have been executed is not repeated',
    },
  },
  {
    name: 'load-limit',
    without: 'a service takes more work than it can do',
    edits: [
      {
        file: 'packages/resilience/src/limit.ts',
        text: 'this.#underWay < this.#concurrency.limit * shares[priority]',
        becomes: 'shares[priority] > 0',
      },
    ],
    caughtBy: {
      file: 'packages/resilience/src/limit.test.ts',
      title: 'as many calls as the limit are let in; one more waits until one of them ends',
    },
  },
  {
    name: 'foreign-form',
    without: 'a form of another site acts for the session of a browser',
    edits: [
      {
        file: 'packages/gateway/src/enter.ts',
        text: 'if (isOwn === false || (isOwn === null && cookie !== null)) throw foreignSite()',
        becomes: '',
      },
    ],
    caughtBy: {
      file: 'packages/gateway/src/session.test.ts',
      title: 'a form › of another site is answered 403',
    },
  },
]

/**
 * Is it up? Live: the event loop turns. Started: everything was opened once. Ready: it may be sent work now. No answer
 * ever depends on another service, so that one ill service does not take its callers with it.
 */
import { Fault } from '@atoll/pipeline'

/** Where a service is in its life. */
export type Stage = 'starting' | 'ready' | 'draining' | 'stopped'

/** The answer to a question about health; `checks` by name, each `ok` or a code. */
export interface HealthReport {
  readonly ok: boolean
  readonly stage: Stage
  readonly checks: Readonly<Record<string, string>>
}

/** Something without which no work can be done, asked when somebody wants to know. */
export type Check = () => Promise<void>

/** The health of one service. */
export interface Health {
  stage: Stage
  ready(): Promise<HealthReport>
}

/** Makes the health of a service from what it cannot do without. */
export function createHealth(checks: Readonly<Record<string, Check>>): Health {
  const health: Health = {
    stage: 'starting',
    async ready() {
      const entries = await Promise.all(
        Object.entries(checks).map(async ([name, check]) => [name, await answer(check)] as const),
      )
      const sound = entries.every(([, said]) => said === 'ok')
      const { stage } = health
      return { ok: sound && stage === 'ready', stage, checks: Object.fromEntries(entries) }
    },
  }
  return health
}

async function answer(check: Check): Promise<string> {
  try {
    await check()
    return 'ok'
  } catch (error) {
    return Fault.from(error).code
  }
}

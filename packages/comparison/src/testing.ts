/** A stage for tests: its sides are listeners of this process that take their time, and come back a while after a fall. */
import { type HttpListener, openListener } from '@atoll/http'
import { silentLog, systemClock } from '@atoll/pipeline'
import type { Stage } from './stage.ts'
import { trial } from './trial.ts'

const clock = systemClock

/** How a side of this stage behaves. Units: milliseconds. */
export interface Manner {
  readonly answerMs: number
  readonly riseMs: number
}

/** Opens it; `started` are the answers of all sides ever started, in order, and `running` how many still run. */
export function createTestStage(manners: Readonly<Record<string, Manner>>) {
  const started: string[] = []
  const counts = { running: 0 }
  const stage: Stage = {
    async start({ answer }) {
      started.push(answer)
      counts.running += 1
      const { answerMs, riseMs } = manners[answer] ?? { answerMs: 0, riseMs: 0 }
      const handle = async () => {
        await clock.sleep(answerMs)
        return { status: 200, body: { json: { answer } } } as const
      }
      const routes = [{ method: 'GET', path: '/', handle }] as const
      const open = (port: number) => openListener({ port, routes, clock, log: silentLog })
      let listener: HttpListener | null = await open(0)
      const { port, address } = listener
      return {
        url: address,
        pid: process.pid,
        startedMs: 1,
        processes: () => [
          { name: 'web', isReady: true },
          { name: 'priced', isReady: listener !== null },
        ],
        async kill() {
          const fallen = listener
          listener = null
          await fallen?.stop(0)
          void clock.sleep(riseMs).then(async () => (listener = await open(port)))
        },
        async stop() {
          await listener?.stop(0)
          counts.running -= 1
        },
      }
    },
  }
  return { stage, started, counts }
}

/** Customers who look at one page, and a journey that expects one. */
export const simpleTrial = trial({
  journeys: [
    {
      title: 'a page answers',
      async run({ url }) {
        const { status } = await fetch(url)
        if (status !== 200) throw new Error(`it answered ${status}`)
      },
    },
  ],
  load: {
    customers: 2,
    perSecond: 50,
    customer: async (ask) => ({ act: () => ask('GET', '/') }),
  },
})

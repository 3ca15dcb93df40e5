/**
 * A child for the tests of the supervisor, and a supervisor to be killed with its child. Started by `supervisor.live.test.ts`
 * with what it shall do as its first argument.
 */
import { appendFileSync } from 'node:fs'
import { silentLog, systemClock, systemRandom } from '@atoll/pipeline'
import { connectToSupervisor } from './child.ts'
import { createSupervisor } from './supervisor.ts'

const [act = '', file = ''] = process.argv.slice(2)

/** What the child can be told to do. */
export type Act = 'good' | 'slow' | 'broken' | 'refused' | 'stubborn' | 'silent' | 'supervisor'

const acts: Readonly<Record<Act, () => Promise<void>>> = {
  /** Works, echoes what it is told, stops at once, and says so. */
  async good() {
    const supervisor = await connectToSupervisor({ clock: systemClock })
    supervisor.onMessage((body) => {
      if (body === 'crash') throw new Error('told to crash')
      supervisor.send({ echo: body })
    })
    supervisor.onStop(async () => {
      await systemClock.sleep(20)
      process.stdout.write('stopped in order\n')
      if (file !== '') appendFileSync(file, 'stopped in order\n')
    })
    process.stdout.write('out\n')
    supervisor.ready({ hello: supervisor.hello, argv: process.argv.slice(2), env: process.env })
  },
  /** Connects long after hello was said. */
  async slow() {
    await systemClock.sleep(300)
    await acts.good()
  },
  async broken() {
    process.stderr.write('the cause of it all\n')
    throw new Error('boom')
  },
  async refused() {
    const supervisor = await connectToSupervisor({ clock: systemClock })
    await supervisor.fail(new TypeError('not for others'))
  },
  async stubborn() {
    const supervisor = await connectToSupervisor({ clock: systemClock })
    supervisor.onStop(() => new Promise(() => {}))
    supervisor.ready(null)
  },
  /** Connects and says nothing. */
  async silent() {
    await connectToSupervisor({ clock: systemClock })
  },
  /** A supervisor of two that tells their ids and waits to be killed. */
  async supervisor() {
    const supervisor = createSupervisor({
      clock: systemClock,
      random: systemRandom,
      log: silentLog,
    })
    for (const name of ['good', 'slow']) {
      await supervisor.start({
        name,
        file: import.meta.filename,
        args: [name, file],
        environment: process.env,
        hello: () => null,
        outputFile: `${file}.output`,
      })
    }
    process.stdout.write(`${JSON.stringify(supervisor.states().map(({ pid }) => pid))}\n`)
  },
}

// Each of our tests writes one of them.
await acts[act as Act]()

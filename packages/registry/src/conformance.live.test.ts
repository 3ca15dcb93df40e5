/** Our own client of Eureka against our own registry, over loopback: the suite that every discovery passes. */
import { discoveryConformance, type Registry } from '@atoll/discovery/conformance'
import type { Discovery } from '@atoll/discovery'
import { openEureka } from '@atoll/discovery-eureka'
import { type Clock, silentLog, systemClock } from '@atoll/pipeline'
import { openRegistry } from './open.ts'

/** The shortest lease there is. Units: milliseconds. */
const leaseMs = 1_000
const sweepMs = 100

discoveryConformance({
  open,
  capabilities: { registers: true, expires: true, metadata: true },
})

async function open(): Promise<Registry> {
  const settings = { port: 0, log: silentLog, clock: systemClock, sweepMs }
  const registry = await openRegistry(settings)
  const processes = new Map<Discovery, { isDead: boolean }>()
  return {
    async connect() {
      const life = { isDead: false }
      const process = openEureka({
        servers: [registry.url],
        renewMs: 300,
        leaseMs,
        fetchMs: 50,
        clock: clockOf(life),
      })
      processes.set(process, life)
      return process
    },
    crash(process) {
      const life = processes.get(process)
      if (life !== undefined) life.isDead = true
    },
    passLease: () => systemClock.sleep(leaseMs + 3 * sweepMs),
    [Symbol.asyncDispose]: () => registry[Symbol.asyncDispose](),
  }
}

/** The clock of a process: when it dies nothing it planned happens any more. */
function clockOf(life: { readonly isDead: boolean }): Clock {
  return {
    ...systemClock,
    timer: (delayMs, run) => systemClock.timer(delayMs, () => life.isDead || run()),
  }
}

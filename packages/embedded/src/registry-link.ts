/**
 * The registry of a system whose processes one supervisor keeps running: the supervisor holds it, each process sees it
 * through its own channel. A process that ends takes its instances with it at once, so that nobody calls the dead. A
 * process may make known only what it was started to run, and only on this machine: the channel says which it is, so a
 * broken-in one cannot call itself another service, nor lead others' calls elsewhere.
 */
import type { Supervisor, SupervisorConnection } from '@atoll/deployment-processes'
import type { Discovery, Instance } from '@atoll/discovery'
import { createFollowing } from '@atoll/discovery/following'
import type { PlannedProcess } from '@atoll/system'
import type { Log } from '@atoll/pipeline'
import { z } from 'zod'

const Text = z.string().min(1).max(300)
const KnownInstance = z.object({
  service: Text,
  instance: Text,
  address: Text.regex(/^http:\/\/127\.0\.0\.1:\d{1,5}$/),
  version: Text,
})
/** Processes of one system run a handful of instances each; more is no registration but a flood. */
const instancesMax = 100
const Told = z.discriminatedUnion('discovery', [
  z.object({ discovery: z.literal('register'), instance: KnownInstance }),
  z.object({ discovery: z.literal('withdraw'), instance: Text }),
])
const Known = z.object({
  discovery: z.literal('known'),
  instances: z.array(KnownInstance).max(10_000),
})

/** The supervisor's side. */
export interface RegistryHub {
  all(): readonly Instance[]
  /** Those of one process. */
  of(name: string): readonly Instance[]
  /** Called after each change. */
  onChange(listener: () => void): void
}

/** Holds the registry beside a supervisor, and tells every process of every change. */
export function createRegistryHub(
  supervisor: Pick<Supervisor, 'states' | 'send' | 'onMessage' | 'onChange'>,
  processes: readonly Pick<PlannedProcess, 'name' | 'services' | 'gateways'>[],
  log: Log,
): RegistryHub {
  const partsOf = new Map(
    processes.map(({ name, services, gateways }) => [name, [...services, ...gateways]]),
  )
  const byProcess = new Map<string, Map<string, Instance>>()
  const all = () => [...byProcess.values()].flatMap((instances) => [...instances.values()])
  const listeners: (() => void)[] = []
  const tellAll = () => {
    for (const listener of listeners) listener()
    const known = { discovery: 'known', instances: all() }
    for (const { name, pid } of supervisor.states()) if (pid !== null) supervisor.send(name, known)
  }
  supervisor.onMessage(({ name }, body) => {
    const told = Told.safeParse(body)
    if (!told.success) {
      if (isAboutDiscovery(body)) log.warn({ process: name }, 'what it registers is no instance')
      return
    }
    const own = byProcess.get(name) ?? new Map<string, Instance>()
    byProcess.set(name, own)
    if (told.data.discovery === 'register') {
      const { instance } = told.data
      const mayHave = partsOf.get(name)?.includes(instance.service) === true
      if (!mayHave || (own.size >= instancesMax && !own.has(instance.instance))) {
        const { service } = instance
        log.warn({ process: name, registered: service }, 'a process may not register this')
        return
      }
      own.set(instance.instance, instance)
    } else own.delete(told.data.instance)
    tellAll()
  })
  supervisor.onChange(({ name, state }) => {
    if (state === 'starting' || state === 'ready' || state === 'stopping') return
    if (byProcess.delete(name)) tellAll()
  })
  return {
    all,
    of: (name) => [...(byProcess.get(name)?.values() ?? [])],
    onChange: (listener) => void listeners.push(listener),
  }
}

/** Other parts of the system may speak over the same channel. */
function isAboutDiscovery(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'discovery' in body
}

/** One process's view, through its channel to the supervisor. */
export function createLinkedDiscovery(
  connection: Pick<SupervisorConnection, 'send' | 'onMessage'>,
  known: readonly Instance[],
): Discovery {
  let instances = known
  const listeners = new Set<(service: string) => void>()
  const following = createFollowing({
    of: (service) => instances.filter((each) => each.service === service),
    onChange(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  })
  connection.onMessage((body) => {
    const told = Known.safeParse(body)
    if (!told.success) return
    const services = new Set([...instances, ...told.data.instances].map(({ service }) => service))
    instances = told.data.instances
    for (const service of services) for (const listener of listeners) listener(service)
  })
  const registered = new Set<string>()
  const withdraw = (instance: string) => {
    if (registered.delete(instance)) connection.send({ discovery: 'withdraw', instance })
  }
  return {
    capabilities: { registers: true, expires: true, metadata: false },
    async register({ service, instance, address, version }) {
      registered.add(instance)
      connection.send({ discovery: 'register', instance: { service, instance, address, version } })
      return { withdraw: async () => withdraw(instance) }
    },
    instances: (service) => following.known(service),
    watch: (service, listener) => following.watch(service, listener),
    async [Symbol.asyncDispose]() {
      for (const instance of registered) withdraw(instance)
      following.stop()
    },
  }
}

/**
 * The registry of a system whose processes one supervisor keeps running: the supervisor holds it, each process sees it
 * through its own channel. A process that ends takes its instances with it at once, so that nobody calls the dead.
 */
import type { Supervisor, SupervisorConnection } from '@atoll/deployment-processes'
import type { Discovery, Instance, InstancesListener } from '@atoll/discovery'
import { z } from 'zod'

const Text = z.string().min(1).max(300)
const KnownInstance = z.object({
  service: Text,
  instance: Text,
  address: Text,
  version: Text,
})
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
}

/** Holds the registry beside a supervisor, and tells every process of every change. */
export function createRegistryHub(
  supervisor: Pick<Supervisor, 'states' | 'send' | 'onMessage' | 'onChange'>,
): RegistryHub {
  const byProcess = new Map<string, Map<string, Instance>>()
  const all = () => [...byProcess.values()].flatMap((instances) => [...instances.values()])
  const tellAll = () => {
    const known = { discovery: 'known', instances: all() }
    for (const { name, pid } of supervisor.states()) if (pid !== null) supervisor.send(name, known)
  }
  supervisor.onMessage(({ name }, body) => {
    const told = Told.safeParse(body)
    if (!told.success) return
    const own = byProcess.get(name) ?? new Map<string, Instance>()
    byProcess.set(name, own)
    if (told.data.discovery === 'register') own.set(told.data.instance.instance, told.data.instance)
    else own.delete(told.data.instance)
    tellAll()
  })
  supervisor.onChange(({ name, state }) => {
    if (state === 'starting' || state === 'ready' || state === 'stopping') return
    if (byProcess.delete(name)) tellAll()
  })
  return { all }
}

/** One process's view, through its channel to the supervisor. */
export function createLinkedDiscovery(
  connection: Pick<SupervisorConnection, 'send' | 'onMessage'>,
  known: readonly Instance[],
): Discovery {
  let instances = known
  const listeners = new Map<InstancesListener, string>()
  const of = (service: string) => instances.filter((each) => each.service === service)
  connection.onMessage((body) => {
    const told = Known.safeParse(body)
    if (!told.success) return
    instances = told.data.instances
    for (const [listener, service] of listeners) listener(of(service))
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
    instances: of,
    watch(service, listener) {
      // A listener of its own, since one function may watch several services.
      const own: InstancesListener = (list) => listener(list)
      listeners.set(own, service)
      queueMicrotask(() => listeners.has(own) && own(of(service)))
      return () => void listeners.delete(own)
    },
    async [Symbol.asyncDispose]() {
      for (const instance of registered) withdraw(instance)
    },
  }
}

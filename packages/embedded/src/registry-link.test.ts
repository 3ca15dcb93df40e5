/** The registry between a supervisor and its processes: what one makes known all see; a dead one's instances are gone. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SupervisedProcess } from '@atoll/deployment'
import type { Supervisor } from '@atoll/deployment-processes'
import type { Instance } from '@atoll/discovery'
import { createLinkedDiscovery, createRegistryHub } from './registry-link.ts'

const reported = { state: 'ready', pid: 1, restarts: 0, ready: null, problem: null } as const

/** The channel between a supervisor and its processes, without processes. */
function createChannels(names: readonly string[]) {
  const told: ((from: SupervisedProcess, body: unknown) => void)[] = []
  const changed: ((process: SupervisedProcess) => void)[] = []
  const children = new Map(names.map((name) => [name, (_body: unknown): void => {}]))
  const supervisor: Pick<Supervisor, 'states' | 'send' | 'onMessage' | 'onChange'> = {
    states: () => names.map((name) => ({ name, ...reported })),
    send(name, body) {
      children.get(name)?.(JSON.parse(JSON.stringify(body)))
      return true
    },
    onMessage(listener) {
      told.push(listener)
      return () => {}
    },
    onChange(listener) {
      changed.push(listener)
      return () => {}
    },
  }
  const connect = (name: string) => ({
    send: (body: unknown) =>
      told.forEach((listener) => listener({ name, ...reported }, JSON.parse(JSON.stringify(body)))),
    onMessage: (listener: (body: unknown) => void) => void children.set(name, listener),
  })
  const end = (name: string) =>
    changed.forEach((listener) => listener({ name, ...reported, state: 'backing-off', pid: null }))
  return { supervisor, connect, end }
}

const catalog: Instance = {
  service: 'catalog',
  instance: 'catalog-1',
  address: 'http://a',
  version: '1',
}

function open() {
  const { supervisor, connect, end } = createChannels(['catalog', 'web'])
  const hub = createRegistryHub(supervisor)
  return {
    hub,
    end,
    catalog: createLinkedDiscovery(connect('catalog'), hub.all()),
    web: createLinkedDiscovery(connect('web'), hub.all()),
  }
}

test('what one process registers the others see, until it is withdrawn', async () => {
  const { catalog: own, web } = open()
  const seen: number[] = []
  web.watch('catalog', (instances) => seen.push(instances.length))
  const registration = await own.register(catalog)
  assert.deepEqual(web.instances('catalog'), [catalog])
  assert.deepEqual(web.instances('orders'), [])
  await registration.withdraw()
  await registration.withdraw()
  assert.deepEqual(web.instances('catalog'), [])
  assert.deepEqual(seen, [1, 1, 0])
})

test('a process that ends takes its instances with it', async () => {
  const { catalog: own, web, end, hub } = open()
  await own.register(catalog)
  end('catalog')
  assert.deepEqual(web.instances('catalog'), [])
  assert.deepEqual(hub.all(), [])
})

test('a message that is none of ours changes nothing', async () => {
  const { supervisor, connect } = createChannels(['web'])
  const hub = createRegistryHub(supervisor)
  connect('web').send({ discovery: 'register', instance: { service: 'x' } })
  connect('web').send('noise')
  assert.deepEqual(hub.all(), [])
})

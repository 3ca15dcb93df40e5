/** The registry between a supervisor and its processes: what one makes known all see; a dead one's instances are gone. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SupervisedProcess } from '@atoll/deployment'
import type { Supervisor } from '@atoll/deployment-processes'
import type { Instance } from '@atoll/discovery'
import { silentLog } from '@atoll/pipeline'
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
  address: 'http://127.0.0.1:4001',
  version: '1',
}

const planned = [
  { name: 'catalog', services: ['catalog'], gateways: [] },
  { name: 'web', services: [], gateways: ['web'] },
]

function open() {
  const { supervisor, connect, end } = createChannels(['catalog', 'web'])
  const hub = createRegistryHub(supervisor, planned, silentLog)
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
  const hub = createRegistryHub(supervisor, planned, silentLog)
  connect('web').send({ discovery: 'register', instance: { service: 'x' } })
  connect('web').send('noise')
  assert.deepEqual(hub.all(), [])
})

test('a gateway is known like a service', async () => {
  const { catalog: own, web } = open()
  // A service is followed from the first question on, whose answer is empty.
  own.watch('web', () => {})
  await web.register({ ...catalog, service: 'web', instance: 'web-1' })
  assert.equal(own.instances('web')[0]?.instance, 'web-1')
})

test('attack: a process makes known no service but its own', async () => {
  const { catalog: own, web, hub } = open()
  await own.register({ ...catalog, service: 'payments', instance: 'payments-1' })
  await web.register({ ...catalog, instance: 'catalog-2' })
  await web.register({ ...catalog, service: '__proto__' })
  assert.deepEqual(hub.all(), [])
})

for (const address of [
  'http://169.254.169.254',
  'http://169.254.169.254:80',
  'http://10.0.0.1:80',
  'http://0.0.0.0:80',
  'http://[::1]:80',
  'http://[::ffff:127.0.0.1]:80',
  'http://127.1:80',
  'http://2130706433:80',
  'http://localhost:80',
  'http://evil.test:80',
  'http://ada:secret@127.0.0.1:80',
  'http://127.0.0.1:80@evil.test',
  'http://127.0.0.1:80/path',
  'http://127.0.0.1:80?a',
  'http://127.0.0.1:80#a',
  'http://127.0.0.1:80\n',
  'http://127.0.0.1',
  'https://127.0.0.1:80',
  'file:///etc/passwd',
  'unix:/run/docker.sock',
])
  test(`attack: nobody is told to call ${JSON.stringify(address)}`, async () => {
    const { catalog: own, web, hub } = open()
    await own.register({ ...catalog, address })
    assert.deepEqual([hub.all(), web.instances('catalog')], [[], []])
  })

test('attack: a process cannot withdraw the instance of another', async () => {
  const { supervisor, connect } = createChannels(['catalog', 'web'])
  const hub = createRegistryHub(supervisor, planned, silentLog)
  await createLinkedDiscovery(connect('catalog'), []).register(catalog)
  connect('web').send({ discovery: 'withdraw', instance: catalog.instance })
  assert.deepEqual(hub.all(), [catalog])
})

test('attack: a process that registers without end is heard up to a limit', async () => {
  const { catalog: own, hub } = open()
  for (let n = 0; n < 200; n++) await own.register({ ...catalog, instance: `catalog-${n}` })
  assert.equal(hub.all().length, 100)
})

/**
 * Two registries as processes that tell each other, services as processes, and callers that call them by name all the time.
 * A registry is killed, then a service, then the other registry: no call fails, who comes is found, who died is gone soon.
 */
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import { type Eureka, openEureka } from '@atoll/discovery-eureka'
import { systemClock as clock } from '@atoll/pipeline'
import { openOutgoing } from '@atoll/sidecar'
import { createTelemetry } from '@atoll/telemetry'
import { freePort, until } from '@atoll/testkit'

/** How long callers may see an instance that was killed. Units: milliseconds. */
const goneMsMax = 5_000
const withinMs = 20_000
/** Calls of each caller by which everything has been called that a fall can break. */
const callsEnough = 100
/** So that calls are under way at any moment, and the machine has time for what is tested. */
const callsAtOnce = 4
const paceMs = 10
/** Two that start together wait together for so long. Units: milliseconds. */
const syncMsMax = 2_000

const registryProgram = `
import { silentLog as log, systemClock as clock } from '@atoll/pipeline'
import { openRegistry } from '@atoll/registry'
const [, port, ...peers] = process.argv
await openRegistry({ port: Number(port), peers, syncMsMax: ${syncMsMax}, log, clock })
process.send('open')
`
/** Registers itself and answers with its name. */
const instanceProgram = `
import { createServer } from 'node:http'
import { openEureka } from '@atoll/discovery-eureka'
const [, service, instance, ...servers] = process.argv
const server = createServer((_, response) => response.end(instance)).listen(0, '127.0.0.1', async () => {
  const address = 'http://127.0.0.1:' + server.address().port
  await openEureka({ servers }).register({ service, instance, address, version: '1' })
  process.send('registered')
})
`
const services = ['one', 'two']

/** All processes and callers of one test; they end with it. */
class Estate implements AsyncDisposable {
  readonly #children = new Set<ChildProcess>()
  readonly #instances = new Map<string, ChildProcess>()
  readonly #callers: Caller[] = []

  startRegistry(port: number, peers: readonly number[]): Promise<ChildProcess> {
    return this.#start(registryProgram, [String(port), ...peers.map(urlOf)])
  }

  /** Resolves once it is registered. Shape: `one-1` is an instance of `one`. */
  async startInstance(instance: string, ports: readonly number[]): Promise<void> {
    const [service = ''] = instance.split('-')
    const words = [service, instance, ...ports.map(urlOf)]
    this.#instances.set(instance, await this.#start(instanceProgram, words))
  }

  async killInstance(instance: string): Promise<void> {
    const child = this.#instances.get(instance)
    assert.ok(child !== undefined)
    this.#instances.delete(instance)
    await this.kill(child)
  }

  async kill(child: ChildProcess): Promise<void> {
    this.#children.delete(child)
    if (child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
  }

  async startCaller(ports: readonly number[]): Promise<void> {
    this.#callers.push(await Caller.start(ports))
  }

  get callers(): readonly Caller[] {
    return this.#callers
  }

  get instances(): readonly string[] {
    return [...this.#instances.keys()].toSorted()
  }

  async #start(program: string, words: readonly string[]): Promise<ChildProcess> {
    const node = ['--conditions=atoll-source', '--input-type=module', '--eval', program]
    const child = spawn(process.execPath, [...node, ...words], {
      cwd: import.meta.dirname,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
    this.#children.add(child)
    const ended = once(child, 'exit').then(() => assert.fail('a process ended before it began'))
    await Promise.race([once(child, 'message'), ended])
    // It may end later.
    ended.catch(() => {})
    return child
  }

  async [Symbol.asyncDispose]() {
    await Promise.all(this.#callers.map((caller) => caller[Symbol.asyncDispose]()))
    await Promise.all([...this.#children].map((child) => this.kill(child)))
  }
}

/** Calls both services again and again, with the steps of every outgoing call, and keeps what came of it. */
class Caller implements AsyncDisposable {
  calls = 0
  readonly failures: string[] = []
  readonly #answers = new Map<string, number>()
  readonly #eureka: Eureka
  readonly #outgoing: Awaited<ReturnType<typeof openOutgoing>>
  readonly #calling: readonly Promise<void>[]
  #isOver = false

  static async start(ports: readonly number[]): Promise<Caller> {
    const discovery = openEureka({ servers: ports.map(urlOf) })
    const identity = { service: 'caller', instance: 'caller', version: '1' }
    const telemetry = createTelemetry({ ...identity, spans: [], clock })
    return new Caller(discovery, await openOutgoing({ discovery, telemetry, port: 0, clock }))
  }

  private constructor(eureka: Eureka, outgoing: Awaited<ReturnType<typeof openOutgoing>>) {
    this.#eureka = eureka
    this.#outgoing = outgoing
    this.#calling = Array.from({ length: callsAtOnce }, () => this.#callOn())
  }

  /** The instances that it would call. */
  get known(): readonly string[] {
    const found = services.flatMap((each) => this.#eureka.instances(each))
    return found.map(({ instance }) => instance).toSorted()
  }

  answersOf(instance: string): number {
    return this.#answers.get(instance) ?? 0
  }

  async #callOn(): Promise<void> {
    while (!this.#isOver) for (const service of services) await this.#call(service)
  }

  async #call(service: string): Promise<void> {
    const reply = await fetch(`${this.#outgoing.address}/${service}/`)
    const text = await reply.text()
    if (reply.status === 200) this.#answers.set(text, this.answersOf(text) + 1)
    else this.failures.push(`${service}: ${reply.status} ${text}`)
    this.calls += 1
    await clock.sleep(paceMs)
  }

  async [Symbol.asyncDispose]() {
    this.#isOver = true
    await Promise.all(this.#calling)
    await this.#outgoing.stop(0)
    await this.#eureka[Symbol.asyncDispose]()
  }
}

function urlOf(port: number): string {
  return `http://127.0.0.1:${port}/eureka`
}

/** The ids that a registry tells; null while it tells nothing. */
async function toldBy(port: number): Promise<readonly string[] | null> {
  const headers = { accept: 'application/json' }
  const reply = await fetch(`${urlOf(port)}/apps/`, { headers }).catch(() => null)
  const text = await reply?.text()
  if (reply?.status !== 200) return null
  return [...(text ?? '').matchAll(/"instanceId":"([^"]+)"/g)].map(([, id]) => id ?? '').toSorted()
}

/** Everybody has called often since now, all instances have answered, nobody knows others; and no call ever failed. */
async function untilAllMeet({ callers, instances }: Estate, what: string): Promise<void> {
  const answersOf = (instance: string) =>
    callers.reduce((sum, caller) => sum + caller.answersOf(instance), 0)
  const calls = callers.map((caller) => caller.calls)
  const answers = instances.map(answersOf)
  const haveMet = () => {
    for (const [place, caller] of callers.entries()) {
      assert.deepEqual(caller.known, instances)
      assert.ok(caller.calls >= (calls[place] ?? 0) + callsEnough)
    }
    for (const [place, instance] of instances.entries())
      assert.ok(answersOf(instance) > (answers[place] ?? 0), `${instance} was not called`)
    return true
  }
  await until(haveMet, { withinMs, what })
  for (const { failures } of callers) assert.deepEqual(failures, [])
}

test('a registry that is killed under load costs no call, and takes part again when it is back', async () => {
  const [a, b] = [await freePort(), await freePort()]
  await using estate = new Estate()
  const [first, second] = await Promise.all([
    estate.startRegistry(a, [b]),
    estate.startRegistry(b, [a]),
  ])
  // Each registry is the one that some ask first.
  for (const [instance, ports] of [
    ['one-1', [a, b]],
    ['one-2', [b, a]],
    ['two-1', [a, b]],
    ['two-2', [b, a]],
  ] as const) {
    await estate.startInstance(instance, ports)
    await estate.startCaller(ports)
  }
  await untilAllMeet(estate, 'everybody to meet')

  await estate.kill(first)
  await estate.startInstance('one-3', [a, b])
  await untilAllMeet(estate, 'everybody to meet one that came while a registry was dead')

  // It asked the dead registry first when it came.
  await estate.killInstance('one-3')
  const killedAt = clock.monotonic()
  const isGone = async () => {
    const views = estate.callers.map(({ known }) => known)
    return ![...views, (await toldBy(b)) ?? []].flat().includes('one-3')
  }
  await until(isGone, { withinMs, what: 'the dead one to be gone' })
  const goneMs = clock.monotonic() - killedAt
  assert.ok(goneMs <= goneMsMax, `gone after ${goneMs} ms`)
  await untilAllMeet(estate, 'everybody to meet without the dead one')

  await estate.startRegistry(a, [b])
  const told = await until(() => toldBy(a), { withinMs, what: 'the registry to tell again' })
  assert.deepEqual(told, estate.instances)
  // It hears of who comes to the other, tells of who comes to it, and is enough when the other falls.
  await estate.startInstance('two-3', [b])
  await estate.startInstance('two-4', [a])
  await untilAllMeet(estate, 'everybody to meet those who came to either')
  for (const port of [a, b])
    await until(async () => (await toldBy(port))?.join() === estate.instances.join(), {
      what: 'both registries to tell the same',
    })
  await estate.killInstance('two-3')
  await estate.kill(second)
  await estate.startInstance('two-5', [b, a])
  await untilAllMeet(estate, 'everybody to meet although the other registry is dead')
})

/**
 * Every journey with the store as one deployable, by that one decision: one process that calls itself, no registry, no
 * broker, one PostgreSQL. And as many, by the store's own decision, which the journeys beside take.
 */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import test from 'node:test'
import { planOf } from '@atoll/system'
import store from '../atoll.ts'
import monolith from './monolith/atoll.ts'
import { runJourneys } from './run-journeys.ts'

const { topology, processes } = planOf(monolith)

runJourneys({ topology, file: new URL('./monolith/atoll.ts', import.meta.url) }, (opened) => {
  test('the decision makes one process of all services and the gateway, and of the store as it is seven', () => {
    const [only] = processes
    assert.equal(topology, 'one-process')
    assert.equal(processes.length, 1)
    assert.deepEqual(
      [only?.services, only?.gateways],
      [store.services.map(({ name }) => name), ['web']],
    )
    assert.equal(planOf(store).processes.length, store.services.length + 1)
    assert.throws(() => planOf(monolith, 'processes'), { code: 'topology_refused' })
  })

  test('beside that process there is one PostgreSQL and nothing else', () => {
    assert.deepEqual(
      opened()
        .processes()
        .map(({ pid }) => pid),
      [process.pid],
    )
    const children = childrenOf(process.pid)
    assert.deepEqual(children.map(nameOf), ['postgres'])
    const servers = [...opened().databases.values()].map((url) => {
      const { host, searchParams } = new URL(url)
      return searchParams.get('host') ?? host
    })
    assert.equal(new Set(servers).size, 1, 'every database, and the messages, are in one server')
  })

  test('it listens for the outside and for whoever looks after it, and calls nobody over a network', () => {
    const { url } = opened()
    const ends = endsOf(process.pid)
    const listening = ends.filter(({ isListening }) => isListening).map(({ own }) => own)
    assert.equal(listening.length, 2, `it listens at ${listening.join(', ')}`)
    assert.ok(listening.includes(Number(new URL(url).port)))
    // The journeys are in this process too, and ask at the gateway's port. PostgreSQL is reached by a file.
    const called = ends.filter(
      ({ own, other }) => ![own, other].some((port) => listening.includes(port)),
    )
    assert.deepEqual(called, [])
  })
})

/** Source proc(5) */
function childrenOf(pid: number): readonly number[] {
  const threads = readdirSync(`/proc/${pid}/task`)
  return threads.flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8')
      .split(' ')
      .filter((text) => text !== '')
      .map(Number),
  )
}

function nameOf(pid: number): string {
  return readFileSync(`/proc/${pid}/comm`, 'utf8').trim()
}

interface End {
  readonly own: number
  readonly other: number
  readonly isListening: boolean
}

/** The TCP connections of a process, by their ports. Source proc(5), /proc/net/tcp: state 0A is LISTEN */
function endsOf(pid: number): readonly End[] {
  const sockets = new Set(
    readdirSync(`/proc/${pid}/fd`).flatMap((descriptor) => {
      try {
        const name = readlinkSync(`/proc/${pid}/fd/${descriptor}`)
        return /^socket:\[(\d+)\]$/.exec(name)?.[1] ?? []
      } catch {
        // It was closed between two looks.
        return []
      }
    }),
  )
  return ['tcp', 'tcp6'].flatMap((file) =>
    readFileSync(`/proc/${pid}/net/${file}`, 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter((cells) => sockets.has(cells[9] ?? ''))
      .map(([, own = '', other = '', state]) => ({
        own: portOf(own),
        other: portOf(other),
        isListening: state === '0A',
      })),
  )
}

function portOf(address: string): number {
  return Number.parseInt(address.split(':')[1] ?? '', 16)
}

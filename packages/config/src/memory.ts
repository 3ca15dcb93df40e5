/**
 * A remote source in memory, for tests and for everything in one process. What it keeps are bytes, as if they had
 * crossed a wire.
 */
import { Fault } from '@atoll/pipeline'
import { type Properties, type Property, propertiesMax, type RemoteSource } from './remote.ts'

/** What is kept, by name, the strongest first. */
export type Written = Readonly<Record<string, Property['value']>>

/** A keeper of settings that many sources ask. */
export interface MemoryRemote {
  /** Replaces everything. Faults: a TypeError for more than 20,000 properties. */
  put(properties: Written): void
  /** Whether it answers. */
  answers(isAnswering: boolean): void
  /** The view of one process. */
  connect(): RemoteSource
}

/** Makes a keeper of nothing. */
export function createMemoryRemote(): MemoryRemote {
  let bytes = Buffer.from('{}')
  let isAnswering = true
  return {
    put(properties) {
      if (Object.keys(properties).length > propertiesMax)
        throw new TypeError(`a remote source tells at most ${propertiesMax} properties`)
      bytes = Buffer.from(JSON.stringify(properties))
    },
    answers(is) {
      isAnswering = is
    },
    connect() {
      let isOpen = true
      return {
        async read(): Promise<Properties> {
          if (!isOpen) throw new TypeError('this source of settings is closed')
          if (!isAnswering) throw silent()
          // What `put` wrote.
          const written = JSON.parse(bytes.toString('utf8')) as Written
          return new Map(
            Object.entries(written).map(([name, value]) => [name, { value, from: 'memory' }]),
          )
        },
        async [Symbol.asyncDispose]() {
          isOpen = false
        },
      }
    },
  }
}

function silent(): Fault {
  return new Fault({
    kind: 'unavailable',
    code: 'settings_unreachable',
    message: 'The keeper of the settings does not answer.',
    executed: 'no',
  })
}

/** A name server for the tests of this package, with a zone and a mood that the test changes. */
import { type NameServer, openNameServer, type ZoneRecord } from './name-server.ts'

/** A name server under test. */
export interface TestNameServer extends NameServer {
  zone: readonly ZoneRecord[]
  /** `silent` answers nothing; `failing` says that it cannot (SERVFAIL). */
  mood: 'well' | 'silent' | 'failing'
  /** Questions so far. */
  readonly asked: string[]
}

/** Opens one on a free port of loopback. */
export async function openTestNameServer(): Promise<TestNameServer> {
  const state: Pick<TestNameServer, 'zone' | 'mood' | 'asked'> = {
    zone: [],
    mood: 'well',
    asked: [],
  }
  const server = await openNameServer(({ name, type }) => {
    state.asked.push(`${type} ${name}`)
    return state.mood === 'well' ? state.zone.filter((each) => each.name === name) : state.mood
  })
  return Object.assign(state, server)
}

/** The running store as the faults find it: who is ready, and how somebody comes back. `inflict.ts` acts on it. */
import { until } from '@atoll/testkit'
import type { OpenedSystem } from '@atoll/testkit/system'
import pg from 'pg'

/** How long a process may take to come back. Units: milliseconds. */
const backMsMax = 90_000
/** A longer wait of the supervisor is cut short, as an operator would who sees it. Units: milliseconds. */
const backOffMsMax = 500

/** Whether a process runs and says that it is ready, its database and messages included. */
export async function isReady(system: OpenedSystem, name: string): Promise<boolean> {
  if (stateOf(system, name) !== 'ready') return false
  return system.manage(name, '/health/ready').then(
    () => true,
    () => false,
  )
}

/** Waits until processes are ready; one whose supervisor waits long is started at once. */
export async function untilBack(system: OpenedSystem, names: readonly string[]): Promise<void> {
  await Promise.all(names.map((name) => untilOneBack(system, name)))
}

async function untilOneBack(system: OpenedSystem, name: string): Promise<void> {
  let waitedSince = performance.now()
  await until(
    async () => {
      const state = stateOf(system, name)
      if (state !== 'backing-off') waitedSince = performance.now()
      if (performance.now() - waitedSince > backOffMsMax)
        // Somebody else may have asked for the same: then that start counts.
        await system.restart(name).catch(() => {})
      return isReady(system, name)
    },
    {
      withinMs: backMsMax,
      what: `'${name}' to be ready again`,
      explain: () => JSON.stringify(system.processes()),
    },
  )
}

function stateOf(system: OpenedSystem, name: string): string {
  return system.processes().find((each) => each.name === name)?.state ?? 'unknown'
}

/** The id of the operating system, which changes when a process falls. */
export function pidOf(system: OpenedSystem, name: string): number | null {
  return system.processes().find((each) => each.name === name)?.pid ?? null
}

/** Asks one database as the service that owns it. */
export async function ask<T extends pg.QueryResultRow>(
  system: OpenedSystem,
  service: string,
  query: string | { readonly text: string; readonly values: readonly unknown[] },
): Promise<T[]> {
  const connectionString = system.databases.get(service)
  if (connectionString === undefined) throw new TypeError(`there is no database of ${service}`)
  const client = new pg.Client({ connectionString, application_name: 'faults' })
  client.on('error', () => {})
  await client.connect()
  try {
    const { text, values } = typeof query === 'string' ? { text: query, values: [] } : query
    return (await client.query<T>(text, [...values])).rows
  } finally {
    await client.end().catch(() => {})
  }
}

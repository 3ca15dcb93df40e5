/**
 * Is the store right? Answered from its databases and from what its clients were told, by a program that shares no code
 * with the platform and asks no service. Journeys and fault tests call it when all is quiet; it changes nothing.
 */
import pg from 'pg'
import { answerRules, type Attempt, checkAnswers } from './answers-hold.ts'
import { checkEvents, eventRules } from './events-arrive.ts'
import { agreementRules, checkAgreement } from './orders-agree.ts'
import { rowRules, rulesOfServices } from './row-rules.ts'
import { Findings, type Read, type Rule, type Violation } from './violation.ts'

export type { Attempt } from './answers-hold.ts'
export type { Read, Rule, Violation } from './violation.ts'

/** The URL of each service's database by its name, and of the messages' as `messaging`. */
export type Databases = ReadonlyMap<string, string>

/** What is known beside the databases. */
export interface Seen {
  /** All attempts of all clients; the rules about answers are left out without them. */
  readonly attempts?: readonly Attempt[]
  /** Ids of messages that a test put on the channel. */
  readonly planted?: ReadonlySet<string>
}

/** Every rule there is, for whoever counts them. */
export const allRules: readonly Rule[] = [
  ...rowRules,
  ...rulesOfServices,
  ...agreementRules,
  ...eventRules,
  ...answerRules,
].map(({ invariant, rule }) => ({ invariant, rule }))

/** Checks a store at rest. Faults: those of the databases. */
export async function checkStore(databases: Databases, seen: Seen = {}): Promise<Violation[]> {
  const clients = new Map<string, pg.Client>()
  try {
    for (const name of databases.keys()) clients.set(name, await openReader(databases, name))
    const services = [...databases.keys()].filter((name) => name !== 'messaging')
    const read = async <T extends object>(service: string, sql: string) => {
      const result = await clients.get(service)?.query<T & pg.QueryResultRow>(sql)
      return result?.rows ?? []
    }
    return await checkBy(services, read, seen)
  } finally {
    for (const client of clients.values()) await client.end()
  }
}

/** Checks a store through whoever reads its databases. */
export async function checkBy(
  services: readonly string[],
  read: Read,
  { attempts, planted = new Set() }: Seen = {},
): Promise<Violation[]> {
  const found = new Findings()
  const everywhere = services.flatMap((database) =>
    rulesOfServices.map((each) => ({ ...each, database })),
  )
  for (const { database, sql, ...rule } of [...rowRules, ...everywhere])
    for (const row of await read(database, sql)) found.add(rule, database, row)
  await checkAgreement(read, found)
  await checkEvents(read, planted, found)
  if (attempts !== undefined) await checkAnswers(attempts, read, found)
  return found.all()
}

/** Opens a database to read; nothing that is done there can write. */
export async function openReader(databases: Databases, service: string): Promise<pg.Client> {
  const connectionString = databases.get(service)
  if (connectionString === undefined) throw new TypeError(`there is no database of ${service}`)
  const client = new pg.Client({ connectionString, application_name: 'checker' })
  // A server that is stopped while the checker waits must not end the program.
  client.on('error', () => {})
  await client.connect()
  await client.query('set default_transaction_read_only = on')
  return client
}

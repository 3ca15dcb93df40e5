/**
 * Every place where the running store can be asked: the routes of its gateway, and the operations of its services,
 * asked directly as an attacker would who has got behind the gateway. Made from contracts and routes, so that a new
 * one is here by itself.
 */
import {
  type Access,
  type Contract,
  describe,
  type JsonSchema,
  operationsOf,
  parseRoute,
} from '@atoll/contract'
import { accessOf } from '@atoll/gateway'
import type { OpenedSystem } from '@atoll/testkit/system'
import fc from 'fast-check'
import { catalog } from '../contracts/catalog.ts'
import { customers } from '../contracts/customers.ts'
import { delivery } from '../contracts/delivery.ts'
import { inventory } from '../contracts/inventory.ts'
import { orders } from '../contracts/orders.ts'
import { payments } from '../contracts/payments.ts'
import { web } from '../gateway/web.ts'
import { rightInputs } from './bad-inputs.ts'
import { ada } from './shop.ts'

/** One place to ask. */
export interface Door {
  /** Such as `GET /api/orders` or `orders.place`. */
  readonly name: string
  /** The name of the gateway or service. */
  readonly at: string
  /** Whom a token must be for. */
  readonly audience: string
  readonly method: string
  readonly path: string
  readonly pathFields: readonly string[]
  readonly access: Access
  readonly input: JsonSchema
  /** A page takes forms, and sends whoever has no token to sign in. */
  readonly isPage: boolean
}

const contracts: readonly Contract[] = [catalog, customers, inventory, orders, payments, delivery]

/** The services by name. */
export const services = contracts.map(({ $contract }) => $contract.name)

/** The operations at their services. */
export const serviceDoors: readonly Door[] = contracts.flatMap(operationsOf).map((operation) => {
  const { method, path, pathFields } = parseRoute(operation)
  const { contract: at, name, allow: access } = operation
  const input = describe(operation.input, 'input')
  const where = { method, path, pathFields, access, input, isPage: false }
  return { ...where, name: `${at}.${name}`, at, audience: at }
})

/** The routes of the gateway. */
export const gatewayDoors: readonly Door[] = web.routes.map(({ route, target }) => {
  const { method, path, pathFields } = route
  const isPage = !path.startsWith('/api/')
  const where = { method, path, pathFields, access: accessOf(target), isPage }
  return {
    ...where,
    name: `${method} ${path}`,
    at: 'web',
    audience: 'store',
    input: inputOf(target, pathFields),
  }
})

/** All of them. */
export const doors: readonly Door[] = [...gatewayDoors, ...serviceDoors]

type Target = (typeof web.routes)[number]['target']

function inputOf(target: Target, pathFields: readonly string[]): JsonSchema {
  if ('exposes' in target) return describe(target.exposes.input, 'input')
  if (!('parts' in target) && target.input !== null) return describe(target.input, 'input')
  const properties = Object.fromEntries(pathFields.map((name) => [name, { type: 'string' }]))
  return { type: 'object', properties, required: [...pathFields] }
}

/** A right input of a door, the same each time. */
export function inputFor(door: Door): Readonly<Record<string, unknown>> {
  const [input] = fc.sample(rightInputs(door.input), { numRuns: 1, seed: 7 })
  // Every input of the store is an object.
  const fields = { ...(input as Record<string, unknown>) }
  for (const name of door.pathFields) if (fields[name] === '') fields[name] = 'a'
  // Nobody else may sign in, whoever asks.
  return 'email' in fields ? { ...fields, email: ada } : fields
}

/** The texts that a door takes, as JSON pointers: what may name a thing of somebody's. */
export function textsOf(door: Door): readonly string[] {
  return [...textsIn(door.input, '')]
}

function* textsIn(schema: JsonSchema, path: string): Generator<string> {
  const { type, properties, items } = schema
  if (type === 'string' && !('enum' in schema) && !('const' in schema)) yield path
  if (isRecord(items)) yield* textsIn(items, `${path}/0`)
  if (!isRecord(properties)) return
  for (const [name, field] of Object.entries(properties))
    if (isRecord(field)) yield* textsIn(field, `${path}/${name}`)
}

/** What a token must carry to come in there, beside what every customer may. */
export function rightsFor({ access: { scopes } }: Door): readonly string[] {
  return ['orders:read', 'orders:write', ...(scopes === 'anyone' ? [] : scopes)]
}

/** An input with another value at one place. */
export function withValue(input: unknown, pointer: string, value: unknown): unknown {
  const [, name, ...rest] = pointer.split('/')
  if (name === undefined) return value
  const inner = rest.length === 0 ? '' : `/${rest.join('/')}`
  if (Array.isArray(input)) return [withValue(input[0], inner, value)]
  const fields = isRecord(input) ? input : {}
  return { ...fields, [name]: withValue(fields[name], inner, value) }
}

/** What is sent. */
export interface Knock {
  readonly input?: unknown
  readonly token?: string | null
  readonly headers?: Readonly<Record<string, string>>
}

/** What comes back, read whole. */
export interface Opened {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
}

/** Everything that was ever answered, for whoever looks for what must not be there. */
export const answersSeen: string[] = []

/** Where a gateway or service is reached. */
export function addressOf(system: OpenedSystem, at: string): string {
  const found = system.processes().find(({ name }) => name === at)
  const address = found?.address ?? null
  if (address === null) throw new TypeError(`nothing listens as ${at}`)
  return address
}

/** Asks at a door. */
export async function knock(system: OpenedSystem, door: Door, sent: Knock = {}): Promise<Opened> {
  const { input = inputFor(door), token = null, headers = {} } = sent
  const fields = isRecord(input) ? input : {}
  const path = door.pathFields.reduce(
    (text, name) => text.replace(`{${name}}`, encodeURIComponent(toText(fields[name]))),
    door.path,
  )
  const others = Object.entries(fields).filter(([name]) => !door.pathFields.includes(name))
  const isGet = door.method === 'GET'
  const query = isGet ? new URLSearchParams(toTexts(others)) : ''
  const isWhole = isRecord(input)
  const body = isWhole ? Object.fromEntries(others) : input
  const response = await fetch(
    `${addressOf(system, door.at)}${path}?${query.toString()}`.replace(/\?$/, ''),
    {
      method: door.method,
      redirect: 'manual',
      signal: AbortSignal.timeout(20_000),
      headers: {
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(isGet ? {} : { 'idempotency-key': crypto.randomUUID(), ...typeOf(door) }),
        ...headers,
      },
      ...(isGet ? {} : { body: door.isPage ? toForm(body) : JSON.stringify(body) }),
    },
  )
  const text = await response.text()
  const all = Object.fromEntries(response.headers)
  answersSeen.push(`${door.name} ${JSON.stringify(all)} ${text}`)
  return { status: response.status, headers: all, text }
}

function typeOf({ isPage }: Door) {
  const type = isPage ? 'application/x-www-form-urlencoded' : 'application/json'
  return { 'content-type': type }
}

function toForm(body: unknown): string {
  const fields = isRecord(body) ? Object.entries(body) : []
  return new URLSearchParams(toTexts(fields)).toString()
}

function toTexts(fields: readonly [string, unknown][]): [string, string][] {
  return fields.map(([name, value]) => [name, toText(value)])
}

function toText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

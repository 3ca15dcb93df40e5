/**
 * A gateway's life: opens the way to the services, then the listener; stops in the reverse order, so that no request
 * that was taken is lost. The only part of a system that listens to strangers.
 */
import {
  createLife,
  gatewayIn,
  type Life,
  openBorders,
  openCalling,
  type Surroundings,
} from '@atoll/chassis'
import { type HttpHeaders, type HttpRoute, type ListenerLimits, openListener } from '@atoll/http'
import { authenticate } from '@atoll/identity'
import { Fault, pipeline } from '@atoll/pipeline'
import type { Breaker } from '@atoll/resilience'
import { createBeginTrace } from './begin-trace.ts'
import { documentOf } from './document.ts'
import { createRoute, type HandlingParts } from './handle.ts'
import type { ownPaths } from './mistakes.ts'
import type { Gateway } from './gateway.ts'
import type { Responding } from './target.ts'

/** What a gateway needs beside what every service finds. */
export interface GatewayParts {
  /** The system's name: the audience of the tokens that it takes, and the title of its document. */
  readonly system: string
  readonly host: string
  readonly port: number
  /** Names by which others come; see the setting of the same name of a listener. */
  readonly hosts?: readonly string[] | undefined
  /** What the listener takes at most, where it differs from its defaults. */
  readonly limits?: Partial<ListenerLimits>
  /** Addresses whose traces are continued, such as `10.0.0.0/8`; those of others are linked. None by default. */
  readonly tracePeers?: readonly string[]
  readonly signIn: Responding<{}>['signIn']
  /** Whether everything behind the gateway that runs in this process can be sent work. */
  readonly ready: () => Promise<{ readonly ok: boolean }>
}

/** A gateway at work. */
export interface RunningGateway {
  readonly name: string
  readonly address: string
  /** The circuits of everything that it calls. */
  readonly breaker: Breaker
  stop(): Promise<void>
}

/**
 * Sent with every answer, errors too. Pages bring no script or style of another origin. What is not said to be kept is
 * not kept: most answers are somebody's. Nothing here tells a browser to come by https, since this speaks http.
 * Source OWASP Secure Headers Project
 */
export const securityHeaders: HttpHeaders = {
  'content-security-policy':
    "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
  'cache-control': 'no-store',
}

/**
 * Starts a gateway. Faults: `unavailable` when its port cannot be had, a TypeError for a peer that is no address;
 * nothing stays open.
 */
export async function startGateway(
  gateway: Gateway,
  around: Surroundings,
  parts: GatewayParts,
): Promise<RunningGateway> {
  const life = createLife()
  try {
    return await start(gateway, around, { ...parts, life })
  } catch (error) {
    // The first failure is the one to tell.
    await life.end().catch(() => {})
    throw error
  }
}

async function start(
  gateway: Gateway,
  around: Surroundings,
  parts: GatewayParts & { readonly life: Life },
): Promise<RunningGateway> {
  const { life } = parts
  const name = gateway.gateway
  const telemetry = around.openTelemetry(name)
  life.onEnd(() => telemetry.close())
  const borders = await openBorders(around, telemetry, gateway.contracts)
  const { verify } = borders.identity
  const handling: HandlingParts = {
    gateway: name,
    clock: around.clock,
    ids: around.ids,
    steps: gatewayIn(borders, gateway.rate),
    calling: await openCalling(around, borders, life),
    beginTrace: createBeginTrace(parts.tracePeers ?? [], around.ids),
    signIn: parts.signIn,
    admit: pipeline([authenticate(verify)], async () => null),
  }
  let isReady = false
  const own = toRoutes({
    '/health/live': async () => ({ ok: true }),
    '/health/ready': async () => {
      if (!isReady || !(await parts.ready()).ok) throw notReady()
      return { ok: true }
    },
    '/openapi.json': async () => document,
  })
  const document = documentOf(gateway, parts.system, around.version)
  const listener = await openListener({
    host: parts.host,
    port: parts.port,
    hosts: parts.hosts,
    limits: parts.limits ?? {},
    routes: [
      ...gateway.routes.map(({ route, target }) => createRoute(route, target, handling)),
      ...own,
    ],
    lost: gateway.lost ?? undefined,
    headers: securityHeaders,
    log: telemetry.log,
    clock: around.clock,
  })
  life.onEnd(() => listener.stop(around.limits.graceMs))
  isReady = true
  const stop = () => {
    isReady = false
    return life.end()
  }
  return { name, address: listener.address, breaker: borders.breaker, stop }
}

type OwnRoutes = Readonly<Record<(typeof ownPaths)[number], () => Promise<unknown>>>

function toRoutes(own: OwnRoutes): HttpRoute[] {
  return Object.entries(own).map(([path, answer]) => ({
    method: 'GET',
    path,
    handle: async () => ({ status: 200, body: { json: await answer() } }),
  }))
}

function notReady(): Fault {
  const message = 'Not everything here can be sent work yet; ask again shortly.'
  return new Fault({ kind: 'unavailable', code: 'not_ready', message, executed: 'no' })
}

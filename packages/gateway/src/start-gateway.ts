/**
 * A gateway's life: opens the way to the services, then the listener; stops in the reverse order, so that no request
 * that was taken is lost. The only part of a system that listens to strangers.
 */
import {
  type BorderParts,
  createLife,
  gatewayIn,
  type Life,
  openBorders,
  openCalling,
  type Surroundings,
} from '@atoll/chassis'
import { type DocumentedRoute, type OpenApiDocument, toOpenApi } from '@atoll/contract'
import { type HttpHeaders, type HttpRoute, openListener } from '@atoll/http'
import {
  accessOf,
  type Gateway,
  isComposition,
  isExposed,
  isResponder,
  type Responding,
  type Target,
} from './route.ts'
import { createRoute, type HandlingParts } from './handle.ts'
import { ownOperation } from './enter.ts'
import type { Route } from '@atoll/contract'

/** What a gateway needs beside what every service finds. */
export interface GatewayParts {
  /** The system's name: the audience of the tokens that it takes, and the title of its document. */
  readonly system: string
  readonly host: string
  readonly port: number
  readonly signIn: Responding<{}>['signIn']
  /** Whether everything behind the gateway that runs in this process can be sent work. */
  readonly ready: () => Promise<{ readonly ok: boolean }>
}

/** A gateway at work. */
export interface RunningGateway {
  readonly name: string
  readonly address: string
  stop(): Promise<void>
}

/** Sent with every answer. Source OWASP Secure Headers Project. Pages bring no script or style of another origin. */
export const securityHeaders: HttpHeaders = {
  'content-security-policy':
    "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
}

/** Starts a gateway. Faults: `unavailable` when its port cannot be had; nothing stays open. */
export async function startGateway(
  gateway: Gateway,
  around: Surroundings,
  parts: GatewayParts,
): Promise<RunningGateway> {
  const life = createLife()
  try {
    return await start(gateway, around, { ...parts, life })
  } catch (error) {
    await life.end()
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
  const borders: BorderParts = await openBorders(name, around, telemetry, gateway.contracts)
  const handling: HandlingParts = {
    gateway: name,
    clock: around.clock,
    ids: around.ids,
    steps: gatewayIn(borders),
    calling: await openCalling(around, borders, life),
    signIn: parts.signIn,
  }
  let ready = false
  const routes = gateway.routes.map(({ route, target }) => createRoute(route, target, handling))
  const document = documentOf(gateway, parts.system, around.version)
  const listener = await openListener({
    host: parts.host,
    port: parts.port,
    routes: [...routes, ...ownRoutes(document, async () => ready && (await parts.ready()).ok)],
    headers: securityHeaders,
    log: telemetry.log,
    clock: around.clock,
  })
  life.onEnd(() => listener.stop(around.limits.graceMs))
  ready = true
  const stop = () => {
    ready = false
    return life.end()
  }
  return { name, address: listener.address, stop }
}

/** The routes that every gateway has. */
function ownRoutes(document: OpenApiDocument, ready: () => Promise<boolean>): HttpRoute[] {
  const said = (ok: boolean) => ({ status: ok ? 200 : 503, body: { json: { ok } } })
  return [
    { method: 'GET', path: '/health/live', handle: async () => said(true) },
    { method: 'GET', path: '/health/ready', handle: async () => said(await ready()) },
    {
      method: 'GET',
      path: '/openapi.json',
      handle: async () => ({ status: 200, body: { json: document } }),
    },
  ]
}

/** One document for everything that the gateway answers. */
export function documentOf(gateway: Gateway, system: string, version: string): OpenApiDocument {
  const own = ['/health/live', '/health/ready', '/openapi.json'].map((path): DocumentedRoute => {
    const operation = ownOperation(gateway.gateway, `GET ${path}`, { scopes: 'anyone' })
    return { method: 'GET', path, pathFields: [], status: 200, operation }
  })
  const routes = gateway.routes.map(({ route, target }) =>
    documented(gateway.gateway, route, target),
  )
  return toOpenApi({ title: system, version, routes: [...routes, ...own] })
}

function documented(name: string, route: Route, target: Target): DocumentedRoute {
  if (isExposed(target))
    return { ...route, operation: target.exposes, hasLocation: target.location !== null }
  if (isResponder(target) || isComposition(target)) {
    const operation = withPathFields(name, route, target)
    return isResponder(target)
      ? { ...route, operation, mediaType: target.mediaType }
      : { ...route, operation }
  }
  return { ...route, operation: target }
}

function withPathFields(name: string, route: Route, target: Target) {
  return ownOperation(name, `${route.method} ${route.path}`, accessOf(target))
}

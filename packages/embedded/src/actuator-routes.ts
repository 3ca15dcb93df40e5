/**
 * The paths at which Spring Boot Admin, probes and scrapers made for Spring ask a process: `/actuator` and below. Other
 * words for what the management port says anyway, and one wish: that settings are read again.
 * Source Spring Boot reference, Actuator REST API
 */
import { type HttpRequest, type HttpResponse, type HttpRoute, refuse } from '@atoll/http'
import {
  type Component,
  compose,
  groupOf,
  groups,
  toComponents,
  toSecondVersion,
} from './actuator-health.ts'
import type { ProcessHealth } from './management.ts'
import { checkToken } from './management-token.ts'

/** Which process it is. */
export interface ProcessInfo {
  readonly system: string
  readonly process: string
  readonly instance: string
  readonly version: string
}

/** What the paths answer from. */
export interface ActuatorParts {
  readonly info: ProcessInfo
  readonly health: () => Promise<ProcessHealth>
  /** The numbers under Micrometer's names. */
  readonly numbers: () => Promise<string>
  /** Reads all settings again and answers the properties that changed. */
  readonly refresh: () => Promise<readonly string[]>
  /** What whoever may change things has to show. Secret. */
  readonly token: string
}

/** Makes the routes. */
export function actuatorRoutes(parts: ActuatorParts): HttpRoute[] {
  const { info, health, numbers } = parts
  const components = async () => toComponents(await health())
  return [
    get('/actuator', async (request) => said(request, linksOf(request))),
    get('/actuator/health', async (request) =>
      saidOf(request, { ...compose(await components()), groups }),
    ),
    get('/actuator/health/{name}', async (request) =>
      saidOf(request, find(request.params['name'], await components())),
    ),
    get('/actuator/health/{name}/{part}', async (request) => {
      const whole = find(request.params['name'], await components())
      return saidOf(request, partOf(whole, request.params['part']))
    }),
    get('/actuator/info', async (request) => said(request, infoOf(info))),
    get('/actuator/prometheus', async () => ({
      status: 200,
      headers: { 'content-type': 'text/plain;version=0.0.4;charset=utf-8' },
      body: await numbers(),
    })),
    {
      method: 'POST',
      path: '/actuator/refresh',
      handle: async (request) => {
        checkToken(request, parts.token)
        return said(request, await parts.refresh())
      },
    },
  ]
}

function get(path: string, handle: HttpRoute['handle']): HttpRoute {
  return { method: 'GET', path, handle }
}

function find(name = '', components: Readonly<Record<string, Component>>): Component {
  const group = groups.find((each) => each === name)
  return group === undefined
    ? partOf({ status: 'UP', components }, name)
    : groupOf(group, components)
}

/** Faults: not_found `no_such_route`. */
function partOf({ components = {} }: Component, name = ''): Component {
  const part = Object.hasOwn(components, name) ? components[name] : undefined
  if (part === undefined) throw refuse('no_such_route')
  return part
}

/** Whoever may not be sent work says so by its status too. */
function saidOf(request: HttpRequest, component: Component): HttpResponse {
  const status = component.status === 'DOWN' || component.status === 'OUT_OF_SERVICE' ? 503 : 200
  const body = typeOf(request) === second ? toSecondVersion(component) : component
  return { ...said(request, body), status }
}

function said(request: HttpRequest, body: object): HttpResponse {
  return { status: 200, headers: { 'content-type': typeOf(request) }, body: { json: body } }
}

const third = 'application/vnd.spring-boot.actuator.v3+json'
const second = 'application/vnd.spring-boot.actuator.v2+json'

/** The newest version that the asker names; plain JSON only for whoever asks for that and no version. */
function typeOf({ headers }: HttpRequest): string {
  const accept = headers['accept'] ?? ''
  if (accept.includes(third)) return third
  if (accept.includes(second)) return second
  return accept.includes('application/json') ? 'application/json' : third
}

/** Addresses as the asker reached us; the listener answers to no Host but its own. */
function linksOf({ headers }: HttpRequest): object {
  const base = `http://${headers['host'] ?? 'localhost'}/actuator`
  const link = (href: string) => ({ href, templated: href.includes('{') })
  return {
    _links: {
      self: link(base),
      health: link(`${base}/health`),
      'health-path': link(`${base}/health/{*path}`),
      info: link(`${base}/info`),
      prometheus: link(`${base}/prometheus`),
      refresh: link(`${base}/refresh`),
    },
  }
}

function infoOf({ system, process: name, instance, version }: ProcessInfo): object {
  return {
    app: { name, version, system, instance },
    process: { pid: process.pid, node: process.version },
  }
}

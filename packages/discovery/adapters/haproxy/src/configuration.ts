/**
 * What HAProxy is started with: an address for each service and empty places behind it, which are filled while it runs.
 * Pure text; `haproxy.ts` writes it down.
 * Source: HAProxy 2.6 configuration manual; the figures are those of an Application Load Balancer of AWS.
 */

/** How instances are looked after. Units: milliseconds and counts, those of an AWS load balancer if left out. */
export interface HaproxyRules {
  /** Between two looks at an instance; 30,000. */
  readonly checkMs?: number
  /** How long a look may take; 5,000. */
  readonly checkTimeoutMs?: number
  /** Good looks in a row until one that failed is called again; 5. */
  readonly healthy?: number
  /** Bad looks in a row until it is called no longer; 2. */
  readonly unhealthy?: number
  /** How long one that comes back takes to get its whole share; 0, at once. */
  readonly slowStartMs?: number
  /** How long one that leaves may finish what it began; 300,000. */
  readonly drainMs?: number
}

/** Source: AWS, Elastic Load Balancing, target group health checks and attributes. */
export const haproxyRulesDefault: Required<HaproxyRules> = {
  checkMs: 30_000,
  checkTimeoutMs: 5_000,
  healthy: 5,
  unhealthy: 2,
  slowStartMs: 0,
  drainMs: 300_000,
}

/** Instances of one service at once, leaving ones included. */
export const slotsMax = 64
/** An idle connection of a caller is kept so long; pools of ours close after 30 s, listeners after 65 s. Units: milliseconds. */
export const keepAliveMs = 60_000
/** Connections of all callers together. */
const connectionsMax = 8_192
/** When a caller should ask again where nobody is. Units: milliseconds. */
const retryAfterMs = 500

/** What the text is made of. */
export interface ConfigurationParts {
  /** The port of each service's one address, by its name. */
  readonly ports: ReadonlyMap<string, number>
  readonly rules: Required<HaproxyRules>
  /** Asked of each instance's health port. Shape: `/health/ready`. */
  readonly checkPath: string
  /** The socket of the runtime interface. */
  readonly socket: string
}

/** Writes the configuration. Requests are sent again only where no connection could be made. */
export function toConfiguration({ ports, rules, checkPath, socket }: ConfigurationParts): string {
  const { checkMs, checkTimeoutMs, healthy, unhealthy, slowStartMs } = rules
  const services = [...ports].map(
    ([service, port]) => `
listen ${service}
  bind 127.0.0.1:${port}
  server-template i 1-${slotsMax} 127.0.0.1:1 port 1 disabled`,
  )
  return `global
  maxconn ${connectionsMax}
  hard-stop-after 5s
  stats socket "${socket}" mode 600 level admin
defaults
  mode http
  balance roundrobin
  timeout connect 1s
  timeout http-request 10s
  timeout http-keep-alive ${keepAliveMs}
  timeout client ${keepAliveMs}
  timeout server ${keepAliveMs}
  timeout queue 1s
  timeout check ${checkTimeoutMs}
  retries 2
  retry-on conn-failure
  option redispatch
  http-reuse safe
  option httpchk
  http-check send meth GET uri ${checkPath} ver HTTP/1.1 hdr Host localhost
  http-check expect status 200
  http-error status 503 content-type application/problem+json string '${nobody}'
  default-server check inter ${checkMs} fall ${unhealthy} rise ${healthy} slowstart ${slowStartMs}
${services.join('\n')}
`
}

/** HAProxy answers so only while it has given the request to nobody, and our clients can rely on it. */
const nobody = JSON.stringify({
  type: 'about:blank',
  title: 'Service Unavailable',
  status: 503,
  code: 'no_instance',
  detail: 'No instance behind this address is well; nothing was done.',
  kind: 'unavailable',
  executed: 'no',
  retryAfterMs,
})

/**
 * The estate of the measure: who is registered, and what its instances and callers ask, in the words of Spring's client.
 * Source of the words: Spring Cloud Netflix 4.3, its RestTemplate client; Netflix eureka-client, InstanceInfo.
 */

/** One request to a registry. */
export interface EstateRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Shape: behind the address of the registry, `/apps/SVC-1`. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | null
}

const perApp = 30
const identity = {
  'discoveryidentity-name': 'DefaultClient',
  'discoveryidentity-version': '2.0',
  'discoveryidentity-id': '10.0.0.1',
}
const accepting = { accept: 'application/json, application/*+json', ...identity }
const packed = { ...accepting, 'accept-encoding': 'gzip, x-gzip, deflate' }
const telling = { ...packed, 'content-type': 'application/json' }
/** So that whoever registers again is as new as it was. Units: milliseconds since 1970. */
const dirtyAt = 1_700_000_000_000

/** Everything. */
export const fetchAll = fetching('/apps/')
/** What changed. */
export const fetchDelta = fetching('/apps/delta')

function fetching(path: string): EstateRequest {
  return { method: 'GET', path, headers: packed, body: null }
}

/** An instance registers. */
export function register(index: number): EstateRequest {
  const body = JSON.stringify({ instance: toInstance(index) })
  return { method: 'POST', path: `/apps/${appOf(index)}`, headers: telling, body }
}

/** An instance says that it lives. */
export function renew(index: number): EstateRequest {
  const path = `${placeOf(index)}?status=UP&lastDirtyTimestamp=${dirtyAt}`
  return { method: 'PUT', path, headers: packed, body: null }
}

/** An instance leaves. */
export function cancel(index: number): EstateRequest {
  return { method: 'DELETE', path: placeOf(index), headers: packed, body: null }
}

function placeOf(index: number): string {
  return `/apps/${appOf(index)}/${encodeURIComponent(idOf(index))}`
}

function appOf(index: number): string {
  return `SERVICE-${Math.floor(index / perApp)}`
}

function idOf(index: number): string {
  return `${hostOf(index)}:${appOf(index).toLowerCase()}:8080`
}

function hostOf(index: number): string {
  return `host-${index}.eu-central-1.compute.internal`
}

function toInstance(index: number) {
  const [host, app] = [hostOf(index), appOf(index)]
  const home = `http://${host}:8080`
  return {
    instanceId: idOf(index),
    app,
    appGroupName: null,
    ipAddr: `10.0.${index >> 8}.${index & 255}`,
    sid: 'na',
    homePageUrl: `${home}/`,
    statusPageUrl: `${home}/actuator/info`,
    healthCheckUrl: `${home}/actuator/health`,
    secureHealthCheckUrl: null,
    vipAddress: app.toLowerCase(),
    secureVipAddress: app.toLowerCase(),
    countryId: 1,
    dataCenterInfo: {
      '@class': 'com.netflix.appinfo.InstanceInfo$DefaultDataCenterInfo',
      name: 'MyOwn',
    },
    hostName: host,
    status: 'UP',
    overriddenStatus: 'UNKNOWN',
    leaseInfo: { renewalIntervalInSecs: 30, durationInSecs: 90 },
    isCoordinatingDiscoveryServer: false,
    lastUpdatedTimestamp: dirtyAt,
    lastDirtyTimestamp: dirtyAt,
    actionType: null,
    asgName: null,
    port: { $: 8080, '@enabled': 'true' },
    securePort: { $: 443, '@enabled': 'false' },
    metadata: { 'management.port': '8081', zone: `zone-${index % 3}`, version: '1.4.0' },
  }
}

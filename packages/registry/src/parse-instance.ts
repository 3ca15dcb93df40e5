/**
 * Reads one instance out of what a wire left of it: as forgiving as Eureka's own server where that does no harm, and
 * with its own sentences where something is missing. Both wires come through here. Unknown fields are passed over, what
 * is null is missing. Source of what is forgiven: Netflix eureka-client, EurekaJacksonCodec; eureka-core,
 * ApplicationResource for the sentences and their order.
 */
import { isFault } from '@atoll/pipeline'
import { malformed, refused } from './faults.ts'
import {
  type ActionType,
  type DataCenterInfo,
  dataCenterNames,
  type InstanceInfo,
  type InstanceStatus,
  type LeaseInfo,
  type Port,
  parseStatus,
  type Texts,
} from './instance-info.ts'

/** What is known before an instance is read. */
export interface Expected {
  /** Stands for times that are not told. Units: milliseconds since 1970. */
  readonly now: number
  /** The application it has to belong to, in upper case; null for any. */
  readonly app: string | null
}

/** What no path can hold: its renewals would be refused before they come here. */
const unaskable = /^\.\.?$|[/\\;%\0-\x1f\x7f]/
/** Two of them, and what stands around them, are no longer than a listener takes. Units: characters, as a URL escapes them. */
const pathCharactersMax = 1_500

type Fields = Readonly<Record<string, unknown>>

/** Source: Netflix eureka-client, InstanceInfo and LeaseInfo, their defaults. */
const defaults = { port: 7001, securePort: 7002, countryId: 1, renewal: 30, duration: 90 } as const
/** A lease that is longer is a mistake of units: the instance would be told of long after its death. Units: seconds. */
export const leaseSecondsMax = 86_400
/** What clients in Java read as an `int`: one that is longer breaks everything that they are told. */
const javaIntMax = 2_147_483_647

/** Reads an instance. Faults: invalid `body_malformed`, `instance_refused` */
export function parseInstance(given: unknown, expected: Expected): InstanceInfo {
  const fields = toFields(given)
  if (fields === null) throw malformed('the instance is no object')
  const text = (name: string) => toText(fields[name], name)
  const center = parseDataCenter(fields['dataCenterInfo'])
  const hostName = text('hostName')
  const known = {
    // Programs older than ids are known by their host, or by what Amazon calls them.
    instanceId: text('instanceId') ?? center?.metadata['instance-id'] ?? hostName,
    hostName,
    ipAddr: text('ipAddr'),
    app: text('app')?.toUpperCase() ?? null,
  }
  const { instanceId, ipAddr, app } = demand(known, expected)
  if (center === null) throw refused('Missing dataCenterInfo')
  const sid = text('sid')
  return {
    instanceId,
    hostName: hostName ?? '',
    app,
    ipAddr,
    sid: sid === 'na' || sid === 'unknown' ? null : sid,
    status: toStatus(text('status'), 'UP'),
    overriddenStatus: toStatus(text('overriddenStatus') ?? text('overriddenstatus'), 'UNKNOWN'),
    port: parsePort(fields['port'], { name: 'port', number: defaults.port, isEnabled: true }),
    securePort: parsePort(fields['securePort'], {
      name: 'securePort',
      number: defaults.securePort,
      isEnabled: false,
    }),
    countryId: parseCountry(text('countryId')),
    dataCenterInfo: center,
    leaseInfo: parseLease(toFields(fields['leaseInfo']) ?? {}),
    metadata: parseTexts(fields['metadata'], 'metadata'),
    isCoordinatingDiscoveryServer: text('isCoordinatingDiscoveryServer') === 'true',
    lastUpdatedTimestamp: toWhole(text('lastUpdatedTimestamp')) ?? expected.now,
    lastDirtyTimestamp: toWhole(text('lastDirtyTimestamp')) ?? expected.now,
    actionType: toAction(text('actionType')),
    appGroupName: text('appGroupName')?.toUpperCase() ?? null,
    homePageUrl: text('homePageUrl'),
    statusPageUrl: text('statusPageUrl'),
    healthCheckUrl: text('healthCheckUrl'),
    secureHealthCheckUrl: text('secureHealthCheckUrl'),
    vipAddress: text('vipAddress'),
    secureVipAddress: text('secureVipAddress'),
    asgName: text('asgName'),
  }
}

/** What no instance can lack, in the order and the words in which Eureka asks for it. */
function demand(
  known: Readonly<Record<'instanceId' | 'hostName' | 'ipAddr' | 'app', string | null>>,
  { app: expected }: Expected,
) {
  const { instanceId, hostName, ipAddr, app } = known
  if (isBlank(instanceId)) throw refused('Missing instanceId')
  if (isBlank(hostName)) throw refused('Missing hostname')
  if (isBlank(ipAddr)) throw refused('Missing ip address')
  if (isBlank(app)) throw refused('Missing appName')
  if (expected !== null && app !== expected)
    throw refused(`Mismatched appName, expecting ${expected} but was ${app}`)
  demandPath('instanceId', instanceId)
  demandPath('appName', app)
  return { instanceId, ipAddr, app }
}

function demandPath(name: string, text: string): void {
  if (unaskable.test(text))
    throw refused(`${name} is part of a path: it is not . or .., and has no / \\ ; % in it`)
  if (!text.isWellFormed() || encodeURIComponent(text).length > pathCharactersMax)
    throw refused(
      `${name} is part of a path: it is text of at most ${pathCharactersMax} characters, escaped`,
    )
}

function isBlank(text: string | null): text is null {
  return text === null || text.trim() === ''
}

/** Reads one of many: null for one that cannot be read, which hides no other. */
export function parseReadable(given: unknown, now: number): InstanceInfo | null {
  try {
    return given === null ? null : parseInstance(given, { now, app: null })
  } catch (thrown) {
    if (isFault(thrown)) return null
    throw thrown
  }
}

function parseDataCenter(given: unknown): DataCenterInfo | null {
  const fields = toFields(given)
  if (fields === null) return null
  const name = toText(fields['name'], 'dataCenterInfo.name')
  if (isBlank(name)) throw refused('Missing dataCenterInfo Name')
  const known = dataCenterNames.find((each) => each === name)
  if (known === undefined)
    throw malformed(`dataCenterInfo.name is one of ${dataCenterNames.join(', ')}`)
  const isAmazon = known === 'Amazon'
  return {
    name: known,
    metadata: isAmazon ? parseTexts(fields['metadata'], 'dataCenterInfo.metadata') : {},
  }
}

function parsePort(given: unknown, fallback: Port & { readonly name: string }): Port {
  const { name } = fallback
  if (given === undefined || given === null)
    return { number: fallback.number, isEnabled: fallback.isEnabled }
  const fields = toFields(given)
  const number = toWhole(toText(fields?.['$'], name))
  if (fields === null || number === null || number > 65_535)
    throw malformed(`${name} looks like {"$":8080,"@enabled":"true"}`)
  const isEnabled = toText(fields['@enabled'], name)
  return { number, isEnabled: isEnabled === null ? fallback.isEnabled : isEnabled === 'true' }
}

function parseCountry(text: string | null): number {
  const id = toWhole(text) ?? defaults.countryId
  if (Math.abs(id) > javaIntMax) throw malformed('countryId is too large')
  return id
}

function parseLease(fields: Fields): LeaseInfo {
  for (const name of ['renewalIntervalInSecs', 'durationInSecs'])
    if ((toWhole(toText(fields[name], name)) ?? 0) > leaseSecondsMax)
      throw refused(`leaseInfo.${name} is at most ${leaseSecondsMax}, a day`)
  const whole = (name: string) => Math.max(0, toWhole(toText(fields[name], name)) ?? 0)
  return {
    renewalIntervalInSecs: whole('renewalIntervalInSecs') || defaults.renewal,
    durationInSecs: whole('durationInSecs') || defaults.duration,
    registrationTimestamp: whole('registrationTimestamp'),
    lastRenewalTimestamp: whole('lastRenewalTimestamp'),
    evictionTimestamp: whole('evictionTimestamp'),
    serviceUpTimestamp: whole('serviceUpTimestamp'),
  }
}

function parseTexts(given: unknown, name: string): Texts {
  const entries = Object.entries(toFields(given) ?? {}).flatMap(([key, value]) => {
    const text = toText(value, `${name}.${key}`)
    // The class that Java programs write beside the entries, or in place of them.
    return text === null || key === '@class' ? [] : [[key, text] as const]
  })
  return Object.fromEntries(entries)
}

function toStatus(text: string | null, missing: InstanceStatus): InstanceStatus {
  return text === null ? missing : (parseStatus(text) ?? 'UNKNOWN')
}

function toAction(text: string | null): ActionType | null {
  return text === 'ADDED' || text === 'MODIFIED' || text === 'DELETED' ? text : null
}

/** A whole number that other programs hold too; null for anything else. */
function toWhole(text: string | null): number | null {
  const number = text === null || text.trim() === '' ? Number.NaN : Number(text)
  return Number.isSafeInteger(number) ? number : null
}

/** Any scalar as text. Faults: invalid `body_malformed` for a list or an object. */
function toText(given: unknown, name: string): string | null {
  if (given === undefined || given === null) return null
  if (typeof given === 'string') return given
  if (typeof given === 'number' || typeof given === 'boolean') return String(given)
  throw malformed(`${name} is no text`)
}

/** A record of JSON, or null for what is none. */
export function toFields(given: unknown): Fields | null {
  const isRecord = typeof given === 'object' && given !== null && !Array.isArray(given)
  // A record of JSON: its fields may be anything.
  return isRecord ? (given as Fields) : null
}

/** A list, also where a list of one was written as that one. */
export function toList(given: unknown): readonly unknown[] {
  if (Array.isArray(given)) return given
  return given === undefined || given === null ? [] : [given]
}

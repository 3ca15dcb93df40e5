/**
 * What every way of writing a registry has in common. Two wires speak it, each in full and compact; what an instance
 * looks like on one of them is written once, however often it is told.
 */
import type { Application, Applications, DataCenterInfo, InstanceInfo } from './instance-info.ts'

/** Writes what a registry knows. */
export interface Codec {
  readonly mediaType: string
  applications(applications: Applications): string
  application(application: Application): string
  instance(info: InstanceInfo): string
}

/** The class by which Java programs know a place; old clients cannot read one without it. */
export const dataCenterClasses = {
  Amazon: 'com.netflix.appinfo.AmazonInfo',
  Netflix: 'com.netflix.appinfo.InstanceInfo$DefaultDataCenterInfo',
  MyOwn: 'com.netflix.appinfo.InstanceInfo$DefaultDataCenterInfo',
} as const

/** What old clients find in place of no metadata. */
export const emptyMapClass = 'java.util.Collections$EmptyMap'

/** What a compact answer tells of a place of Amazon. Source: Netflix eureka-client, AbstractEurekaJacksonCodec */
export const compactKeys: ReadonlySet<string> = new Set([
  'instance-id',
  'public-ipv4',
  'public-hostname',
  'local-ipv4',
  'availability-zone',
])

/** A place as compact answers tell it. */
export function toCompactCenter({ name, metadata }: DataCenterInfo): DataCenterInfo {
  const told = Object.entries(metadata).filter(([key]) => compactKeys.has(key))
  return { name, metadata: Object.fromEntries(told) }
}

/** Remembers what was written of each value; it is forgotten together with the value. */
export function remembering(encode: (info: InstanceInfo) => string): Codec['instance'] {
  const written = new WeakMap<InstanceInfo, string>()
  return (info) => {
    const before = written.get(info)
    if (before !== undefined) return before
    const text = encode(info)
    written.set(info, text)
    return text
  }
}

/**
 * The texts that end an instance, in their order; the flags and times among them are texts too.
 * Source: the fields marked Auto of Netflix eureka-client, InstanceInfo, in the order of their declaration.
 */
export function closingTexts(info: InstanceInfo): readonly (readonly [string, string])[] {
  const texts: readonly (readonly [string, string | null])[] = [
    ['appGroupName', info.appGroupName],
    ['homePageUrl', info.homePageUrl],
    ['statusPageUrl', info.statusPageUrl],
    ['healthCheckUrl', info.healthCheckUrl],
    ['secureHealthCheckUrl', info.secureHealthCheckUrl],
    ['vipAddress', info.vipAddress],
    ['secureVipAddress', info.secureVipAddress],
    ['isCoordinatingDiscoveryServer', String(info.isCoordinatingDiscoveryServer)],
    ['lastUpdatedTimestamp', String(info.lastUpdatedTimestamp)],
    ['lastDirtyTimestamp', String(info.lastDirtyTimestamp)],
    ['actionType', info.actionType],
    ['asgName', info.asgName],
  ]
  return texts.flatMap(([name, text]) => (text === null ? [] : [[name, text] as const]))
}

/**
 * The registry as JSON, both ways: written as Netflix's and Spring's servers write it, to the order of the fields, read
 * as they read it. Source: Netflix eureka-client, EurekaJacksonCodec (full), EurekaJsonJacksonCodec (compact)
 */
import {
  closingTexts,
  type Codec,
  dataCenterClasses,
  emptyMapClass,
  remembering,
  toCompactCenter,
} from './codec.ts'
import { type Expected, parseInstance, parseReadable, toFields, toList } from './parse-instance.ts'
import { malformed } from './faults.ts'
import type { DataCenterInfo, InstanceInfo, Port } from './instance-info.ts'

/** Everything about every instance. */
export const fullJson = createJsonCodec({
  instance: remembering((info) => JSON.stringify(toFull(info))),
  envelope: (head, apps) => `{"applications":{${head},${apps}}}`,
})

/** What a caller needs to find an instance, and no more. */
export const compactJson = createJsonCodec({
  instance: remembering((info) => JSON.stringify(toCompact(info))),
  envelope: (head, apps) => `{"applications":{${apps},${head}}}`,
})

function createJsonCodec(parts: {
  readonly instance: Codec['instance']
  readonly envelope: (head: string, apps: string) => string
}): Codec {
  const list = (infos: readonly InstanceInfo[]) => infos.map(parts.instance).join(',')
  return {
    mediaType: 'application/json',
    applications({ version, hash, apps }) {
      const head = `"versions__delta":"${version}","apps__hashcode":"${hash}"`
      const written = apps.map(
        ({ name, instances }) => `{"name":${JSON.stringify(name)},"instance":[${list(instances)}]}`,
      )
      return parts.envelope(head, `"application":[${written.join(',')}]`)
    },
    application: ({ name, instances }) =>
      `{"application":{"name":${JSON.stringify(name)},"instance":[${list(instances)}]}}`,
    instance: (info) => `{"instance":${parts.instance(info)}}`,
  }
}

/** An instance as a value whose JSON is the wire's; batches of peers carry it bare. */
export function toFull(info: InstanceInfo): unknown {
  const { instanceId, hostName, app, ipAddr, sid, status, overriddenStatus, countryId } = info
  const isBare = Object.keys(info.metadata).length === 0
  return {
    instanceId,
    hostName,
    app,
    ipAddr,
    ...(sid === null ? {} : { sid }),
    status,
    overriddenStatus,
    port: toPort(info.port),
    securePort: toPort(info.securePort),
    countryId,
    dataCenterInfo: toDataCenter(info.dataCenterInfo),
    leaseInfo: info.leaseInfo,
    metadata: isBare ? { '@class': emptyMapClass } : info.metadata,
    ...Object.fromEntries(closingTexts(info)),
  }
}

function toCompact(info: InstanceInfo): unknown {
  const { instanceId, app, ipAddr, vipAddress, secureVipAddress, hostName, status } = info
  return {
    instanceId,
    app,
    ipAddr,
    ...(vipAddress === null ? {} : { vipAddress }),
    ...(secureVipAddress === null ? {} : { secureVipAddress }),
    dataCenterInfo: toDataCenter(toCompactCenter(info.dataCenterInfo)),
    hostName,
    status,
    lastUpdatedTimestamp: info.lastUpdatedTimestamp,
    ...(info.actionType === null ? {} : { actionType: info.actionType }),
    ...(info.asgName === null ? {} : { asgName: info.asgName }),
    port: toPort(info.port),
    securePort: toPort(info.securePort),
  }
}

function toPort({ number, isEnabled }: Port): unknown {
  return { $: number, '@enabled': String(isEnabled) }
}

function toDataCenter({ name, metadata }: DataCenterInfo): unknown {
  const known = { '@class': dataCenterClasses[name], name }
  return name === 'Amazon' ? { ...known, metadata } : known
}

/** Reads the body of a registration. Faults: invalid `body_malformed`, `instance_refused` */
export function decodeJsonInstance(text: string, expected: Expected): InstanceInfo {
  const root = toFields(parseJson(text))
  if (root === null || root['instance'] === undefined)
    throw malformed('it is no object with one field, instance')
  return parseInstance(root['instance'], expected)
}

/** Everything another registry knows. What makes no sense here is left out and counted: it hides no other. */
export interface Everything {
  readonly infos: readonly InstanceInfo[]
  readonly unreadable: number
}

/** Reads everything another registry knows. Faults: invalid `body_malformed` when it is no registry's answer. */
export function decodeJsonApplications(text: string, now: number): Everything {
  const applications = toFields(toFields(parseJson(text))?.['applications'])
  if (applications === null) throw malformed('it holds no applications')
  const instances = toList(applications['application']).flatMap((each) =>
    toList(toFields(each)?.['instance']),
  )
  const infos = instances.flatMap((each) => parseReadable(each, now) ?? [])
  return { infos, unreadable: instances.length - infos.length }
}

/** Reads JSON. Faults: invalid `body_malformed` */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw malformed('it is no JSON', cause)
  }
}

/**
 * Reads what a registry answers. Servers of several generations are understood: lists that are a single object where
 * there is one entry, ports and flags as texts or as numbers and booleans, metadata of any scalar, unknown fields. An
 * instance that makes no sense is left out and counted, so that it hides no other.
 */
import { Fault } from '@atoll/pipeline'
import { type EurekaStatus, eurekaStatuses, type InstanceInfo } from './instance-info.ts'

/** What a delta says of an instance; without a word it is one that is there. */
export type Change = 'ADDED' | 'MODIFIED' | 'DELETED'

/** One answer to a fetch of everything, or of what changed. */
export interface Fetched {
  /** Counts of instances by status, to compare with one's own. Shape: `DOWN_1_UP_2_`. */
  readonly hash: string
  readonly instances: readonly { readonly info: InstanceInfo; readonly change: Change }[]
  /** Units: instances. */
  readonly unreadable: number
}

type Fields = Readonly<Record<string, unknown>>

/** Reads the body of `GET apps/` and `GET apps/delta`. Faults: `unavailable` (`registry_unreadable`). */
export function parseFetched(body: Buffer): Fetched {
  const applications = toFields(toFields(toJson(body))?.['applications'])
  if (applications === null) throw unreadable('it holds no applications')
  const found = toList(applications['application']).flatMap((each) => {
    const application = toFields(each)
    const name = toText(application?.['name'])
    return toList(application?.['instance']).map((instance) => parseInstance(instance, name))
  })
  const instances = found.filter((each) => each !== null)
  return {
    hash: toText(valueBegun(applications, 'apps_')) ?? '',
    instances,
    unreadable: found.length - instances.length,
  }
}

function toJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch (cause) {
    throw unreadable('it is no JSON', cause)
  }
}

function unreadable(why: string, cause?: unknown): Fault {
  const message = `What the registry answered cannot be read: ${why}. Does its address end as the registry's own does, mostly in /eureka?`
  return new Fault({
    kind: 'unavailable',
    code: 'registry_unreadable',
    message,
    executed: 'no',
    cause,
  })
}

function parseInstance(given: unknown, appName: string | null) {
  const fields = toFields(given)
  const host = toText(fields?.['hostName']) ?? toText(fields?.['ipAddr'])
  const app = toText(fields?.['app']) ?? appName
  if (fields === null || host === null || app === null) return null
  const info: InstanceInfo = {
    // Registries before instances had ids used the name of the host.
    id: toText(fields['instanceId']) ?? host,
    app: app.toUpperCase(),
    vips: [fields['vipAddress'], fields['secureVipAddress']].flatMap(toNames),
    host,
    port: toPort(fields['port'], true),
    securePort: toPort(fields['securePort'], false),
    status: toStatus(fields['status']),
    metadata: toMetadata(fields['metadata']),
  }
  return { info, change: toChange(fields['actionType']) }
}

/** The field changed its spelling over time: `apps__hashcode`, `apps_hashcode`. */
function valueBegun(fields: Fields, beginning: string): unknown {
  const name = Object.keys(fields).find((each) => each.startsWith(beginning))
  return name === undefined ? null : fields[name]
}

function toNames(vips: unknown): readonly string[] {
  return (toText(vips) ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '')
}

/** Shape: `{"$":8080,"@enabled":"true"}`, or a bare number. Null unless it is enabled. */
function toPort(given: unknown, isEnabledBare: boolean): number | null {
  const fields = toFields(given)
  const isEnabled = fields === null ? isEnabledBare : toText(fields['@enabled']) === 'true'
  const port = Number(toText(fields === null ? given : fields['$']))
  return isEnabled && Number.isInteger(port) && port > 0 && port < 65_536 ? port : null
}

function toStatus(given: unknown): EurekaStatus {
  return eurekaStatuses.find((each) => each === given) ?? 'UNKNOWN'
}

function toChange(given: unknown): Change {
  return given === 'DELETED' || given === 'MODIFIED' ? given : 'ADDED'
}

function toMetadata(given: unknown): Readonly<Record<string, string>> {
  const entries = Object.entries(toFields(given) ?? {})
  return Object.fromEntries(
    entries.flatMap(([name, value]) => {
      const text = toText(value)
      // Jackson writes the class of an empty map.
      return text === null || name === '@class' ? [] : [[name, text]]
    }),
  )
}

function toFields(given: unknown): Fields | null {
  const isRecord = typeof given === 'object' && given !== null && !Array.isArray(given)
  // A record of JSON: its fields may be anything.
  return isRecord ? (given as Fields) : null
}

function toList(given: unknown): readonly unknown[] {
  if (Array.isArray(given)) return given
  return given === undefined || given === null ? [] : [given]
}

function toText(given: unknown): string | null {
  if (typeof given === 'string') return given
  return typeof given === 'number' || typeof given === 'boolean' ? String(given) : null
}

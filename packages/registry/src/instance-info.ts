/**
 * One instance in the words of the Eureka protocol, whose names are kept: whoever knows the wire knows this file. Values
 * never change; a change makes another one, so that what was encoded stays true of what it was made from.
 * Source: Netflix eureka-client, InstanceInfo, LeaseInfo, DataCenterInfo.
 */

/** What an instance says of itself, or a person of it. Callers call only UP. */
export const instanceStatuses = ['UP', 'DOWN', 'STARTING', 'OUT_OF_SERVICE', 'UNKNOWN'] as const
export type InstanceStatus = (typeof instanceStatuses)[number]

/** The kinds of place that Eureka knows. */
export const dataCenterNames = ['Netflix', 'Amazon', 'MyOwn'] as const
export type DataCenterName = (typeof dataCenterNames)[number]

/** What the last change of an instance was, as a delta tells it. */
export type ActionType = 'ADDED' | 'MODIFIED' | 'DELETED'

/** A port, and whether it is to be called. */
export interface Port {
  readonly number: number
  readonly isEnabled: boolean
}

/** Texts by name. */
export type Texts = Readonly<Record<string, string>>

/** Where an instance runs. */
export interface DataCenterInfo {
  readonly name: DataCenterName
  /** Amazon's alone. */
  readonly metadata: Texts
}

/** What is agreed about being heard from, and what happened. Units: seconds, and milliseconds since 1970; 0 is never. */
export interface LeaseInfo {
  readonly renewalIntervalInSecs: number
  readonly durationInSecs: number
  readonly registrationTimestamp: number
  readonly lastRenewalTimestamp: number
  readonly evictionTimestamp: number
  readonly serviceUpTimestamp: number
}

/** The texts that may be missing. */
type OptionalText =
  | 'appGroupName'
  | 'homePageUrl'
  | 'statusPageUrl'
  | 'healthCheckUrl'
  | 'secureHealthCheckUrl'
  | 'vipAddress'
  | 'secureVipAddress'
  | 'asgName'

/** One instance. */
export interface InstanceInfo extends Readonly<Record<OptionalText, string | null>> {
  readonly instanceId: string
  readonly hostName: string
  /** Shape: upper case. */
  readonly app: string
  readonly ipAddr: string
  /** Null for the usual `na`. */
  readonly sid: string | null
  readonly status: InstanceStatus
  /** UNKNOWN where nobody overrides. */
  readonly overriddenStatus: InstanceStatus
  readonly port: Port
  readonly securePort: Port
  readonly countryId: number
  readonly dataCenterInfo: DataCenterInfo
  readonly leaseInfo: LeaseInfo
  readonly metadata: Texts
  readonly isCoordinatingDiscoveryServer: boolean
  /** When the registry last changed it. Units: milliseconds since 1970. */
  readonly lastUpdatedTimestamp: number
  /** When the instance last changed itself: the newer of two registrations wins. Units: milliseconds since 1970. */
  readonly lastDirtyTimestamp: number
  readonly actionType: ActionType | null
}

/** One application with its instances. */
export interface Application {
  readonly name: string
  readonly instances: readonly InstanceInfo[]
}

/** What a fetch answers. */
export interface Applications {
  /** 1 for everything, -1 for a search, the number of the change for what changed. */
  readonly version: number
  /** Counts by status, for a client to compare with its own. Shape: `DOWN_1_UP_2_`. */
  readonly hash: string
  readonly apps: readonly Application[]
}

/** What an instance weighs beside its texts, and an entry beside its own, held and written. Units: characters. */
const [weightBare, entryBare] = [512, 64] as const

/** By what stands for one character at most: `"` as `&quot;` or `\u0001` in a text, `_.0021` twice in the name of an element. */
const inText = toWeights(/[ !#-%(-;=?-[\]-~]/, { plain: 1, other: 6 })
const inName = toWeights(/[A-Za-z0-9.-]/, { plain: 2, other: 12 })

/** What each character of ASCII weighs; all others weigh as those that are not plain. */
function toWeights(plain: RegExp, weights: { readonly plain: number; readonly other: number }) {
  const ascii = Array.from({ length: 128 }, (_, code) =>
    plain.test(String.fromCharCode(code)) ? weights.plain : weights.other,
  )
  return (text: string): number => {
    let weight = 0
    for (let at = 0; at < text.length; at += 1)
      weight += ascii[text.charCodeAt(at)] ?? weights.other
    return weight
  }
}

/**
 * What an instance takes of memory and of an answer, roughly: its texts as the longest wire writes them, and what stands
 * around them. Units: characters.
 */
export function weightOf(info: InstanceInfo): number {
  // Its application may be one of its own, and is then named once more.
  let weight = weightBare + inText(info.app)
  for (const value of Object.values(info)) if (typeof value === 'string') weight += inText(value)
  for (const texts of [info.metadata, info.dataCenterInfo.metadata])
    for (const [name, text] of Object.entries(texts))
      weight += entryBare + inName(name) + inText(text)
  return weight
}

/** Reads a status in any case; null for one that there is not. */
export function parseStatus(text: string): InstanceStatus | null {
  const upper = text.toUpperCase()
  return instanceStatuses.find((each) => each === upper) ?? null
}

/** The hash that clients compute too. Source: Netflix eureka-client, Applications.getReconcileHashCode */
export function hashOf(infos: Iterable<InstanceInfo>): string {
  const counts = new Map<string, number>()
  for (const { status } of infos) counts.set(status, (counts.get(status) ?? 0) + 1)
  const sorted = [...counts].toSorted(([one], [other]) => (one < other ? -1 : 1))
  return sorted.map(([status, count]) => `${status}_${count}_`).join('')
}

/** Puts instances together by their application, in the order in which they come. */
export function groupByApp(infos: Iterable<InstanceInfo>): readonly Application[] {
  const apps = Map.groupBy(infos, ({ app }) => app)
  return [...apps].map(([name, instances]) => ({ name, instances }))
}

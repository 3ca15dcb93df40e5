/**
 * The registry as people look at it: who is there and why, which peers answer, whether silence is believed. One page of
 * it at a time, however many there are. Asked by the routes, shown by `page.ts`; it changes nothing.
 */
import { type Clock, isSecretName, maskAddresses, masked } from '@atoll/pipeline'
import { type InstanceStatus, instanceStatuses, type Port } from './instance-info.ts'
import type { Listed } from './lease.ts'
import type { Leases } from './leases.ts'
import type { News } from './news.ts'
import type { PeerState } from './peer.ts'
import type { Story } from './story.ts'

/** What is looked for. */
export interface Question {
  /** Part of an application's name, an id, a host or a zone; empty for all. */
  readonly search: string
  readonly status: InstanceStatus | null
  /** Shape: from 1 on. */
  readonly page: number
}

/** One instance, and why it is listed. */
export interface Shown {
  readonly app: string
  readonly id: string
  readonly host: string
  readonly port: Port
  readonly securePort: Port
  /** Pages that it named itself when it registered. */
  readonly homePage: string | null
  readonly statusPage: string | null
  readonly status: InstanceStatus
  /** UNKNOWN where nobody overrides. */
  readonly overridden: InstanceStatus
  readonly zone: string | null
  readonly lease: {
    /** Units: seconds. */
    readonly durationSeconds: number
    /** Units: milliseconds; less than none for one that is kept although its lease ran out. */
    readonly renewedMsAgo: number
    readonly leftMs: number
    readonly isKept: boolean
  }
  readonly why: Story
  /** What is named like a secret is masked, and what opens the door inside an address. */
  readonly metadata: readonly (readonly [name: string, text: string])[]
}

/** What is shown. */
export interface Overview {
  /** Units: milliseconds since 1970. */
  readonly at: number
  readonly isReady: boolean
  /** Of all instances. */
  readonly counts: Readonly<Record<InstanceStatus, number>>
  readonly instances: number
  readonly apps: number
  /** Units: clients that wait for a push. */
  readonly listening: number
  readonly preservation: {
    readonly isOn: boolean
    /** Since when nobody is evicted; null while silence is believed. Units: milliseconds. */
    readonly heldForMs: number | null
    readonly heldMsMax: number | null
  }
  readonly peers: readonly PeerState[]
  readonly question: Question
  /** Units: instances that were found. */
  readonly found: number
  readonly pages: number
  readonly shown: readonly Shown[]
}

/** What an overview is made of. */
export interface OverviewParts {
  readonly leases: Leases
  readonly news: News
  readonly clock: Clock
  peers(): readonly PeerState[]
  isReady(): boolean
}

/** Units: instances on one page. */
export const pageSize = 50
/** Units: characters that are looked for at most. */
export const searchMax = 100
/** Units: entries of one instance's metadata that are shown. */
const entriesMax = 40
/** Units: characters of one text. */
const textMax = 300

/** Looks at a registry. */
export function lookAt(parts: OverviewParts, question: Question): Overview {
  const { leases, news, clock, peers, isReady } = parts
  const { counts, apps, instances, byApp, found } = lookThrough(leases, question)
  const pages = Math.max(1, Math.ceil(found / pageSize))
  const page = Math.min(Math.max(1, question.page), pages)
  return {
    at: clock.now(),
    isReady: isReady(),
    counts,
    instances,
    apps,
    listening: news.listening,
    preservation: leases.preservation,
    peers: peers(),
    question: { ...question, page },
    found,
    pages,
    shown: pageOf(byApp, (page - 1) * pageSize).map(toShown),
  }
}

/** Everything is looked at once: renewals wait meanwhile. */
function lookThrough(leases: Leases, { search, status }: Question) {
  // Shape: one entry for each status that there is.
  const counts = Object.fromEntries(instanceStatuses.map((each) => [each, 0])) as Record<
    InstanceStatus,
    number
  >
  const apps = new Set<string>()
  const byApp = new Map<string, Listed[]>()
  const text = search.toLowerCase()
  let [instances, found] = [0, 0]
  for (const each of leases.listed()) {
    const { info } = each
    instances += 1
    counts[info.status] += 1
    apps.add(info.app)
    if ((status !== null && info.status !== status) || !isNamed(info, text)) continue
    found += 1
    const ofApp = byApp.get(info.app)
    if (ofApp === undefined) byApp.set(info.app, [each])
    else ofApp.push(each)
  }
  return { counts, apps: apps.size, instances, byApp, found }
}

function isNamed({ app, instanceId, hostName, metadata }: Listed['info'], text: string): boolean {
  if (text === '') return true
  const texts = [app, instanceId, hostName, metadata['zone'] ?? '']
  return texts.some((each) => each.toLowerCase().includes(text))
}

/** By their names, from this place on. Only what may stand on the page is sorted. */
function pageOf(byApp: ReadonlyMap<string, readonly Listed[]>, from: number): readonly Listed[] {
  const shown: Listed[] = []
  let passed = 0
  for (const app of [...byApp.keys()].toSorted(compare)) {
    const all = byApp.get(app) ?? []
    const start = Math.max(0, from - passed)
    passed += all.length
    if (start >= all.length) continue
    const sorted = all.toSorted(({ info: one }, { info: other }) =>
      compare(one.instanceId, other.instanceId),
    )
    shown.push(...sorted.slice(start, start + pageSize - shown.length))
    if (shown.length === pageSize) break
  }
  return shown
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}

function toShown({ info, story, renewedMsAgo, isKept }: Listed): Shown {
  const durationSeconds = info.leaseInfo.durationInSecs
  const zone = info.metadata['zone'] ?? info.dataCenterInfo.metadata['availability-zone'] ?? null
  return {
    app: info.app,
    id: info.instanceId,
    host: info.hostName,
    port: info.port,
    securePort: info.securePort,
    homePage: shownAddress(info.homePageUrl),
    statusPage: shownAddress(info.statusPageUrl),
    status: info.status,
    overridden: info.overriddenStatus,
    zone,
    lease: {
      durationSeconds,
      renewedMsAgo,
      leftMs: durationSeconds * 1000 - renewedMsAgo,
      isKept,
    },
    why: { ...story },
    metadata: Object.entries<string>(info.metadata).slice(0, entriesMax).map(toEntry),
  }
}

function toEntry([name, text]: readonly [string, string]): readonly [string, string] {
  return [cut(name), isSecretName(name) ? masked : cut(maskAddresses(text))]
}

function cut(text: string): string {
  return text.length > textMax ? `${text.slice(0, textMax)}…` : text
}

/** As it is shown: an address may open a door. */
function shownAddress(address: string | null): string | null {
  return address === null ? null : maskAddresses(address)
}

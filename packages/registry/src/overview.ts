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
  readonly home: string | null
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
  const listed = [...leases.listed()]
  const found = listed.filter((each) => isAsked(each, question)).toSorted(byName)
  const pages = Math.max(1, Math.ceil(found.length / pageSize))
  const page = Math.min(Math.max(1, question.page), pages)
  const count = (status: InstanceStatus) => listed.filter(({ info }) => info.status === status)
  return {
    at: clock.now(),
    isReady: isReady(),
    // Shape: one entry for each status that there is.
    counts: Object.fromEntries(
      instanceStatuses.map((status) => [status, count(status).length]),
    ) as Overview['counts'],
    instances: listed.length,
    apps: new Set(listed.map(({ info }) => info.app)).size,
    listening: news.listening,
    preservation: leases.preservation,
    peers: peers(),
    question: { ...question, page },
    found: found.length,
    pages,
    shown: found.slice((page - 1) * pageSize, page * pageSize).map(toShown),
  }
}

function isAsked({ info }: Listed, { search, status }: Question): boolean {
  if (status !== null && info.status !== status) return false
  const text = search.toLowerCase()
  const texts = [info.app, info.instanceId, info.hostName, info.metadata['zone'] ?? '']
  return texts.some((each) => each.toLowerCase().includes(text))
}

function byName({ info: one }: Listed, { info: other }: Listed): number {
  if (one.app !== other.app) return one.app < other.app ? -1 : 1
  return one.instanceId < other.instanceId ? -1 : 1
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
    home: info.homePageUrl,
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

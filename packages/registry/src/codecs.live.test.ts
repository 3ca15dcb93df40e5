/**
 * What our registry writes is read by the codecs of Netflix's own library, instance by instance, and what they write of it is
 * read here. `ATOLL_REGISTRIES` says how many registries are made up, `ATOLL_SEED` which, `ATOLL_REPORT` where the record
 * goes.
 */
import assert from 'node:assert/strict'
import { resolve } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { openServer } from '@atoll/servers'
import { describeMachine, type Report, writeReport } from '@atoll/testkit/report'
import { type Codec, toCompactCenter } from './codec.ts'
import { type Applications, groupByApp, hashOf, type InstanceInfo } from './instance-info.ts'
import { compactJson, decodeJsonApplications, fullJson } from './json.ts'
import { arbitraryRegistry, jsonText, xmlText } from './testing/registries.ts'
import { compactXml, decodeXmlInstance, fullXml } from './xml.ts'

const count = Number(process.env['ATOLL_REGISTRIES'] ?? 200)
const seed = Number(process.env['ATOLL_SEED'] ?? Date.now() % 1_000_000_000)
const report = process.env['ATOLL_REPORT']
/** The most instances of one registry. */
const instancesMax = 6
/** Documents that are with the library at once. */
const atOnce = 4
/** Differences that are shown, and how much of each. */
const shownMax = 5
const charactersMax = 600

/** What a compact answer says of an instance. */
const compactFields = [
  'instanceId',
  'app',
  'ipAddr',
  'vipAddress',
  'secureVipAddress',
  'dataCenterInfo',
  'hostName',
  'status',
  'lastUpdatedTimestamp',
  'actionType',
  'asgName',
  'port',
  'securePort',
]

/** An answer without applications is read as compact XML by no codec, the one that Netflix writes it with included. */
const instancesMin = (wire: Wire) => (wire.ours === compactXml ? 1 : 0)

/** One way to write, and who reads it: the codec that Netflix's server writes the same with, or another of its clients. */
interface Wire {
  readonly document: string
  readonly codec: string
  readonly ours: Codec
  readonly isCompact: boolean
  readonly text: fc.Arbitrary<string>
  /** Reads what the library wrote. */
  back(text: string): readonly InstanceInfo[]
}

const json = { text: jsonText, back: (text: string) => decodeJsonApplications(text, 0).infos }
const xml = { text: xmlText, back: readXml }
const wires: readonly Wire[] = [
  { document: 'full JSON', codec: 'LegacyJacksonJson', ours: fullJson, isCompact: false, ...json },
  { document: 'full JSON', codec: 'JacksonJson', ours: fullJson, isCompact: false, ...json },
  {
    document: 'compact JSON',
    codec: 'JacksonJsonMini',
    ours: compactJson,
    isCompact: true,
    ...json,
  },
  { document: 'full XML', codec: 'XStreamXml', ours: fullXml, isCompact: false, ...xml },
  { document: 'compact XML', codec: 'JacksonXmlMini', ours: compactXml, isCompact: true, ...xml },
]

function readXml(text: string): readonly InstanceInfo[] {
  // Nothing inside an instance is called so: names are shorter here, and texts are escaped.
  const instances = text.match(/<instance>.*?<\/instance>/gs) ?? []
  return instances.map((each) => decodeXmlInstance(each, { now: 0, app: null }))
}

/** What Codecs.java answers. */
interface Answer {
  readonly read?: Applications
  readonly written?: string
  /** Why the codec cannot read it, in its own words. */
  readonly problem?: string
}

/** A value that is another than it was. */
interface Difference {
  readonly at: string
  readonly wanted: unknown
  readonly found: unknown
}

/** What was found on one wire. */
interface Findings {
  readonly wire: Wire
  registries: number
  instances: number
  characters: number
  readonly failures: string[]
}

test(`${count} registries are read by the codecs of Netflix, seed ${seed}`, async () => {
  const startedAt = performance.now()
  // It reads documents, and is nobody's client.
  const alone = ['--eureka.registration.enabled=false', '--eureka.shouldFetchRegistry=false']
  await using netflix = await openServer('netflix', { settings: alone })
  const all: Findings[] = []
  for (const wire of wires) all.push(await prove(wire, netflix.url))
  const record = toReport(all, (performance.now() - startedAt) / 1_000)
  if (report !== undefined)
    await writeReport(resolve(import.meta.dirname, '../../..', report), record)
  const failures = all.flatMap((each) => each.failures)
  const shown = failures.slice(0, shownMax).map((each) => each.slice(0, charactersMax))
  assert.equal(failures.length, 0, shown.join('\n'))
})

async function prove(wire: Wire, url: string): Promise<Findings> {
  const none = { registries: 0, instances: 0, characters: 0 }
  const findings: Findings = { wire, ...none, failures: [] }
  const lengths = { minLength: instancesMin(wire), maxLength: instancesMax }
  const registry = arbitraryRegistry(wire.text, lengths)
  const versions = fc.constantFrom(1, -1, 4_000_000_000)
  const queue = fc.sample(fc.tuple(versions, registry), { seed, numRuns: count })
  const work = async () => {
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
      const [version, infos] = next
      await proveOne({ version, hash: hashOf(infos), apps: groupByApp(infos) }, findings, url)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return findings
}

async function proveOne(all: Applications, findings: Findings, url: string): Promise<void> {
  const { wire } = findings
  const document = wire.ours.applications(all)
  const body = Buffer.from(document)
  const reply = await fetch(`${url}/codecs/${wire.codec}`, { method: 'POST', body })
  const { read, written = '', problem } = (await reply.json()) as Answer
  const sent = all.apps.flatMap(({ instances }) => instances)
  findings.registries += 1
  findings.instances += sent.length
  findings.characters += document.length
  if (problem !== undefined || read === undefined) {
    findings.failures.push(`${wire.codec}: ${problem}, in ${document}`)
    return
  }
  const back = groupByApp(wire.back(written))
  const differences = [
    ...compare(asSeen(all, wire), asSeen(read, wire), 'read'),
    ...compare(asSeen(all, wire), asSeen({ ...all, apps: back }, wire), 'back'),
  ]
  for (const { at, wanted, found } of differences) {
    const what = `${JSON.stringify(found)}, not ${JSON.stringify(wanted)}`
    findings.failures.push(`${wire.codec}, ${at}: ${what}, in ${document}`)
  }
}

/** What can be seen on a wire. */
function asSeen({ version, hash, apps }: Applications, { isCompact }: Wire): unknown {
  const instances = (infos: readonly InstanceInfo[]) =>
    infos.map((info) => {
      // Who says nothing is `na` to the library.
      const { sid, dataCenterInfo: center } = info
      // The class of no metadata, too, which Jackson takes for an entry. Netflix's own `<metadata/>` stops its readers.
      const dataCenterInfo = isCompact ? toCompactCenter(center) : center
      const fields = Object.entries({ ...info, sid: sid ?? 'na', dataCenterInfo })
      return Object.fromEntries(
        fields.filter(([name]) => !isCompact || compactFields.includes(name)),
      )
    })
  return {
    version,
    hash,
    apps: apps.map((app) => ({ ...app, instances: instances(app.instances) })),
  }
}

function compare(wanted: unknown, found: unknown, at: string): Difference[] {
  if (!isRecord(wanted) || !isRecord(found)) return wanted === found ? [] : [{ at, wanted, found }]
  const names = new Set([...Object.keys(wanted), ...Object.keys(found)])
  return [...names].flatMap((name) => compare(wanted[name], found[name], `${at}.${name}`))
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

function toReport(all: readonly Findings[], seconds: number): Report {
  const number = (value: number) => value.toLocaleString('en')
  const failed = all.reduce((sum, { failures }) => sum + failures.length, 0)
  const documents = all.reduce((sum, { registries }) => sum + registries, 0)
  return {
    name: 'registry-codecs',
    title: `The registry’s answers, read by Netflix’s own codecs, seed ${seed}`,
    command: `ATOLL_REGISTRIES=${count} ATOLL_SEED=${seed} npm run test:live -- registry/src/codecs`,
    at: new Date().toISOString(),
    seconds,
    machine: describeMachine(),
    summary: `${number(documents)} documents: ${number(failed)} differences.`,
    tables: [
      {
        title: 'Codecs of eureka-client 2.0.6',
        columns: ['document', 'codec', 'registries', 'instances', 'characters', 'differences'],
        rows: all.map(({ wire, registries, instances, characters, failures }) => [
          wire.document,
          wire.codec,
          ...[registries, instances, characters, failures.length].map(number),
        ]),
      },
    ],
    passed: documents,
    failed,
  }
}

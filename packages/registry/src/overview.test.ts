/** What people are told of a registry, as a value and as markup. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createNews } from './news.ts'
import { lookAt, pageSize, type Question } from './overview.ts'
import { renderPage } from './page.ts'
import type { PeerState } from './peer.ts'
import type { Origin } from './story.ts'
import { createSimulatedLeases, lasting, sample } from './testing.ts'

const place = { app: 'SVC', id: 'h1:svc:8080' }
const itself: Origin = { kind: 'client', address: '10.0.0.1' }
const peer: Origin = { kind: 'peer', address: '10.0.0.2' }
const all: Question = { search: '', status: null, page: 1 }

function create(settings: Parameters<typeof createSimulatedLeases>[0] = {}) {
  const simulated = createSimulatedLeases(settings)
  const { leases, clock } = simulated
  const news = createNews(clock, () => ({ version: leases.version, hash: leases.hash() }))
  const peers: PeerState[] = []
  const look = (question: Partial<Question> = {}) =>
    lookAt(
      { leases, news, clock, peers: () => peers, isReady: () => true },
      { ...all, ...question },
    )
  return { ...simulated, look, peers }
}

test('an instance is told of with its lease, and why it is listed', async () => {
  const { leases, look, clock } = create()
  leases.register(lasting(90, { metadata: { zone: 'z' } }), itself)
  await clock.advance(10_000)
  leases.renew(place, null, peer)
  await clock.advance(5_000)
  leases.override(place, { status: 'DOWN', dirtyAt: null }, itself)
  await clock.advance(1_000)
  const [shown] = look().shown
  const now = clock.now()
  assert.deepEqual(shown?.lease, {
    durationSeconds: 90,
    renewedMsAgo: 1_000,
    leftMs: 89_000,
    isKept: false,
  })
  assert.deepEqual(shown.why, {
    registered: { at: now - 16_000, by: itself },
    overridden: { at: now - 1_000, by: itself },
    renewals: 1,
    heardFrom: peer,
  })
  assert.deepEqual([shown.status, shown.overridden, shown.zone], ['DOWN', 'DOWN', 'z'])
  const page = renderPage(look())
  for (const sentence of [
    /registered by itself, <time [^>]*>[\d:]+ UTC<\/time>, from 10\.0\.0\.1/,
    /renewed 1 time, last by the peer at 10\.0\.0\.2/,
    /down was put over its own status, <time/,
    /renewed 1\.0 s ago<br>89 s of 90 s left/,
  ])
    assert.match(page, sentence)
  leases.removeOverride(place, { status: 'UP', dirtyAt: null })
  assert.equal(look().shown[0]?.why.overridden, null)
})

test('one that a peer told of, and one that is kept although it fell silent, say so', async () => {
  const { leases, look, pass } = create()
  for (let count = 0; count < 20; count += 1)
    leases.register(lasting(count < 10 ? 3 : 90, { instanceId: `i${count}` }), peer)
  await pass(5_000)
  const overview = look()
  assert.equal(overview.instances, 20)
  assert.equal(overview.preservation.heldForMs, 1_000)
  assert.equal(overview.shown.filter(({ lease }) => lease.isKept).length, 10)
  const page = renderPage(overview)
  assert.match(
    page,
    /a peer told of it, <time [^>]*>[\d:]+ UTC<\/time>, by the peer at 10\.0\.0\.2/,
  )
  assert.match(page, /its lease ran out; kept by self-preservation/)
  assert.match(page, /nobody is evicted\. It began 1\.0 s ago and ends after 15 min at most/)
  await pass(900_000)
  assert.equal(look().preservation.heldForMs, null)
})

test('thousands come page by page, found by name, host, zone or status', () => {
  const { leases, look } = create()
  for (let count = 0; count < 3_000; count += 1) {
    const metadata = { zone: `z${count % 3}` }
    leases.register(sample({ instanceId: `i${String(count).padStart(4, '0')}`, metadata }))
  }
  leases.register(sample({ app: 'OTHER', status: 'DOWN', hostName: 'far.example' }))
  const last = look({ page: 1_000 })
  assert.deepEqual([last.found, last.pages, last.question.page], [3_001, 61, 61])
  assert.equal(last.shown.at(-1)?.id, 'i2999')
  assert.equal(look().shown.length, pageSize)
  assert.ok(renderPage(look()).length < 100_000)
  for (const [question, found] of [
    [{ search: 'OTHER' }, 1],
    [{ search: 'FAR.ex' }, 1],
    [{ search: 'z1' }, 1_000],
    [{ search: 'i29' }, 100],
    [{ status: 'DOWN' }, 1],
    [{ search: 'nobody' }, 0],
  ] as const)
    assert.equal(look(question).found, found)
  const page = renderPage(look({ search: 'i2', page: 2 }))
  assert.match(page, /href="\/\?search=i2&amp;page=3" rel="next"/)
  assert.match(page, /href="\/overview\?search=i2&amp;page=2"/)
})

test('every page goes on where the one before it ended, in the order of names', () => {
  const { leases, look } = create()
  for (let count = 0; count < 500; count += 1) {
    // 7 and 101 share no divisor with 500: neither apps nor instances come in order.
    const app = `APP${(count * 7) % 9}`
    leases.register(sample({ app, instanceId: `i${String((count * 101) % 500).padStart(3, '0')}` }))
  }
  const names = Array.from({ length: 10 }, (_, index) => look({ page: index + 1 }).shown)
    .flat()
    .map(({ app, id }) => `${app} ${id}`)
  assert.equal(names.length, 500)
  assert.deepEqual(names, names.toSorted())
  assert.equal(new Set(names).size, 500)
  assert.equal(look().apps, 9)
  assert.equal(look().counts.UP, 500)
})

test('what an instance says of itself is text, and its secrets are masked', () => {
  const { leases, look } = create()
  const hostile = '"><script>alert(1)</script>'
  leases.register(
    sample({
      app: hostile,
      instanceId: hostile,
      hostName: hostile,
      homePageUrl: 'javascript:alert(1)',
      statusPageUrl: 'javascript:alert(2)',
      metadata: {
        zone: hostile,
        [hostile]: hostile,
        'user.password': 'open',
        admin: 'http://admin:sesame@10.0.0.1/',
        long: 'x'.repeat(999),
      },
    }),
    { kind: 'client', address: hostile },
  )
  const page = renderPage(look({ search: hostile.slice(0, 3) }))
  assert.doesNotMatch(page, /<script|javascript:|"open"|>open</)
  assert.match(page, /&lt;script&gt;alert\(1\)/)
  assert.doesNotMatch(page, /x{301}/)
  assert.doesNotMatch(JSON.stringify(look()), /"open"/)
  assert.doesNotMatch(page, /sesame/)
})

test('an instance is linked to the pages that it named, and to no other', () => {
  const { leases, look } = create()
  const linksOf = () =>
    [...renderPage(look()).matchAll(/href="(http[^"]*)"[^>]*>([^<]*)</g)].map(
      ([, page, name]) => `${name}: ${page}`,
    )
  leases.register(sample({ instanceId: 'h:1', homePageUrl: null, statusPageUrl: null }))
  assert.deepEqual(linksOf(), [])
  const statusPageUrl = 'http://h:2/actuator/info'
  leases.register(sample({ instanceId: 'h:2', homePageUrl: 'http://h:2/', statusPageUrl }))
  assert.deepEqual(linksOf(), ['home page: http://h:2/', `status page: ${statusPageUrl}`])
})

test('an address that opens a door is not shown, as home page neither', () => {
  const { leases, look } = create()
  const homePageUrl = 'http://ada:hunter1@h/?token=hunter2'
  leases.register(sample({ homePageUrl, metadata: { dsn: 'password=hunter3 host=h' } }))
  assert.equal(look().shown[0]?.homePage, 'http://***@h/?token=***')
  assert.doesNotMatch(renderPage(look()), /hunter/)
})

test('peers are shown as they answer', () => {
  const { look, peers } = create()
  assert.match(renderPage(look()), /has no peers/)
  const origin = 'http://10.0.0.2:8761'
  const why = 'The other side cannot be reached.'
  peers.push({ origin, state: 'fails', waiting: 7, answeredMsAgo: 61_000, why })
  const page = renderPage(look())
  assert.match(page, /does not answer/)
  assert.match(page, /answered 61 s ago · 7 acts waiting · The other side cannot be reached\./)
})

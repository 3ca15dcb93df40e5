/** What an operator is told of one process: not started, started, ready or not, and its numbers. */
import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { networkInterfaces } from 'node:os'
import { describe, test } from 'node:test'
import { createLife } from '@atoll/chassis'
import { silentLog, systemClock } from '@atoll/pipeline'
import { createMetrics } from '@atoll/telemetry'
import { attacks, sendAttack } from '@atoll/testkit/attacks'
import { createFailpoint } from './failpoint.ts'
import { openManagement } from './management.ts'

const info = { system: 'store', process: 'orders', instance: 'a1b2', version: '1' }
const nothing = { services: [], breakers: [], contracts: [] }

test('a process is alive at once, started when it says so, and ready as its services are', async () => {
  const life = createLife()
  const metrics = createMetrics()
  life.onEnd(() => metrics[Symbol.asyncDispose]())
  const management = await openManagement({
    info,
    metrics,
    clock: systemClock,
    log: silentLog,
    life,
    token: 'let-me',
    arm: null,
  })
  const ask = async (path: string) => (await fetch(`${management.address}${path}`)).status
  try {
    assert.deepEqual(
      [await ask('/health/live'), await ask('/health/startup'), await ask('/health/ready')],
      [200, 503, 503],
    )
    let ok = true
    management.answer({ ...nothing, health: async () => ({ ok, services: {} }) })
    assert.deepEqual([await ask('/health/startup'), await ask('/health/ready')], [200, 200])
    ok = false
    assert.deepEqual([await ask('/health/startup'), await ask('/health/ready')], [200, 503])
    const numbers = await fetch(`${management.address}/metrics`)
    assert.match(numbers.headers.get('content-type') ?? '', /^text\/plain; version=0\.0\.4/)
  } finally {
    await life.end()
  }
  await assert.rejects(fetch(`${management.address}/health/live`))
})

test('dead messages are shown and changed only for whoever has the token', async () => {
  const life = createLife()
  const metrics = createMetrics()
  life.onEnd(() => metrics[Symbol.asyncDispose]())
  const parts = {
    info,
    metrics,
    clock: systemClock,
    log: silentLog,
    life,
    token: 'let-me',
    arm: null,
  }
  const { address } = await openManagement(parts)
  const ask = (method: string, path: string, token: string) =>
    fetch(`${address}${path}`, { method, headers: { authorization: `Bearer ${token}` } })
  try {
    for (const token of ['', 'let-m', 'let-me2'])
      assert.equal((await ask('GET', '/dead-letters', token)).status, 401)
    assert.equal((await ask('POST', '/dead-letters/discard', 'wrong')).status, 401)
    const shown = await ask('GET', '/dead-letters', 'let-me')
    assert.deepEqual([shown.status, await shown.json()], [200, { items: [] }])
    const replayed = await ask('POST', '/dead-letters/replay', 'let-me')
    assert.deepEqual(await replayed.json(), { replayed: 0 })
  } finally {
    await life.end()
  }
})

test('places to fall at are named only where the setting lets them be, and only with the token', async () => {
  for (const [setting, expected] of [
    ['', 404],
    ['orders/commit.before', 404],
    ['later', 200],
  ] as const) {
    const life = createLife()
    const metrics = createMetrics()
    life.onEnd(() => metrics[Symbol.asyncDispose]())
    const { arm } = createFailpoint({ failpoint: setting, process: 'orders' })
    const parts = { info, metrics, clock: systemClock, log: silentLog, life, token: 'let-me', arm }
    const { address } = await openManagement(parts)
    const name = async (token: string, body: object) => {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
      const sent = { method: 'POST', headers, body: JSON.stringify(body) }
      return (await fetch(`${address}/failpoint`, sent)).status
    }
    try {
      assert.equal(await name('let-me', { places: 'web/commit.after' }), expected, setting)
      if (expected === 404) continue
      assert.equal(await name('wrong', { places: '' }), 401)
      assert.equal(await name('let-me', { places: 'orders/nowhere' }), 400)
      assert.equal(await name('let-me', {}), 400)
    } finally {
      await life.end()
    }
  }
})

describe('the management port', () => {
  const secret = 'the sentence of a database'

  async function withPort(run: (port: number) => Promise<void>): Promise<void> {
    const life = createLife()
    const metrics = createMetrics()
    life.onEnd(() => metrics[Symbol.asyncDispose]())
    const parts = {
      info,
      metrics,
      clock: systemClock,
      log: silentLog,
      life,
      token: 'let-me',
      arm: null,
    }
    const management = await openManagement(parts)
    management.answer({ ...nothing, health: () => Promise.reject(new Error(secret)) })
    try {
      await run(Number(new URL(management.address).port))
    } finally {
      await life.end()
    }
  }

  const head = (line: string, host: string, ...headers: readonly string[]) =>
    `${[`${line} HTTP/1.1`, `Host: ${host}`, ...headers].join('\r\n')}\r\n\r\n`

  test('attack: host: a page whose name was made to lead to the management port sees nothing of it', async () => {
    await withPort(async (port) => {
      for (const path of [
        '/metrics',
        '/health/live',
        '/health/ready',
        '/dead-letters',
        '/resilience',
        '/actuator',
        '/actuator/health',
      ])
        for (const host of ['evil.test', '10.0.0.1', `evil.test:${port}`]) {
          const [answer] = await sendAttack(port, head(`GET ${path}`, host))
          assert.equal(answer?.status, 421, path)
        }
      const [answer] = await sendAttack(port, head('GET /health/live', 'localhost'))
      assert.equal(answer?.status, 200)
    })
  })

  test('attack: host: whoever is not of this machine finds no management port', async () => {
    await withPort(async (port) => {
      const addresses = Object.values(networkInterfaces())
        .flatMap((each) => each ?? [])
        .filter(({ internal, family }) => !internal && family === 'IPv4')
      for (const { address } of addresses) {
        const socket = connect({ host: address, port })
        const outcome = await new Promise((resolve) => {
          socket.once('connect', () => resolve('connected')).once('error', () => resolve('refused'))
        })
        socket.destroy()
        assert.equal(outcome, 'refused', address)
      }
    })
  })

  test('attack: header: dead messages are neither shown nor changed without exactly the token', async () => {
    await withPort(async (port) => {
      const forms = [
        'Bearer',
        'Bearer ',
        'Bearer let-me2',
        'bearer let-m',
        'Basic let-me',
        'let-me',
        'Bearer let-me, Bearer x',
      ]
      for (const line of [
        'GET /dead-letters',
        'POST /dead-letters/replay',
        'POST /dead-letters/discard',
        'GET /resilience',
        'PUT /resilience',
        'POST /resilience/trial',
      ])
        for (const form of [null, ...forms]) {
          const own = form === null ? [] : [`Authorization: ${form}`]
          const [answer] = await sendAttack(port, head(line, 'localhost', ...own))
          assert.equal(answer?.status, 401, `${line} with ${form}`)
        }
    })
  })

  test('attack: body: a readiness that fails inside says nothing of why', async () => {
    await withPort(async (port) => {
      const [answer] = await sendAttack(port, head('GET /health/ready', 'localhost'))
      assert.equal(answer?.status, 500)
      assert.ok(!answer?.body.includes(secret), answer?.body)
    })
  })

  test('attack: json: a wish with a prototype, a key twice or a field of nobody changes no dead message', async () => {
    await withPort(async (port) => {
      for (const body of [
        '{"__proto__":{"service":"a"}}',
        '{"key":"a","key":"b"}',
        '{"constructor":{"prototype":{}}}',
        '{"all":true}',
        '[]',
        '{"service":{"a":1}}',
      ]) {
        const headers = [
          'Authorization: Bearer let-me',
          'Content-Type: application/json',
          `Content-Length: ${body.length}`,
        ]
        const [answer] = await sendAttack(
          port,
          head('POST /dead-letters/replay', 'localhost', ...headers) + body,
        )
        assert.equal(answer?.status, 400, body)
      }
      assert.equal(Reflect.get({}, 'service'), undefined)
    })
  })

  test('attack: smuggling: the management port refuses all that any listener refuses', async () => {
    await withPort(async (port) => {
      const ground = {
        readPath: '/health/live',
        writePath: '/dead-letters/replay',
        writeHeaders: [],
        writeBody: '{"key":"a"}',
      }
      for (const { attack, bytes, expected, class: kind } of attacks) {
        if (kind !== 'smuggling' && kind !== 'host') continue
        const answers = await sendAttack(port, bytes(ground))
        if (expected.reached > 0) continue
        assert.ok(
          expected.status.includes(answers[0]?.status ?? 0),
          `${attack}: ${answers[0]?.status}`,
        )
        assert.equal(answers.length, expected.answers, attack)
      }
    })
  })
})

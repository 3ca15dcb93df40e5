import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSimulatedClock } from '@atoll/pipeline/simulated'
import fc from 'fast-check'
import { createLog, type LogParts } from './log.ts'
import { depthMax, fieldsMax, itemsMax, textCharactersMax } from './safe-fields.ts'

function setUp(parts: Partial<LogParts> = {}) {
  const lines: string[] = []
  const log = createLog({
    service: 'orders',
    instance: 'orders-1',
    version: '1.0.0',
    clock: createSimulatedClock(Date.UTC(2026, 0, 2)),
    destination: { write: (line) => void lines.push(line) },
    ...parts,
  })
  const records = () => lines.map((line) => JSON.parse(line) as Record<string, unknown>)
  const last = () => records().at(-1) ?? {}
  return { log, lines, records, last }
}

test('a record is one line of JSON in one shape', () => {
  const { log, lines, last } = setUp()
  log.info({ orderId: 'o-1' }, 'order placed')
  assert.equal(lines.length, 1)
  assert.deepEqual(last(), {
    level: 'info',
    time: '2026-01-02T00:00:00.000Z',
    service: 'orders',
    instance: 'orders-1',
    version: '1.0.0',
    orderId: 'o-1',
    msg: 'order placed',
  })
})

test('below its level nothing is written', () => {
  const { log, lines } = setUp({ level: 'warn' })
  log.debug({}, 'x')
  log.info({}, 'x')
  assert.equal(lines.length, 0)
  log.warn({}, 'x')
  log.error({}, 'x')
  assert.equal(lines.length, 2)
})

test('carried fields stand on every record once, and the record itself goes before them', () => {
  const { log, lines, last } = setUp()
  log.with({ lane: 1, topic: 'a' }).with({ lane: 2 }).info({ topic: 'b' }, 'relayed')
  assert.equal(last()['lane'], 2)
  assert.equal(last()['topic'], 'b')
  assert.equal(lines[0]?.match(/"lane"/g)?.length, 1)
})

test('a field cannot pass itself off as what the record says of itself', () => {
  const { log, lines, last } = setUp()
  const names = ['time', 'level', 'msg', 'service', 'instance', 'version']
  log.info(Object.fromEntries(names.map((name) => [name, 'forged'])), 'true')
  for (const name of names) {
    assert.notEqual(last()[name], 'forged')
    assert.equal(last()[`${name}_`], 'forged')
    assert.equal(lines[0]?.match(new RegExp(`"${name}":`, 'g'))?.length, 1)
  }
})

const token = ['eyJhbGciOiJFUzI1NiJ9', 'eyJzdWIiOiJjLTEifQ', 'c2lnbmF0dXJl'].join('.')

test('credentials, payment data and bodies are masked by name, at any depth', () => {
  const { log, lines } = setUp()
  const names = [
    'authorization',
    'Set-Cookie',
    'access_token',
    'PASSWORD',
    'cardNumber',
    'card',
    'body',
    'x-api-key',
    'headers',
  ]
  for (const name of names) {
    log.info({ [name]: 'hunter2', deep: [{ [name]: { inner: 'hunter2' } }] }, 'x')
    assert.ok(!lines.at(-1)?.includes('hunter2'), lines.at(-1))
  }
})

test('what looks like a credential is masked inside any text', () => {
  const { log, lines } = setUp()
  const cause = new Error(`connect postgres://store:hunter2@db/x failed`)
  log.error(
    { error: new Error(`refused ${token}`, { cause }), note: `Bearer hunter2.x` },
    `with ${token}`,
  )
  log.info({ long: `${'x'.repeat(textCharactersMax - 40)} ${token}` }, 'cut inside a token')
  log.info(
    { long: `${'x'.repeat(textCharactersMax - 25)} amqp://store:hunter2hunter2@mq` },
    'cut inside a password',
  )
  for (const line of lines) {
    assert.ok(!line.includes('hunter2'), line)
    assert.ok(!line.includes('eyJhbGciOi'), line)
  }
})

test('a failure is recorded with its causes, but without what its library hung on it', () => {
  const { log, last } = setUp()
  const cause = Object.assign(new Error('duplicate key'), {
    code: '23505',
    detail: 'Key (email)=(a@b)',
  })
  log.error({ error: new Error('insert failed', { cause }) }, 'x')
  const error = last()['error'] as {
    message: string
    stack: string
    cause: Record<string, unknown>
  }
  assert.equal(error.message, 'insert failed')
  assert.match(error.stack, /log\.test\.ts/)
  assert.equal(error.cause['code'], '23505')
  assert.equal(error.cause['detail'], undefined)
})

test('sizes are bounded, and at the limit nothing is lost', () => {
  const { log, last } = setUp()
  const text = 'x'.repeat(textCharactersMax)
  const items = Array.from({ length: itemsMax }, (_, index) => index)
  log.info({ text, items }, 'x')
  assert.equal(last()['text'], text)
  assert.deepEqual(last()['items'], items)
  log.info({ text: `${text}y`, items: [...items, 0] }, 'x')
  assert.equal(last()['text'], `${text}…`)
  assert.deepEqual(last()['items'], [...items, '… 1 more'])
  const many = Object.fromEntries(
    Array.from({ length: fieldsMax + 1 }, (_, index) => [`f${index}`, 1]),
  )
  log.info({ many }, 'x')
  assert.equal(Object.keys(last()['many'] as object).length, fieldsMax + 1)
  assert.equal((last()['many'] as Record<string, unknown>)['…'], '1 more')
})

test('depth is bounded, and a cycle ends', () => {
  const { log, lines } = setUp()
  const cycle: Record<string, unknown> = {}
  cycle['self'] = cycle
  log.info({ cycle }, 'x')
  assert.equal(lines[0]?.match(/"self"/g)?.length, depthMax)
  assert.match(lines[0] ?? '', /too deep/)
})

test('what throws when it is read is recorded as unreadable', () => {
  const { log, last } = setUp()
  const broken = { toJSON: () => assert.fail('no') }
  log.info({ broken, size: 1n, made: () => {}, bytes: Buffer.alloc(3) }, 'x')
  assert.deepEqual(
    [last()['broken'], last()['size'], last()['made'], last()['bytes']],
    ['[unreadable]', '1', '[function]', '[3 bytes]'],
  )
})

test('whatever a caller sends, a record stays one line of JSON and writing never throws', () => {
  const { log, lines } = setUp()
  fc.assert(
    fc.property(
      fc.dictionary(fc.string(), fc.anything()),
      fc.string({ unit: 'binary' }),
      (fields, text) => {
        lines.length = 0
        log.info({ ...fields, hostile: `\r\n{"level":"error"}\u2028\u001b[31m${text}` }, text)
        const [line = ''] = lines
        assert.equal(lines.length, 1)
        assert.equal(line.indexOf('\n'), line.length - 1)
        const record = JSON.parse(line) as Record<string, unknown>
        assert.equal(record['level'], 'info')
        assert.equal(record['service'], 'orders')
        // Only printable characters may reach a terminal raw.
        assert.doesNotMatch(line.slice(0, -1), /[\u0000-\u001f]/)
      },
    ),
  )
})

test('a record says its millisecond, in the same second and in the next', async () => {
  const clock = createSimulatedClock(Date.UTC(2026, 0, 2) + 7)
  const { log, records } = setUp({ clock })
  for (const advanceMs of [0, 91, 901, 1]) {
    await clock.advance(advanceMs)
    log.info({}, 'x')
  }
  const seconds = records().map(({ time }) => String(time).slice(17))
  assert.deepEqual(seconds, ['00.007Z', '00.098Z', '00.999Z', '01.000Z'])
})

/** The name server against questions of Node's own resolver, and against what is no question. */
import assert from 'node:assert/strict'
import { createSocket } from 'node:dgram'
import { NODATA, NOTFOUND, promises, SERVFAIL } from 'node:dns'
import { test } from 'node:test'
import { openNameServer, type ZoneRecord } from './name-server.ts'

async function open(zone: readonly ZoneRecord[]) {
  const server = await openNameServer(({ name }) => zone.filter((each) => each.name === name))
  const resolver = new promises.Resolver({ timeout: 2_000, tries: 1 })
  resolver.setServers([server.address])
  return { server, resolver }
}

test('a name in any case has its records; one of another type has no data; another name does not exist', async () => {
  const { server, resolver } = await open([{ name: 'a.test', type: 'A', data: '10.0.0.1' }])
  await using _ = server
  assert.deepEqual(await resolver.resolve4('A.Test'), ['10.0.0.1'])
  await assert.rejects(resolver.resolveSrv('a.test'), { code: NODATA })
  await assert.rejects(resolver.resolve4('b.test'), { code: NOTFOUND })
})

test('more records than a message holds: the first ones are told', async () => {
  const zone = Array.from({ length: 100 }, (_, index) => ({
    name: 'a.test',
    type: 'SRV' as const,
    data: `0 0 ${4000 + index} 127.0.0.1`,
  }))
  const { server, resolver } = await open(zone)
  await using _ = server
  const found = await resolver.resolveSrv('a.test')
  assert.ok(found.length >= 35 && found.length < 100, `${found.length}`)
})

test('attack: what is no question is not answered, and the next one is', async () => {
  const { server, resolver } = await open([{ name: 'a.test', type: 'A', data: '10.0.0.1' }])
  await using _ = server
  const port = Number(server.address.split(':')[1])
  const socket = createSocket('udp4')
  let answers = 0
  socket.on('message', () => (answers += 1))
  const head = (flags: number, questions: number) => {
    const bytes = Buffer.alloc(12)
    bytes.writeUInt16BE(flags, 2)
    bytes.writeUInt16BE(questions, 4)
    return bytes
  }
  const nonsense = [
    Buffer.alloc(0),
    Buffer.alloc(11),
    head(0x80_00, 1),
    head(0, 0),
    head(0, 1),
    // A pointer, which would have to be followed; a label longer than the message; a name without an end.
    Buffer.concat([head(0, 1), Buffer.from([0xc0, 0x0c, 0, 1, 0, 1])]),
    Buffer.concat([head(0, 1), Buffer.from([60, 1, 2])]),
    Buffer.concat([head(0, 1), Buffer.from([1, 97])]),
    Buffer.alloc(60_000, 0xff),
  ]
  for (const bytes of nonsense)
    await new Promise((resolve) => socket.send(bytes, port, '127.0.0.1', resolve))
  assert.deepEqual(await resolver.resolve4('a.test'), ['10.0.0.1'])
  assert.equal(answers, 0)
  await new Promise<void>((resolve) => socket.close(resolve))
})

test('an owner that fails, and a record that cannot be written, fail the question and nobody else', async () => {
  const long = { name: 'long.test', type: 'SRV', data: `0 0 1 ${'a'.repeat(64)}.test` } as const
  const server = await openNameServer(({ name }) => {
    if (name === 'broken.test') throw new Error('the owner failed')
    if (name === 'long.test') return [long]
    if (name === 'port.test') return [{ ...long, name, data: '0 0 70000 a.test' }]
    return [{ name, type: 'A', data: '10.0.0.1' }]
  })
  await using _ = server
  const resolver = new promises.Resolver({ timeout: 2_000, tries: 1 })
  resolver.setServers([server.address])
  for (const name of ['broken.test', 'long.test', 'port.test'])
    await assert.rejects(resolver.resolveSrv(name), { code: SERVFAIL }, name)
  assert.deepEqual(await resolver.resolve4('a.test'), ['10.0.0.1'])
})

/** Clients that hold a connection without using it: at both servers that strangers can reach, with small limits. */
import assert from 'node:assert/strict'
import { connect, type Socket } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { isStream } from '@atoll/contract'
import type { Call } from '@atoll/pipeline'
import { until } from '@atoll/testkit'
import { openAttacked } from './testing/attacked.ts'

const limits = {
  headersTimeoutMs: 300,
  requestTimeoutMs: 600,
  keepAliveTimeoutMs: 300,
  stillMsMax: 600,
  connectionsMax: 3,
}
/** As far beyond all limits as a machine under load needs. Units: milliseconds. */
const withinMs = 20_000

/** Items that streams have given so far, and whether their reader's end has reached them. */
let given = 0
let isEnded = false

/** A stream that never ends by itself, of items that fill any buffer. */
async function* fill() {
  try {
    for (;;) {
      given++
      yield { filling: 'x'.repeat(100_000) }
    }
  } finally {
    isEnded = true
  }
}

let attacked: Awaited<ReturnType<typeof openAttacked>> | undefined
before(async () => {
  attacked = await openAttacked({
    limits,
    answer: async ({ operation }: Call) => (isStream(operation.output) ? fill() : { id: 'a' }),
  })
})
after(() => attacked?.[Symbol.asyncDispose]())

interface Line {
  readonly socket: Socket
  all: string
  isClosed: boolean
}

async function open(name: 'service' | 'gateway'): Promise<Line> {
  const socket = connect({ host: '127.0.0.1', port: attacked?.ports[name] ?? 0 }).setEncoding(
    'latin1',
  )
  const line: Line = { socket, all: '', isClosed: false }
  socket.on('error', () => socket.destroy())
  socket.on('close', () => {
    line.isClosed = true
  })
  await new Promise((resolve) => socket.once('connect', resolve))
  return line
}

/** Reads all that comes. */
function read(line: Line): Line {
  line.socket.on('data', (piece) => {
    line.all += String(piece)
  })
  return line
}

const closedIn = (line: Line) =>
  until(() => line.isClosed || null, { withinMs, what: 'the server to close the connection' })

/** Writes a byte now and then, as slowly as a test has time for, until the server has had enough. */
async function trickle(line: Line, start: string): Promise<Line> {
  line.socket.write(start)
  await until(
    () => {
      if (!line.isClosed && line.socket.writable) line.socket.write('a')
      return line.isClosed || null
    },
    { withinMs, what: 'the server to close the connection' },
  )
  return line
}

for (const name of ['service', 'gateway'] as const)
  describe(`the ${name}`, () => {
    test(`attack: slow: a head that trickles in (at the ${name})`, async () => {
      const line = await trickle(
        read(await open(name)),
        'GET /things/a HTTP/1.1\r\nHost: localhost\r\nX-A: ',
      )
      assert.match(line.all, /^HTTP\/1\.1 408 [^]*"code":"request_timeout"/)
    })

    test(`attack: slow: a body that trickles in (at the ${name})`, async () => {
      const line = await trickle(
        read(await open(name)),
        'POST /things HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 900000\r\n\r\n"',
      )
      assert.match(line.all, /^HTTP\/1\.1 408 [^]*"code":"request_timeout"/)
    })

    test(`attack: slow: chunks that trickle in (at the ${name})`, async () => {
      const line = read(await open(name))
      line.socket.write(
        'POST /things HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n',
      )
      await until(
        () => {
          if (line.socket.writable) line.socket.write('1\r\n \r\n')
          return line.isClosed || null
        },
        { withinMs, what: 'the server to close the connection' },
      )
      assert.match(line.all, /^HTTP\/1\.1 408 /)
    })

    test(`attack: slow: a connection that says nothing at all (at the ${name})`, async () => {
      const line = read(await open(name))
      await closedIn(line)
      assert.match(line.all, /^(?:HTTP\/1\.1 408 [^]*)?$/)
    })

    test(`attack: slow: a connection that is kept and never used (at the ${name})`, async () => {
      const line = read(await open(name))
      line.socket.write('GET /things/a HTTP/1.1\r\nHost: localhost\r\n\r\n')
      await closedIn(line)
      assert.match(line.all, /^HTTP\/1\.1 200 OK[^]*\{"id":"a"\}$/)
    })

    test(`attack: slow: a reader of a stream that does not read (at the ${name})`, async () => {
      given = 0
      isEnded = false
      const line = await open(name)
      line.socket.pause()
      line.socket.write('GET /things/a/events HTTP/1.1\r\nHost: localhost\r\n\r\n')
      await until(() => isEnded || null, {
        withinMs,
        what: 'the stream to be told that nobody reads',
      })
      // Whatever the buffers on the way hold, the work stands still while nobody reads.
      assert.ok(given < 500, `${given} items of 100 kB were made for nobody`)
      line.socket.destroy()
    })

    test(`attack: slow: more connections than allowed (at the ${name})`, async () => {
      const lines: Line[] = []
      for (let n = 0; n < limits.connectionsMax; n++) lines.push(read(await open(name)))
      const over = read(await open(name))
      await closedIn(over)
      assert.equal(over.all, '')
      lines[0]?.socket.write('GET /things/a HTTP/1.1\r\nHost: localhost\r\n\r\n')
      await until(() => lines[0]?.all.includes('{"id":"a"}') || null, {
        withinMs,
        what: 'those within the limit to be answered',
      })
      for (const { socket } of lines) socket.destroy()
      await Promise.all(lines.map(closedIn))
    })
  })

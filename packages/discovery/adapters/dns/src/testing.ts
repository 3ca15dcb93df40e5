/**
 * A name server for the tests of this package: answers SRV, A and AAAA questions over UDP from a zone that the test
 * changes. Source: RFC 1035 section 4 (messages), RFC 2782 (SRV).
 */
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { isIP } from 'node:net'

/** One record of the zone; `data` is an address, or `priority weight port host`. */
export interface ZoneRecord {
  readonly name: string
  readonly type: 'A' | 'AAAA' | 'SRV'
  readonly data: string
}

/** A name server under test. */
export interface TestNameServer extends AsyncDisposable {
  /** Shape: `127.0.0.1:53535`. */
  readonly address: string
  zone: readonly ZoneRecord[]
  /** `silent` answers nothing; `failing` says that it cannot (SERVFAIL). */
  mood: 'well' | 'silent' | 'failing'
  /** Questions so far. */
  readonly asked: string[]
}

const types = { A: 1, AAAA: 28, SRV: 33 } as const
const codes = { none: 0, servfail: 2, nxdomain: 3 } as const
const secondsToLive = 1

/** Opens one on a free port of loopback. */
export async function openTestNameServer(): Promise<TestNameServer> {
  const socket = createSocket('udp4')
  const server: TestNameServer = {
    address: '',
    zone: [],
    mood: 'well',
    asked: [],
    async [Symbol.asyncDispose]() {
      socket.close()
      await once(socket, 'close')
    },
  }
  socket.on('message', (message, { port, address }) => {
    const { name, type, end } = readQuestion(message)
    server.asked.push(`${type} ${name}`)
    if (server.mood === 'silent') return
    const named = server.zone.filter((each) => each.name === name)
    const found = named.filter((each) => types[each.type] === type)
    const code = named.length === 0 ? codes.nxdomain : codes.none
    const reply = { code: server.mood === 'failing' ? codes.servfail : code, found }
    socket.send(toMessage(message.subarray(0, end), reply), port, address)
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  return Object.assign(server, { address: `127.0.0.1:${socket.address().port}` })
}

function readQuestion(message: Buffer) {
  const labels: string[] = []
  let at = 12
  for (let length = message[at] ?? 0; length > 0; length = message[at] ?? 0) {
    labels.push(message.toString('ascii', at + 1, at + 1 + length))
    at += 1 + length
  }
  return { name: labels.join('.'), type: message.readUInt16BE(at + 1), end: at + 5 }
}

function toMessage(
  question: Buffer,
  { code, found }: { readonly code: number; readonly found: readonly ZoneRecord[] },
): Buffer {
  const head = Buffer.from(question)
  // An answer (QR) that the server has authority for (AA), with its code and one question.
  head.writeUInt16BE(0x84_00 | code, 2)
  head.writeUInt16BE(1, 4)
  head.writeUInt16BE(code === codes.none ? found.length : 0, 6)
  head.writeUInt32BE(0, 8)
  return Buffer.concat([head, ...(code === codes.none ? found.map(toRecord) : [])])
}

function toRecord({ type, data }: ZoneRecord): Buffer {
  const bytes = type === 'SRV' ? toSrv(data) : toAddress(data)
  const head = Buffer.alloc(12)
  // A pointer to the name in the question.
  head.writeUInt16BE(0xc0_0c, 0)
  head.writeUInt16BE(types[type], 2)
  head.writeUInt16BE(1, 4)
  head.writeUInt32BE(secondsToLive, 6)
  head.writeUInt16BE(bytes.length, 10)
  return Buffer.concat([head, bytes])
}

function toSrv(data: string): Buffer {
  const [priority = '', weight = '', port = '', host = ''] = data.split(' ')
  const head = Buffer.alloc(6)
  for (const [place, text] of [priority, weight, port].entries())
    head.writeUInt16BE(Number(text), place * 2)
  const labels = host.split('.').map((label) => Buffer.from(`\0${label}`))
  for (const label of labels) label[0] = label.length - 1
  return Buffer.concat([head, ...labels, Buffer.alloc(1)])
}

function toAddress(data: string): Buffer {
  if (isIP(data) === 4) return Buffer.from(data.split('.').map(Number))
  // Addresses of the other family are written in full here.
  return Buffer.from(data.replaceAll(':', ''), 'hex')
}

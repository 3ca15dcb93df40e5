/**
 * A small name server on loopback: answers SRV, A and AAAA questions over UDP from whatever its owner knows at that moment.
 * The local environment serves its instances with it; tests serve zones. It asks nobody else and remembers nothing.
 * Source: RFC 1035 section 4 (messages), RFC 2782 (SRV), RFC 3596 (AAAA).
 */
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { isIP } from 'node:net'

/** One record; `data` is an address, or `priority weight port host`. */
export interface ZoneRecord {
  readonly name: string
  readonly type: 'A' | 'AAAA' | 'SRV'
  readonly data: string
}

/** A question: a name in lower case, and the number of a type. */
export interface Question {
  readonly name: string
  readonly type: number
}

/**
 * Records of the name, of any type: none where nobody has it. `failing` says so, as does whatever is thrown or cannot be
 * written; `silent` says nothing.
 */
export type NameServerAnswer = readonly ZoneRecord[] | 'failing' | 'silent'

/** A running name server. Disposing closes it. */
export interface NameServer extends AsyncDisposable {
  /** Shape: `127.0.0.1:53535`. */
  readonly address: string
}

const types = { A: 1, AAAA: 28, SRV: 33 } as const
const codes = { none: 0, failing: 2, nobody: 3 } as const
/** Nobody keeps an answer: the next question is as near. Units: seconds. */
const secondsToLive = 0
/** What a resolver takes over UDP without being asked. Source: DNS flag day 2020. Units: bytes. */
const messageBytesMax = 1_232
/** Units: bytes. */
const headBytes = 12

/** Opens one on a free port of loopback. */
export async function openNameServer(
  answer: (question: Question) => NameServerAnswer,
): Promise<NameServer> {
  const socket = createSocket('udp4')
  socket.on('message', (message, { port, address }) => {
    const question = readQuestion(message)
    if (question === null) return
    const reply = replyTo(message.subarray(0, question.end), question, answer)
    if (reply !== null) socket.send(reply, port, address)
  })
  // Whoever asked has gone.
  socket.on('error', () => {})
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  return {
    address: `127.0.0.1:${socket.address().port}`,
    async [Symbol.asyncDispose]() {
      const closed = once(socket, 'close')
      socket.close()
      await closed
    },
  }
}

/** Null for silence. What its owner cannot answer, or answers so that it cannot be written, fails. */
function replyTo(
  asked: Buffer,
  question: Question,
  answer: (question: Question) => NameServerAnswer,
): Buffer | null {
  try {
    const found = answer({ name: question.name, type: question.type })
    return found === 'silent' ? null : toMessage(asked, question, found)
  } catch {
    return toMessage(asked, question, 'failing')
  }
}

/** The only question of a plain query; null for anything else, which is not answered. */
function readQuestion(message: Buffer): (Question & { readonly end: number }) | null {
  if (message.length < headBytes || message.readUInt16BE(4) !== 1) return null
  // An answer, or something other than a query.
  if ((message.readUInt16BE(2) & 0xf8_00) !== 0) return null
  const labels: string[] = []
  let at = headBytes
  for (let length = message[at]; length !== 0; length = message[at]) {
    if (length === undefined || length > 63 || at + 1 + length > message.length) return null
    labels.push(message.toString('latin1', at + 1, at + 1 + length))
    at += 1 + length
  }
  if (at + 5 > message.length) return null
  return {
    name: labels.join('.').toLowerCase(),
    type: message.readUInt16BE(at + 1),
    end: at + 5,
  }
}

function toMessage(
  asked: Buffer,
  { type }: Question,
  answer: readonly ZoneRecord[] | 'failing',
): Buffer {
  const named = answer === 'failing' ? [] : answer
  const records = fitting(
    named.filter((each) => types[each.type] === type).map(toRecord),
    messageBytesMax - asked.length,
  )
  const code = answer === 'failing' ? 'failing' : named.length === 0 ? 'nobody' : 'none'
  const head = Buffer.from(asked)
  // An answer (QR) that the server has authority for (AA), with its code, one question, and no more behind it.
  head.writeUInt16BE(0x84_00 | codes[code], 2)
  head.writeUInt16BE(records.length, 6)
  head.writeUInt32BE(0, 8)
  return Buffer.concat([head, ...records])
}

/** The first ones that a message holds: to find some instances is better than to find none. */
function fitting(records: readonly Buffer[], bytesMax: number): Buffer[] {
  let bytes = 0
  return records.filter((record) => (bytes += record.length) <= bytesMax)
}

function toRecord({ type, data }: ZoneRecord): Buffer {
  const bytes = type === 'SRV' ? toSrv(data) : toAddress(data)
  const head = Buffer.alloc(headBytes)
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
  for (const label of labels) {
    // A longer one would be read as a pointer.
    if (label.length > 64) throw new RangeError('a label of a name is longer than 63 bytes')
    label[0] = label.length - 1
  }
  return Buffer.concat([head, ...labels, Buffer.alloc(1)])
}

function toAddress(data: string): Buffer {
  if (isIP(data) === 4) return Buffer.from(data.split('.').map(Number))
  // Addresses of the other family are written in full here.
  return Buffer.from(data.replaceAll(':', ''), 'hex')
}

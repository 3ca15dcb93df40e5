/**
 * Asks a server to stop what one of its sessions is running. The pool calls it when a signal fires; it never waits for
 * the statement itself, whose own answer says how it ended.
 */
import { connect, type Socket } from 'node:net'
import { type ConnectionOptions, connect as connectTls } from 'node:tls'

const requestBytes = 16
const cancelCode = 80_877_102
const tlsCode = 80_877_103
const tlsBytes = 8
const acceptsTls = 'S'

/** Where a session runs and by what it may be cancelled. */
export interface Session {
  readonly host: string
  readonly port: number
  readonly processId: number
  readonly secretKey: number
  readonly tls?: ConnectionOptions | undefined
}

/**
 * Sends a CancelRequest over a connection of its own; resolves when the server has closed it, having signalled the session.
 *  Faults   rejects with the network's error
 *  Source   PostgreSQL documentation, 54.2.8 Canceling Requests in Progress and 54.7 Message Formats
 */
export function cancelStatement(session: Session, timeoutMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const plain = connect(
      session.host.startsWith('/')
        ? { path: `${session.host}/.s.PGSQL.${session.port}` }
        : { host: session.host, port: session.port },
    )
    const request = encodeCancel(session)
    finishWith(plain, resolve, reject)
    plain.setTimeout(timeoutMs, () =>
      plain.destroy(new Error('The cancel request was not answered.')),
    )
    plain.once('connect', () => {
      if (session.tls === undefined) {
        plain.write(request)
        return
      }
      plain.write(encodeTlsRequest())
      plain.once('data', (answer) => {
        if (answer.toString('latin1') !== acceptsTls) {
          plain.destroy(new Error('The server refused TLS for a cancel request.'))
          return
        }
        const secure = connectTls({ ...session.tls, socket: plain })
        finishWith(secure, resolve, reject)
        secure.write(request)
      })
    })
    plain.resume()
  })
}

function finishWith(socket: Socket, resolve: () => void, reject: (error: Error) => void): void {
  socket.once('error', reject)
  socket.once('close', resolve)
}

/** The 16 bytes of a CancelRequest. */
export function encodeCancel(session: Pick<Session, 'processId' | 'secretKey'>): Buffer {
  const bytes = Buffer.alloc(requestBytes)
  bytes.writeInt32BE(requestBytes, 0)
  bytes.writeInt32BE(cancelCode, 4)
  bytes.writeInt32BE(session.processId, 8)
  bytes.writeInt32BE(session.secretKey, 12)
  return bytes
}

function encodeTlsRequest(): Buffer {
  const bytes = Buffer.alloc(tlsBytes)
  bytes.writeInt32BE(tlsBytes, 0)
  bytes.writeInt32BE(tlsCode, 4)
  return bytes
}

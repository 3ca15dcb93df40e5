/** Who listens at a port of loopback: whether anybody does, and whether it is a certain process. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { connect } from 'node:net'

/** Whether somebody listens there. */
export function isTaken(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    const end = (isHere: boolean) => {
      socket.destroy()
      resolve(isHere)
    }
    socket.once('connect', () => end(true)).once('error', () => end(false))
  })
}

/**
 * Whether it is this process that listens there; null where the system does not tell.
 *  Source   proc(5): the state 0A of /proc/net/tcp is LISTEN, its tenth field the inode of the socket
 */
export function isListening(pid: number, port: number): boolean | null {
  try {
    const mine = new Set(
      readdirSync(`/proc/${pid}/fd`).map((each) => linkOf(`/proc/${pid}/fd/${each}`)),
    )
    const lines = ['tcp', 'tcp6'].flatMap((each) =>
      readFileSync(`/proc/${pid}/net/${each}`, 'utf8').split('\n'),
    )
    const hex = port.toString(16).toUpperCase().padStart(4, '0')
    return lines
      .map((line) => line.trim().split(/\s+/))
      .filter(([, local, , state]) => local?.endsWith(`:${hex}`) === true && state === '0A')
      .some((fields) => mine.has(`socket:[${fields[9]}]`))
  } catch {
    return null
  }
}

/** What a descriptor is; nothing once it is closed. */
function linkOf(path: string): string | null {
  try {
    return readlinkSync(path)
  } catch {
    return null
  }
}

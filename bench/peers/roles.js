/**
 * The processes of one peer. The program that is started plays the gateway and starts itself once more for each other
 * role; a role says where it listens, and ends when the gateway is gone.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'

/**
 * Starts roles of a program: those of one stage at once, one stage after the other. Each role is told what its function
 * makes of what earlier ones said. Resolves to what all said, by their names, and how to stop them.
 */
export async function startRoles(file, ...stages) {
  const children = []
  const said = {}
  for (const stage of stages) {
    const starting = Object.entries(stage).map(async ([role, told]) => {
      const args = ['role', role, JSON.stringify(told(said))]
      const child = fork(file, args, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
      children.push(child)
      const ended = once(child, 'exit').then(() => Promise.reject(new Error(`${role} ended`)))
      const [message] = await Promise.race([once(child, 'message'), ended])
      // Its end is wanted from now on.
      ended.catch(() => {})
      return [role, message]
    })
    Object.assign(said, Object.fromEntries(await Promise.all(starting)))
  }
  const stop = () =>
    Promise.all(
      children.map(async (child) => {
        const ended = once(child, 'exit')
        child.disconnect()
        await ended
      }),
    )
  return { said, stop }
}

/** Which role this process plays, and what it was told; null in the program that is started first. */
export function ownRole() {
  const [, , word, role, told] = process.argv
  return word === 'role' ? { role, told: JSON.parse(told) } : null
}

/** Says where this role listens, and ends with the gateway. */
export function playRole(said) {
  process.once('disconnect', () => process.exit(0))
  process.send(said)
}

/** A port that nobody has at the moment, for libraries that want to be given one. */
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  await once(server, 'close')
  return port
}

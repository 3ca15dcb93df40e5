/** Work that waits its turn, as a database's does: a little of a core for each request, outside the event loop. */
import { pbkdf2 } from 'node:crypto'
import { promisify } from 'node:util'

const derive = promisify(pbkdf2)
/** About two milliseconds of a core. */
const rounds = 4_000

/** Does it. */
export async function work(): Promise<void> {
  await derive('card', 'salt', rounds, 32, 'sha256')
}

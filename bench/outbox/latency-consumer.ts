/** The consumer of the latency measurement, as a process of its own; tells its parent when each effect stood. */
import { openPostgres } from '@atoll/storage-postgres'
import { consumeOrders, openChannel } from './shop.ts'

const tellMs = 50
const writersMax = 16
const [, , url = '', messagingUrl = ''] = process.argv
await using database = await openPostgres({ url, writersMax })
await using messaging = await openChannel(messagingUrl)
let effects: [number, number][] = []
await consumeOrders(messaging, database, (n) => {
  effects.push([n, Number(process.hrtime.bigint()) / 1e6])
})
const tell = () => {
  if (effects.length > 0) process.send?.(effects)
  effects = []
}
const timer = setInterval(tell, tellMs)
process.send?.('ready')
await new Promise<void>((resolve) => {
  process.once('SIGTERM', () => resolve())
  process.once('disconnect', () => resolve())
})
clearInterval(timer)
if (process.connected) process.disconnect()

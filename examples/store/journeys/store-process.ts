/**
 * The whole store beside whoever starts it, to be killed or measured: `store-process <directory> <port> [topology]`, in
 * one process if nobody says. Says where it is reached as one line of JSON; stops on SIGTERM, and when whoever started
 * it with a channel is gone. Started by kill-whole.journey.test.ts and by the replay.
 */
import { fileURLToPath } from 'node:url'
import { loadSystem, startSystem } from '@atoll/embedded'

const [, , directory = '', port = '0', topology = 'one-process'] = process.argv
const file = fileURLToPath(new URL('../atoll.ts', import.meta.url))
const running = await startSystem({
  system: await loadSystem(file),
  topology: topology === 'processes' ? topology : 'one-process',
  directory,
  port: Number(port),
  program: { file },
  environment: process.env,
  tell: () => {},
})
const stop = () => void running.stop().then(() => process.exit(0))
process.once('SIGTERM', stop)
if (process.connected) process.once('disconnect', stop)
const databases = [...running.databases, ['messaging', running.messagingUrl]]
console.log(JSON.stringify({ url: running.address, databases }))

/**
 * The whole store in one process of its own, to be killed: `store-process <directory> <port>`. Says where it is reached
 * as one line of JSON, stops on SIGTERM. Started by kill-whole.journey.test.ts.
 */
import { fileURLToPath } from 'node:url'
import { loadSystem, startSystem } from '@atoll/embedded'

const [, , directory = '', port = '0'] = process.argv
const file = fileURLToPath(new URL('../atoll.ts', import.meta.url))
const running = await startSystem({
  system: await loadSystem(file),
  topology: 'one-process',
  directory,
  port: Number(port),
  program: { file },
  environment: process.env,
  tell: () => {},
})
process.once('SIGTERM', () => {
  void running.stop().then(() => process.exit(0))
})
const databases = [...running.databases, ['messaging', running.messagingUrl]]
console.log(JSON.stringify({ url: running.address, databases }))

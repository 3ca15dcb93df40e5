/** The program that a supervisor starts for each process of a system: `child <atoll.ts> <process>`. */
import { loadSystem } from './load-system.ts'
import { runProcess } from './run-process.ts'

const [, , file = '', name = ''] = process.argv
await runProcess(await loadSystem(file), name)

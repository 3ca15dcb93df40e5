/** The commands for processes that are not ours: their options and help texts. Carries nothing out. */
import { type Command, InvalidArgumentError, Option } from 'commander'
import type { Parts } from './parts.ts'
import { toPort } from './port.ts'
import { registrar } from './registrar.ts'
import { sidecar, type SidecarWish } from './sidecar.ts'

/** Where a sidecar listens when nobody says. */
const listenDefault = 4140

/** Adds `sidecar` and `registrar`. */
export function addBeside(program: Command, parts: Parts, end: (exitCode: number) => void): void {
  withRegistry(program.command('sidecar'))
    .summary('makes a process in any language take part')
    .description(
      'Registers the process beside it while it is well, and carries its calls to others: http://127.0.0.1:<listen>/<service>/path',
    )
    .requiredOption('-s, --service <name>', 'the name by which others call it')
    .addOption(new Option('-p, --port <number>', 'where it listens').argParser(toPort))
    .option('--host <host>', 'by which others reach it', '127.0.0.1')
    .option('--instance <id>', 'of its own; else host:service:port')
    .option('--health <path>', 'answers 2xx while it is well; else it only has to take connections')
    .addOption(milliseconds('--interval-ms <number>', 'between two looks at its health'))
    .addOption(
      new Option('-l, --listen <number>', 'for its calls to others')
        .argParser(toPort)
        .default(listenDefault),
    )
    .addOption(milliseconds('--deadline-ms <number>', 'for calls that have none of their own'))
    .option('--zone <name>', 'where it runs; instances there go first')
    .option('--zipkin <url>', 'gets the spans, such as http://127.0.0.1:9411/api/v2/spans')
    .option('--otlp <url>', 'gets the spans, such as http://127.0.0.1:4318/v1/traces')
    .addOption(
      new Option('--b3 <form>', 'calls carry their trace as B3 too')
        .choices(['none', 'single', 'multi'])
        .default('none'),
    )
    .action(async (wish: SidecarWish) => end(await sidecar(wish, parts)))
  withRegistry(program.command('registrar'))
    .summary('registers processes of others while they are well')
    .description('Looks after the processes of a list, and registers each while it is well.')
    .requiredOption('-f, --file <file>', 'the list, as JSON')
    .addOption(
      new Option('-l, --listen <number>', 'where it says how all are; 0 takes any free one')
        .argParser(toPort)
        .default(0),
    )
    .action(async (wish: Parameters<typeof registrar>[0]) => end(await registrar(wish, parts)))
}

function withRegistry(command: Command): Command {
  return command.option(
    '-r, --registry <urls>',
    'Eureka servers, with commas; else EUREKA_SERVERS, else http://127.0.0.1:8761/eureka',
  )
}

function milliseconds(flags: string, description: string): Option {
  return new Option(flags, description).argParser((text) => {
    const number = /^\d{1,6}$/.test(text) ? Number(text) : 0
    if (number >= 50) return number
    throw new InvalidArgumentError('Write milliseconds, from 50.')
  })
}

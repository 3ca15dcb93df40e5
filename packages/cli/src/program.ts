/** The commands, their options and their help texts. Carries nothing out: each command has a file of its own. */
import { Command, Option } from 'commander'
import { type Topology, topologies } from '@atoll/system'
import { deadLetters } from './dead-letters.ts'
import { dev } from './dev.ts'
import { usageFault } from './exit-code.ts'
import { importContract } from './import-openapi.ts'
import { type LogLevel, logLevels } from './log-record.ts'
import { logs } from './logs.ts'
import type { Parts } from './parts.ts'
import { placeOf } from './place.ts'
import { addBeside } from './beside-commands.ts'
import { addComparing } from './compare-command.ts'
import { addChecking } from './check-command.ts'
import { addDeciding } from './decide-commands.ts'
import { addMapping } from './map-command.ts'
import { addNew } from './new-commands.ts'
import { toPort } from './port.ts'
import { reset } from './reset.ts'
import { run } from './run.ts'
import { addServing } from './serve-commands.ts'
import { start } from './start.ts'
import { status } from './status.ts'
import { stop } from './stop.ts'
import { thresholds } from './thresholds.ts'
import { versionHere } from './version.ts'

interface Place {
  readonly directory: string
}
interface Port {
  readonly port?: number
}

/** Makes the program; `end` is told the exit code of the command that ran. */
export function createProgram(parts: Parts, end: (exitCode: number) => void): Command {
  const program = new Command('atoll')
    .description('Runs a system of services on this machine, with nothing installed but Node.')
    .version(versionHere(), '-V, --version', 'shows the version')
    .helpOption('-h, --help', 'shows this help')
    .helpCommand('help [command]', 'shows the help of a command')
    .showHelpAfterError('(`atoll --help` lists the commands)')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => parts.screen.line(text.trimEnd()),
      writeErr: (text) => parts.screen.problem(text.trimEnd()),
    })
    .addHelpText('after', helpAfter)
  addNew(program, parts, end)
  addRunning(program, parts, end)
  addLooking(program, parts, end)
  addThresholds(program, parts, end)
  addImporting(program, parts, end)
  addComparing(program, parts, end)
  addChecking(program, parts, end)
  addMapping(program, parts, end)
  addDeciding(program, parts, end)
  addBeside(program, parts, end)
  addServing(program, parts, end)
  return program
}

function addRunning(program: Command, parts: Parts, end: (exitCode: number) => void): void {
  inDirectory(program.command('start'))
    .summary('runs the system until Ctrl-C')
    .description(
      'Runs the system of atoll.ts until Ctrl-C. The first Ctrl-C lets work in flight finish, the second ends it now.',
    )
    .addOption(
      new Option('-t, --topology <topology>', 'how services are spread; else as decided').choices(
        topologies,
      ),
    )
    .addOption(portOption())
    .action(async ({ directory, topology, port }: Place & Port & { topology?: Topology }) =>
      end(
        await start(
          {
            place: placeOf(directory, parts.environment),
            topology: topology ?? null,
            port: port ?? null,
          },
          parts,
        ),
      ),
    )
  inDirectory(program.command('dev'))
    .summary('runs the system and restarts what you change')
    .description(
      'Runs each service in a process of its own and starts it again when a file of its folder changes; any other file, such as a contract, concerns all.',
    )
    .addOption(portOption())
    .action(async ({ directory, port }: Place & Port) =>
      end(await dev({ place: placeOf(directory, parts.environment), port: port ?? null }, parts)),
    )
  inDirectory(program.command('run <process>', { hidden: true }))
    .description('One process of the system, as a supervisor starts it; not for people.')
    .action(async (name: string, { directory }: Place) => {
      await run(placeOf(directory, parts.environment), name, parts)
    })
  inDirectory(program.command('stop'))
    .summary('stops what runs here')
    .description('Stops the system that runs in this folder, and waits until it did.')
    .option('--now', 'does not let it finish its work; nothing that was accepted is lost', false)
    .action(async ({ directory, now }: Place & { now: boolean }) =>
      end(await stop(placeOf(directory, parts.environment), { now }, parts)),
    )
}

function addLooking(program: Command, parts: Parts, end: (exitCode: number) => void): void {
  inDirectory(program.command('status'))
    .summary('shows what runs here')
    .description('Shows what runs in this folder; exit code 3 if nothing does.')
    .option('--json', 'as JSON', false)
    .action(({ directory, json }: Place & { json: boolean }) =>
      end(status(placeOf(directory, parts.environment), { json }, parts)),
    )
  inDirectory(program.command('logs [service]'))
    .summary('shows what services recorded')
    .description('Shows the records of all services, or of one, in the order of time.')
    .option('-f, --follow', 'goes on with what comes', false)
    .option('-o, --order <id>', 'only what belongs to this order, through all services')
    .addOption(new Option('-l, --level <level>', 'only from this importance on').choices(logLevels))
    .option('--json', 'as they were written, one JSON object per line', false)
    .action(async (service: string | undefined, written: LogsWritten) => {
      const { directory, order = null, level = null, follow, json } = written
      const query = { service: service ?? null, order, level }
      end(await logs(placeOf(directory, parts.environment), { ...query, follow, json }, parts))
    })
  inDirectory(program.command('dead-letters'))
    .summary('shows, replays or discards what could not be handled')
    .description(
      'Messages that a service gave up, the first of each key; later ones wait behind it.',
    )
    .option('-s, --service <name>', 'only of this service')
    .option('-c, --consumer <event>', 'only of this event, such as orders.orderPlaced')
    .option('-k, --key <key>', 'only of this key, such as an order')
    .addOption(new Option('--replay', 'has them tried again now').conflicts('discard'))
    .option('--discard', 'lets them go for good; needs a service, event or key, or --yes for all')
    .option('-y, --yes', 'means all of them', false)
    .option('--json', 'as JSON', false)
    .action(async ({ directory, json, ...written }: DeadLettersWritten) => {
      const { service = null, consumer = null, key = null, replay, discard, yes } = written
      if (discard === true && !yes && (service ?? consumer ?? key) === null)
        throw usageFault(
          'Say which to let go with --service, --consumer or --key, or all with --yes.',
        )
      const act = replay === true ? 'replay' : discard === true ? 'discard' : 'list'
      const wish = { service, consumer, key, act, json } as const
      end(await deadLetters(placeOf(directory, parts.environment), wish, parts))
    })
  inDirectory(program.command('reset'))
    .summary('deletes all state, to start afresh')
    .description('Deletes .atoll: databases, keys and logs. Refused while the system runs.')
    .option('-y, --yes', 'does not ask', false)
    .action(async ({ directory, yes }: Place & { yes: boolean }) =>
      end(await reset(placeOf(directory, parts.environment), { yes }, parts)),
    )
}

function addThresholds(program: Command, parts: Parts, end: (exitCode: number) => void): void {
  inDirectory(program.command('thresholds'))
    .summary('shows circuits, tries other thresholds on what they remember, or sets them')
    .description(
      'The circuits of everything that is called here. What is set holds until the processes end; ATOLL_THRESHOLDS says it for the next start.',
    )
    .option('-s, --service <name>', 'only of this service or gateway')
    .addOption(
      new Option(
        '--try [json]',
        'what these thresholds, those of now and better ones would have done with the last calls',
      ).conflicts('set'),
    )
    .option('--set <json>', 'replaces all thresholds, such as {"of":{"catalog":{"openMs":2000}}}')
    .option('--json', 'as JSON', false)
    .action(async ({ directory, json, ...written }: ThresholdsWritten) => {
      const { service = null, set, try: tried } = written
      const act = set === undefined ? (tried === undefined ? 'show' : 'try') : 'set'
      const text = set ?? (typeof tried === 'string' ? tried : null)
      const wish = { service, act, written: text, json } as const
      end(await thresholds(placeOf(directory, parts.environment), wish, parts))
    })
}

interface ThresholdsWritten extends Place {
  readonly json: boolean
  readonly service?: string
  readonly try?: string | true
  readonly set?: string
}

function addImporting(program: Command, parts: Parts, end: (exitCode: number) => void): void {
  const importing = program
    .command('import')
    .summary('makes a contract of what describes another service')
    .description('Makes a contract of what describes another service.')
  inDirectory(importing.command('openapi <file-or-url>'))
    .summary('from an OpenAPI document')
    .description(
      'Writes one module with the contract of an OpenAPI 3.0 or 3.1 document, in JSON or YAML, and lists what a contract cannot say.',
    )
    .option('-n, --name <name>', 'of the contract; else the title of the document makes it')
    .option('-o, --out <file>', 'where it is written; else contracts/<name>.ts')
    .option('--force', 'replaces a file that is there', false)
    .option('--json', 'what was made, as JSON', false)
    .action(async (source: string, written: ImportWritten) => {
      const { directory, name = null, out = null, force, json } = written
      end(await importContract({ source, directory, name, out, force, json }, parts))
    })
}

interface ImportWritten extends Place {
  readonly name?: string
  readonly out?: string
  readonly force: boolean
  readonly json: boolean
}

interface DeadLettersWritten extends Place {
  readonly json: boolean
  readonly service?: string
  readonly consumer?: string
  readonly key?: string
  readonly replay?: boolean
  readonly discard?: boolean
  readonly yes: boolean
}

interface LogsWritten extends Place {
  readonly follow: boolean
  readonly json: boolean
  readonly order?: string
  readonly level?: LogLevel
}

function inDirectory(command: Command): Command {
  return command.option('-d, --directory <path>', 'the folder of atoll.ts', '.')
}

function portOption(): Option {
  return new Option(
    '-p, --port <number>',
    'of the first gateway; 0 takes any free one; else PORT, else 8080',
  ).argParser(toPort)
}

const helpAfter = `
Examples:
  atoll new system shop           a small system that runs, in ./shop
  atoll start                     runs the system of ./atoll.ts
  atoll start -t processes -p 0   a process per service, on any free port
  atoll logs --order 018f…        one order through all services
  atoll import openapi http://localhost:8080/v3/api-docs --name billing
  atoll check --sarif atoll.sarif whether the system keeps to its decisions
  atoll decide --defaults         decides all that is open, and asks nothing
  atoll explain circuit breaker   what it is, and where it was decided here
  atoll sidecar --service pricing --port 5000 --health /health
  atoll config-server --folder ./settings
  atoll reset --yes && atoll start

Exit codes:
  0 done   1 failed   2 written wrongly   3 nothing runs here   4 runs here already   130 ended by a second Ctrl-C

State is kept in .atoll beside atoll.ts. ATOLL_DEBUG=1 shows stacks.`

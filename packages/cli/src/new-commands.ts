/** The commands that begin a system and add to one, and the one that compares it with its template. Carries nothing out. */
import { type Command, Option } from 'commander'
import { pipelines, type SystemWish } from '@atoll/template'
import { drift, type DriftWish } from './drift.ts'
import { newEvent, newOperation, newPage, newService, newSystem } from './new.ts'
import type { Parts } from './parts.ts'

interface Adding {
  readonly directory: string
  readonly force: boolean
}

/** Adds `new` and `drift`. */
export function addNew(program: Command, parts: Parts, end: (exitCode: number) => void): void {
  const beginning = program
    .command('new')
    .summary('begins a system, or adds a service, an operation, an event or a page')
    .description(
      'Writes small pieces that compile and are tested, whole or not at all. What is there already is never replaced.',
    )
  beginning
    .command('system [folder]')
    .summary('a small system that runs, in an empty folder')
    .description('Makes a small system that runs of an empty folder; asks nothing.')
    .option('-n, --name <name>', 'of the system; else the folder is called so')
    .addOption(
      new Option('--pipeline <kind>', 'the file for continuous integration')
        .choices(pipelines)
        .default(pipelines[0]),
    )
    .action((folder: string | undefined, written: Pick<SystemWish, 'name' | 'pipeline'>) =>
      end(newSystem({ ...written, folder: folder ?? '.' }, parts)),
    )
  adding(beginning.command('service <name>'))
    .summary('a service with a contract, a command, a query, an event and tests')
    .action(async (name: string, where: Adding) => end(await newService({ ...where, name }, parts)))
  adding(beginning.command('operation <service.name>'))
    .summary('a command or a query of a service')
    .addOption(new Option('--command', 'it changes something; so it is if nothing is said'))
    .addOption(new Option('--query', 'it only looks').conflicts('command'))
    .action(async (name: string, { query, ...where }: Adding & { query?: true }) =>
      end(await newOperation({ ...where, name, kind: query ? 'query' : 'command' }, parts)),
    )
  adding(beginning.command('event <service.name>'))
    .summary('an event that a service tells of')
    .option('--to <service>', 'which listens')
    .action(async (name: string, { to, ...where }: Adding & { to?: string }) =>
      end(await newEvent({ ...where, name, to: to ?? null }, parts)),
    )
  adding(beginning.command('page <service> <name>'))
    .summary('a page that shows something of a service')
    .action(async (service: string, name: string, where: Adding) =>
      end(await newPage({ ...where, service, name }, parts)),
    )
  program
    .command('drift')
    .summary('shows how far this system is from the template of today')
    .description(
      'Compares the files that the template owns with what it writes today. Exit code 1 if the template has something for this system; what the team changed on purpose is shown and counts for nothing.',
    )
    .option('-d, --directory <path>', 'the folder of atoll.ts', '.')
    .option('--json', 'as JSON', false)
    .option('--patch <file>', 'writes the way there for `git apply`; - shows it instead')
    .option('--all', 'the patch goes over what the team changed too', false)
    .addOption(
      new Option('--accept', 'leaves everything as it is, on purpose: it counts no more')
        .default(false)
        .conflicts(['patch', 'all']),
    )
    .action((wish: DriftWish) => end(drift(wish, parts)))
}

function adding(command: Command): Command {
  return command
    .option('-d, --directory <path>', 'the folder of atoll.ts', '.')
    .option('--force', 'although the system does not type-check with it', false)
}

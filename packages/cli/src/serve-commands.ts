/** The commands that run a server of ours alone: their options and help texts. Carries nothing out. */
import { type Command, Option } from 'commander'
import { configServer, type ConfigServerWish } from './config-server.ts'
import type { Parts } from './parts.ts'
import { toPort } from './port.ts'
import { registry, type RegistryServerWish } from './registry.ts'

/** Where the field's clients look when nobody tells them. */
const ports = { config: 8888, registry: 8761 } as const

/** Adds `config-server` and `registry`. */
export function addServing(program: Command, parts: Parts, end: (exitCode: number) => void): void {
  listening(program.command('config-server'), ports.config)
    .summary('tells programs their settings, as a Spring config server does')
    .description(
      'Tells the settings of a folder, or what is committed in a git folder, to clients of Spring and of ours.',
    )
    .addOption(new Option('-f, --folder <path>', 'where the files are').conflicts('git'))
    .option('-g, --git <path>', 'the git folder; only what is committed is told')
    .option('--label <name>', 'the branch, tag or commit for who names none; else HEAD')
    .addHelpText(
      'after',
      `
A Spring service reads it with
  spring.config.import=configserver:http://127.0.0.1:${ports.config}

Environment, each also as a file by <name>_FILE, but the salt:
  ENCRYPT_KEY     decrypts {cipher} values, as of a Spring server; ENCRYPT_SALT too
  CONFIG_LOGIN    what everybody has to show, like user:password`,
    )
    .action(async (wish: ConfigServerWish) => end(await configServer(wish, parts)))
  listening(program.command('registry'), ports.registry)
    .summary('knows where instances are, as a Eureka server does')
    .description('A registry for clients of Eureka and of ours, with a page for people.')
    .option('--peers <urls>', 'the other registries, with commas; this one may be among them')
    .addHelpText(
      'after',
      `
A Spring service registers with
  eureka.client.service-url.defaultZone=http://127.0.0.1:${ports.registry}/eureka/
The page for people is at http://127.0.0.1:${ports.registry}

Environment, each also as a file by <name>_FILE:
  REGISTRY_LOGIN  what everybody has to show, like user:password, peers too
  REGISTRY_PEERS  the same as --peers, where addresses hold a password`,
    )
    .action(async (wish: RegistryServerWish) => end(await registry(wish, parts)))
}

function listening(command: Command, port: number): Command {
  return command
    .addOption(
      new Option('-p, --port <number>', 'where it listens; 0 takes any free one')
        .argParser(toPort)
        .default(port),
    )
    .option('--host <address>', 'by which others reach it; 0.0.0.0 for all', '127.0.0.1')
    .option('--hosts <names>', 'names by which others come, with commas')
}

/** What a service's code does by itself where the platform would do it: a broker, a call, a listener, a database, an adapter. */
import { basename } from 'node:path'
import type { DoorFacts } from '@atoll/patterns'
import type { Part } from './facts-parts.ts'
import { importsOf, type Import, type Source } from './facts-sources.ts'

type Kind = DoorFacts['kind']

/** Modules by what they are for. A name that ends with `/` or `-` stands for all that begin so. */
const modules: readonly (readonly [Kind, readonly string[]])[] = [
  [
    'adapter',
    [
      '@atoll/transport-',
      '@atoll/messaging-',
      '@atoll/discovery-',
      '@atoll/storage-',
      '@atoll/config-',
      '@atoll/telemetry-',
      '@atoll/identity-',
    ],
  ],
  [
    'publish',
    [
      '@atoll/messaging',
      'kafkajs',
      '@confluentinc/kafka-javascript',
      'node-rdkafka',
      'amqplib',
      'amqp-connection-manager',
      'rhea',
      'nats',
      '@nats-io/',
      'mqtt',
      'bullmq',
      'zeromq',
      '@aws-sdk/client-sns',
      '@aws-sdk/client-sqs',
      '@aws-sdk/client-eventbridge',
      '@google-cloud/pubsub',
      '@azure/service-bus',
    ],
  ],
  [
    'database',
    [
      '@atoll/postgres',
      'pg',
      'postgres',
      'mysql',
      'mysql2',
      'mariadb',
      'mongodb',
      'mongoose',
      'better-sqlite3',
      'node:sqlite',
      'knex',
      'typeorm',
      'sequelize',
      '@prisma/client',
    ],
  ],
  ['listen', ['express', 'fastify', 'koa', 'hono', '@hono/', '@nestjs/', '@hapi/', 'node:net']],
  [
    'call',
    [
      'undici',
      'axios',
      'got',
      'ky',
      'node-fetch',
      'superagent',
      'node:http',
      'http',
      'node:https',
      'https',
      'node:http2',
      'http2',
      '@grpc/grpc-js',
    ],
  ],
  ['decisions', ['@atoll/system', '@atoll/decisions']],
]

/** What stands in a service's code and goes past the platform, with its line. */
export function doorsOf(part: Part, system: { readonly folder: string }): readonly DoorFacts[] {
  return part.sources.flatMap((source) => [
    ...byImport(part, source, system.folder),
    ...byName(part, source),
    ...byStatement(part, source),
  ])
}

function byImport(part: Part, source: Source, folder: string): readonly DoorFacts[] {
  if (part.isShared) return []
  return importsOf(source).flatMap((each) => {
    const kind = each.isType ? undefined : kindOf(each, source, folder)
    if (kind === undefined) return []
    return [{ kind, through: each.name, at: part.at(source, each.line) }]
  })
}

function kindOf({ name, file }: Import, source: Source, folder: string): Kind | undefined {
  if (file !== null) {
    const isDecisions = file === `${folder}/decisions.ts` || file === `${folder}/atoll.ts`
    return isDecisions ? 'decisions' : undefined
  }
  const kind = modules.find(([, names]) => names.some((each) => isModule(name, each)))?.[0]
  // A module that both calls and listens: what it is used for shows.
  if (kind === 'call' && /\bcreateServer\b/.test(source.code.bare)) return 'listen'
  return kind
}

function isModule(name: string, listed: string): boolean {
  const isPrefix = listed.endsWith('/') || listed.endsWith('-')
  return isPrefix ? name.startsWith(listed) : name === listed || name.startsWith(`${listed}/`)
}

const globals: readonly (readonly [Kind, RegExp, string])[] = [
  ['call', /(?<![.\w$])fetch\s*\(/g, 'fetch()'],
  ['call', /\bnew\s+WebSocket\s*\(/g, 'WebSocket'],
]

/** What needs no import. */
function byName(part: Part, source: Source): readonly DoorFacts[] {
  return globals.flatMap(([kind, form, through]) =>
    [...source.code.bare.matchAll(form)].flatMap(({ index }) =>
      part.holds(source, index)
        ? [{ kind, through, at: part.at(source, source.lineOf(index)) }]
        : [],
    ),
  )
}

/** Messages of the database, which commit with the change and are lost all the same when nobody listens. */
function byStatement(part: Part, source: Source): readonly DoorFacts[] {
  if (basename(source.file).endsWith('.sql')) return []
  return source.code.statements.flatMap(({ text, from }) => {
    const place = text.toLowerCase().indexOf('pg_notify')
    if (place < 0 || !part.holds(source, from)) return []
    return [
      {
        kind: 'publish' as const,
        through: 'pg_notify',
        at: part.at(source, source.lineOf(from + place)),
      },
    ]
  })
}

/** What the local environment can be told from outside. Every value has a default: nothing has to be set. */
import { secret } from '@atoll/contract'
import { defineSettings, type SettingsOf, setting } from '@atoll/config'
import { createPeers } from '@atoll/gateway'
import { z } from 'zod'

/** Units stand in the names. */
export const embeddedSettings = defineSettings({
  port: setting(z.coerce.number().int().min(0).max(65535), {
    env: 'PORT',
    default: 8080,
    describe: 'The port of the first gateway; 0 takes any free one.',
  }),
  host: setting(z.string().min(1).max(253), {
    env: 'HOST',
    default: '127.0.0.1',
    describe: 'Where gateways listen; 0.0.0.0 lets other machines in.',
  }),
  publicHosts: setting(
    z
      .string()
      .regex(/^[a-z0-9._-]*(?:,[a-z0-9._-]+)*$/i)
      .max(2000),
    {
      env: 'PUBLIC_HOSTS',
      default: '',
      describe:
        'Names by which others reach the gateways, with commas. A gateway on loopback answers to no other Host.',
    },
  ),
  postgresUrl: setting(secret(z.string().max(2000)), {
    env: 'ATOLL_POSTGRES_URL',
    default: '',
    describe: 'A PostgreSQL of your own, as its superuser; otherwise one is started in .atoll.',
  }),
  configServers: setting(secret(z.string().max(2000)), {
    env: 'CONFIG_SERVERS',
    default: '',
    describe: 'Addresses of the config server, with commas, instead of those that were decided.',
  }),
  eurekaServers: setting(secret(z.string().max(2000)), {
    env: 'EUREKA_SERVERS',
    default: '',
    describe: 'Addresses of the Eureka registry, with commas, instead of those in decisions.ts.',
  }),
  zone: setting(
    z
      .string()
      .regex(/^[\w.-]*$/)
      .max(100),
    {
      env: 'ATOLL_ZONE',
      default: '',
      describe: 'Where these processes run. Instances and registries of the same zone go first.',
    },
  ),
  graceMs: setting(z.coerce.number().int().min(0).max(600_000), {
    env: 'ATOLL_GRACE_MS',
    default: 10_000,
    describe: 'How long work in flight may take when the system stops.',
  }),
  leaseMs: setting(z.coerce.number().int().min(300).max(600_000), {
    env: 'ATOLL_LEASE_MS',
    default: 10_000,
    describe: 'How long a relay or consumer may hold its lanes without a sign of life.',
  }),
  retryPausesMs: setting(z.string().regex(/^\d{1,8}(,\d{1,8}){0,9}$/), {
    env: 'ATOLL_RETRY_PAUSES_MS',
    default: '10000,30000,120000,600000,3600000',
    describe: 'Pauses before each further try of a message that could not be handled.',
  }),
  keyMs: setting(z.coerce.number().int().min(1_000).max(31_536_000_000), {
    env: 'ATOLL_KEY_MS',
    default: 2_592_000_000,
    describe: 'How long one key of the issuer signs before the next one does.',
  }),
  keysFreshMs: setting(z.coerce.number().int().min(300).max(3_600_000), {
    env: 'ATOLL_KEYS_FRESH_MS',
    default: 300_000,
    describe: 'How long the published keys count as fresh; a new key signs after twice this time.',
  }),
  logLevel: setting(z.enum(['debug', 'info', 'warn', 'error']), {
    env: 'ATOLL_LOG_LEVEL',
    default: 'info',
    describe: 'The least important records that are kept.',
  }),
  zipkinUrl: setting(z.string().max(2000), {
    env: 'ATOLL_ZIPKIN_URL',
    default: '',
    describe: 'A Zipkin that gets all spans too, such as http://127.0.0.1:9411/api/v2/spans.',
  }),
  otlpUrl: setting(z.string().max(2000), {
    env: 'ATOLL_OTLP_URL',
    default: '',
    describe:
      'An OpenTelemetry collector that gets all spans too, such as http://127.0.0.1:4318/v1/traces.',
  }),
  b3: setting(z.enum(['none', 'single', 'multi']), {
    env: 'ATOLL_B3',
    default: 'none',
    describe:
      'Whether traces leave as B3 beside W3C, for services of others; both are always understood.',
  }),
  thresholds: setting(z.string().max(100_000), {
    env: 'ATOLL_THRESHOLDS',
    default: '',
    describe:
      'When circuits open, as JSON: {"default":{"openMs":2000},"of":{"catalog.priceOf":{"slowMs":300}}}.',
  }),
  tracePeers: setting(z.string().max(2000).refine(isPeers), {
    env: 'ATOLL_TRACE_PEERS',
    default: '',
    describe:
      'Addresses whose traces the gateways continue, with commas, such as 10.0.0.0/8; those of others are linked.',
  }),
  failpoint: setting(z.string().max(2000), {
    env: 'ATOLL_FAILPOINT',
    default: '',
    describe:
      'For tests: `<process>/<place>` at which that process kills itself, once; several with commas, `later` for more.',
  }),
})

/** The settings, read and typed. */
export type EmbeddedSettings = SettingsOf<typeof embeddedSettings>

/** The peers whose traces are continued, as a list. */
export function tracePeersOf({ tracePeers }: Pick<EmbeddedSettings, 'tracePeers'>) {
  return tracePeers === '' ? [] : tracePeers.split(',').map((each) => each.trim())
}

function isPeers(tracePeers: string): boolean {
  try {
    createPeers(tracePeersOf({ tracePeers }))
    return true
  } catch {
    return false
  }
}

/** The public hosts as a list; undefined where none is told. */
export function publicHostsOf({ publicHosts }: EmbeddedSettings): readonly string[] | undefined {
  return publicHosts === '' ? undefined : publicHosts.split(',').filter((each) => each !== '')
}

/** Claims on running: who asks, what is set, what is seen, where it runs. */
import { type Catalogue, measured, open, people, tested } from '../evidence.ts'

const rotation = 'examples/store/journeys/key-rotation.processes.journey.test.ts'
const settings = 'packages/config/src/config.test.ts'
const live = 'packages/config/src/live.test.ts'
const actuator = 'packages/embedded/src/actuator.test.ts'
const logs = 'packages/cli/src/logs.test.ts'

export const running: Catalogue = {
  'access-token': {
    'The identity travels with the call.': tested(
      'packages/identity/src/verifier.test.ts',
      'a good token names its subject, scopes, client and end',
      {
        verdict: 'true',
        says: 'Each service reads from it who asks, for whom, and until when.',
      },
    ),
    'A service checks it alone.': measured('issuer'),
    'A token that lives long is hard to take back.': tested(
      'packages/identity/src/verifier.test.ts',
      'a service takes tokens of five minutes and no longer ones; a gateway may take an hour',
      {
        verdict: 'when',
        says: 'Nobody can take one back before its end; between services that is five minutes at most, at the gateway an hour.',
      },
    ),
    'What it says grows old.': open('M33', 'How long a withdrawn scope goes on is not measured.'),
    'It has no room for all permissions.': tested(
      'packages/identity/src/scopes.test.ts',
      'as many scopes as the limit, and not one more',
      {
        verdict: 'true',
        says: 'Scopes in a token are bounded; rules that need data stand with the data.',
      },
    ),
  },
  'x-authorization-server': {
    'One place knows how people and programs sign in.': tested(
      'packages/issuer/src/issuer.test.ts',
      'a token has every claim that RFC 9068 asks for',
      {
        verdict: 'true',
        says: 'People and services get their tokens from one issuer.',
      },
    ),
    'Keys change without a new release of any service.': tested(
      rotation,
      'a rotation under load refuses nobody',
      {
        verdict: 'true',
        says: 'Keys were changed under load, and no request was refused, neither with the new key nor with the old.',
      },
    ),
    'Much depends on it.': measured('issuer'),
  },
  'x-policy-authorization': {
    'Rules are data that can be read and tested.': tested(
      'packages/contract/src/contract.test.ts',
      'is not declared',
      {
        verdict: 'when',
        says: 'Who may call is data of each operation, without a default; rules that need more than a scope are code of the service yet (M51).',
      },
    ),
    'The decision is made near the service.': tested(
      'packages/identity/src/steps.test.ts',
      'authenticate: without a token, without a scope, with a token for another service',
      {
        verdict: 'true',
        says: 'Each service decides by itself, from the token and its own contract.',
      },
    ),
    'Rules need tests of their own.': people('It is about who writes them.'),
    'The data for a decision may be out of date.': open('M51', 'No rule reads copied data yet.'),
  },
  'x-workload-identity': {
    'Each service proves who it is, by certificate or signed token.': tested(
      'packages/identity/src/attestation.test.ts',
      'a service cannot speak for another',
      {
        verdict: 'true',
        says: 'By a signature of its own key; certificates are M51.',
      },
    ),
    'Certificates and keys have to be renewed in time.': tested(
      'packages/issuer/src/key-ring.test.ts',
      'keys follow each other by age, without anybody asking',
      {
        verdict: 'when',
        says: 'The issuer’s keys follow each other by themselves; those of services do not yet (M51).',
      },
    ),
  },
  'microservice-chassis': {
    'Settings, logs, health, numbers and traces work from the first day.': measured('sight'),
    'An upgrade is a new version of one dependency.': open(
      'M56',
      'There is no second version to upgrade to.',
    ),
    'Each language or framework needs its own.': tested(
      'examples/sidecar/sidecar.live.test.ts',
      'Feign calls Python by its name, Python calls Spring by its name',
      {
        verdict: 'when',
        says: 'For discovery, calls and traces a sidecar does it for any language; the rest needs one in each.',
      },
    ),
    'The upgrade has to be made in every service.': open(
      'M56',
      'There is no second version to upgrade to.',
    ),
  },
  'service-template': {
    'A service that runs, with tests and pipeline, is there at once.': open(
      'M12',
      'Not built yet.',
    ),
    'Copied code drifts from what it was copied from.': open('M12', 'Not built yet.'),
  },
  'externalized-configuration': {
    'The same artefact goes everywhere.': tested(
      settings,
      'defaults give way to files, files to later files, and all to the environment',
      {
        verdict: 'true',
        says: 'What differs comes from files and the environment; the code is the same.',
      },
    ),
    'A wrong setting fails late.': tested(
      settings,
      'every mistake is told at once, with its place and its remedy',
      {
        verdict: 'false',
        says: 'Here it fails at the start, before anything is opened, with every mistake in one list: settings are declared with their types.',
      },
    ),
  },
  'x-config-and-secrets': {
    'A wrong setting is refused at start.': tested(
      'packages/chassis/src/start-service.test.ts',
      'a wrong setting ends the start before its database is opened',
      {
        verdict: 'true',
        says: 'With its name, its place and its remedy.',
      },
    ),
    'Secrets are named in settings, and kept elsewhere.': tested(
      settings,
      'a secret is read from a file that the environment names',
      {
        verdict: 'true',
        says: 'In files that the environment names, shown nowhere.',
      },
    ),
    'A change takes effect without a restart.': tested(
      live,
      'a change is there after the next reading',
      {
        verdict: 'true',
        says: 'After the next reading, told to who listens.',
      },
    ),
    'A store for secrets has to be run.': open(
      'M13',
      'No store for secrets is used yet: files only.',
    ),
  },
  'log-aggregation': {
    'All logs are searched in one place.': tested(
      logs,
      'files become one story in the order of time',
      {
        verdict: 'true',
        says: 'By service, level, order or trace, over the files of one host; other places are M36.',
      },
    ),
    'A pattern in logs can raise an alarm.': open('M36', 'Not built yet.'),
    'The volume asks for a large installation.': measured('keeping'),
  },
  'application-metrics': {
    'Behaviour is visible, now and over time.': tested(
      actuator,
      'numbers have Micrometer’s names',
      {
        verdict: 'true',
        says: 'Of each border of each process, under names that boards know.',
      },
    ),
    'Numbers raise alarms, and drive scaling.': open('M37', 'Nobody acts on numbers yet.'),
    'Code that counts stands among business code.': measured('sight'),
    'Numbers have to be gathered and kept.': measured('keeping'),
  },
  'audit-logging': {
    'What users did is on record.': open('M38', 'Not built yet.'),
    'It stands among business code.': open('M38', 'Not built yet.'),
    'It can be forgotten.': open('M38', 'Not built yet.'),
  },
  'distributed-tracing': {
    'A request is seen as a timeline.': tested(
      'packages/embedded/src/zipkin.live.test.ts',
      'are one trace without a gap, and four in the dependencies',
      {
        verdict: 'true',
        says: 'Zipkin shows one request through a Spring and a TypeScript service as one trace, each span in that before it.',
      },
    ),
    'It shows who depends on whom.': tested(
      'packages/embedded/src/zipkin.live.test.ts',
      'are one trace without a gap, and four in the dependencies',
      {
        verdict: 'true',
        says: 'All four that take part stand in Zipkin’s picture of dependencies.',
      },
    ),
    'Traces take storage, or must be sampled.': measured('keeping'),
    'The trace must pass through queues too.': measured('sight'),
  },
  'exception-tracking': {
    'Errors are grouped, assigned and closed.': open('M40', 'Not built yet.'),
    'There is one more part to run.': open('M40', 'Not built yet.'),
  },
  'health-check-api': {
    'Routers, registries and platforms act on it.': tested(
      'packages/sidecar/src/registrar.live.test.ts',
      'sick or dead it is withdrawn, and well again it is back',
      {
        verdict: 'true',
        says: 'Whoever is not well is found no longer, and again when it is.',
      },
    ),
    'It tells of one moment only.': tested(
      'packages/discovery/src/picker.test.ts',
      'an instance that could not be reached is avoided for a while',
      {
        verdict: 'true',
        says: 'Between two looks callers still meet one that is gone, and learn by themselves to avoid it.',
      },
    ),
    'Checks that look too deep fail in chains.': open(
      'M53',
      'A check that asks its neighbours is not built to compare.',
    ),
  },
  'log-deployments-and-changes': {
    'Trouble is matched with its change at once.': open('M42', 'Not built yet.'),
    'It helps only if it is complete.': open('M42', 'Not built yet.'),
  },
  'x-telemetry-sampling': {
    'Cost is bounded by shares, ages and limits.': tested(
      'packages/telemetry/src/span-sink.test.ts',
      'what is more than can wait is dropped, counted, and told once',
      {
        verdict: 'when',
        says: 'By limits of what may wait and of files; shares and ages for each service are M36.',
      },
    ),
    'A rare event may not have been kept.': tested(
      'packages/telemetry/src/span-sink.test.ts',
      'a server that says nothing: what it has not taken is lost',
      {
        verdict: 'true',
        says: 'What is over a limit is gone; that it was lost is counted and told.',
      },
    ),
  },
  'multiple-service-instances-per-host': {
    'Machines are used well.': open('M6', 'Hosts of their own are not built to compare with.'),
    'An instance starts quickly.': measured('edge'),
    'Nothing keeps one service from taking all.': open(
      'M6',
      'Processes have no limits of their own yet, and what that costs a neighbour is not measured.',
    ),
    'Services may want different versions of the same thing.': people(
      'It is about what services want.',
    ),
  },
  'service-instance-per-host': {
    'Services do not disturb each other.': open('M7', 'Not built yet.'),
    'Each is easy to watch and to limit.': open('M7', 'Not built yet.'),
    'Machines may be used less well.': open('M7', 'Not built yet.'),
  },
  'service-instance-per-vm': {
    'The machine holds all that the service needs.': open('M7', 'Not built yet.'),
    'Clouds scale groups of machines by themselves.': open('M7', 'Not built yet.'),
    'Images are slow to build and to start.': open('M7', 'Not built yet.'),
    'Each instance carries a whole system.': open('M7', 'Not built yet.'),
  },
  'service-instance-per-container': {
    'It starts fast, within limits.': open('M8', 'Not built yet.'),
    'The same image runs everywhere.': open('M8', 'Not built yet.'),
    'A platform has to place containers.': open('M8', 'Not built yet.'),
    'All share one kernel.': open('M8', 'Not built yet.'),
  },
  'serverless-deployment': {
    'Nobody plans capacity.': open('M9', 'Not built yet.'),
    'What is not used costs nothing.': open('M9', 'Not built yet.'),
    'The first call after a pause is slow.': open('M9', 'Not built yet.'),
    'Time and memory of a run are limited.': open('M9', 'Not built yet.'),
    'It serves requests and events only.': open('M9', 'Not built yet.'),
    'It is hard to leave the provider.': open('M9', 'Not built yet.'),
  },
  'service-deployment-platform': {
    'A service has a name, and calls are balanced behind it.': open('M10', 'Not built yet.'),
    'Instances that fail are replaced.': open(
      'M10',
      'Not built yet; on one host the supervisor does.',
    ),
    'New versions are rolled out step by step.': open('M10', 'Not built yet.'),
    'The platform has to be learned and run.': people('It is about people.'),
  },
}

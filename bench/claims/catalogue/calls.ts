/** Claims on calls: how services talk, are found, survive each other, and how the outside comes in. */
import { type Catalogue, measured, open, people, proven, tested } from '../evidence.ts'

const sidecar = 'packages/sidecar/src/outgoing.live.test.ts'
const picker = 'packages/discovery/src/picker.test.ts'

export const calls: Catalogue = {
  'remote-procedure-invocation': {
    'It is simple and familiar.': people('It is about people.'),
    'No broker is needed.': tested(
      'packages/transport/adapters/http/src/wire.live.test.ts',
      'any client that speaks HTTP and JSON can call',
      { verdict: 'true', says: 'Caller and callee are enough: any client of HTTP and JSON calls.' },
    ),
    'HTTP, gRPC and Thrift do it in their own ways.': open(
      'M15',
      'HTTP only; gRPC is M15, Thrift M16.',
    ),
    'It knows only question and answer.': open(
      'M19',
      'Five styles of interaction over both are not shown yet.',
    ),
    'It works only while both sides are up.': measured('stillness'),
    'The caller must find the callee.': tested(
      picker,
      'a call waits until its deadline and is then refused, not executed',
      {
        verdict: 'true',
        says: 'A call to whom nobody finds waits until its deadline, and is refused.',
      },
    ),
  },
  messaging: {
    'Messages wait until the receiver can take them.': measured('stillness'),
    'It serves commands, replies, and events for many.': open('M19', 'Events only yet.'),
    'A broker is hard to run, and everything waits when it is down.': open(
      'M17',
      'Messages travel through PostgreSQL yet, which has to run anyway; a broker that falls is M17 and M18.',
    ),
    'Question and answer become clumsy.': open('M19', 'No question is asked by message yet.'),
  },
  'domain-specific-protocol': {
    'It fits the job.': open('M20', 'Not built yet.'),
    'Servers and clients for it exist already.': open('M20', 'Not built yet.'),
    'The gateway does not speak it.': open('M20', 'Not built yet.'),
    'It needs its own security and tests.': open('M20', 'Not built yet.'),
  },
  'x-contract-versioning': {
    'Callers of an older version go on working.': open(
      'M52',
      'Two versions do not run side by side yet.',
    ),
    'Stored events of any age can be read.': open('M52', 'Events have no upcasters yet.'),
    'Several versions live at once.': open('M52', 'Two versions do not run side by side yet.'),
  },
  'client-side-discovery': {
    'The call goes straight to the instance.': measured('hops'),
    'The caller can choose by what it knows of load and zone.': tested(
      picker,
      'of two the one with fewer calls under way is taken',
      {
        verdict: 'true',
        says: 'By calls under way, by latency, by failures, and by zone.',
      },
    ),
    'Each language needs a client of the registry.': tested(
      sidecar,
      'a call by name reaches an instance',
      {
        verdict: 'when',
        says: 'Not where a sidecar is beside the process: it asks a local address, in any language.',
      },
    ),
  },
  'server-side-discovery': {
    'Services contain no code for it.': measured('discovery'),
    'Clouds and platforms often have it already.': open('M10', 'No platform is deployed to yet.'),
    'There is a router to run.': measured('discovery'),
    'Each call takes one hop more.': measured('hops'),
    'The router must speak all protocols in use.': open('M15', 'There is one protocol yet.'),
  },
  'service-registry': {
    'There is one place to ask.': tested(
      'packages/registry/src/registry.live.test.ts',
      'a client registers, is found, renews and leaves',
      {
        verdict: 'true',
        says: 'Instances of any service are found at one address.',
      },
    ),
    'Much depends on it.': measured('registry'),
    'It may list instances that are gone.': measured('registry'),
    'Its own address must be well known.': tested(
      'packages/discovery/adapters/eureka/src/join.live.test.ts',
      'a registry that is away at first is told as a warning',
      {
        verdict: 'true',
        says: 'Whoever joins is told where it is; one that is not there is tried on, and said.',
      },
    ),
  },
  'self-registration': {
    'It is simple.': people('It is about who writes it.'),
    'An instance can tell states such as starting and out of service.': tested(
      'packages/discovery/adapters/eureka/src/eureka.live.test.ts',
      'an instance that is out of service is no longer found, and is again when it is up',
      { verdict: 'true', says: 'It is not found while it says that it is out of service.' },
    ),
    'Each service contains a client of the registry, in its language.': tested(
      sidecar,
      'a call by name reaches an instance',
      {
        verdict: 'when',
        says: 'Not where a sidecar registers the process beside it.',
      },
    ),
    'An instance that dies stays listed for a while.': measured('registry'),
  },
  'third-party-registration': {
    'It works for any language.': tested(
      'packages/sidecar/src/registrar.live.test.ts',
      'a process is known while its health answers',
      {
        verdict: 'true',
        says: 'A process is registered by whether its health answers, or its port does.',
      },
    ),
    'One place checks the health of all.': tested(
      'packages/sidecar/src/registrar.live.test.ts',
      'two of a service: each is looked after for itself',
      {
        verdict: 'true',
        says: 'One registrar looks after all processes of a list.',
      },
    ),
    'There is a registrar to run.': people(
      'It follows from what it is; here it is `atoll registrar`, or the supervisor that runs anyway.',
    ),
    'It knows only whether an instance is up.': tested(
      'packages/sidecar/src/registrar.live.test.ts',
      'one that takes connections and never answers is not well by HTTP, and is by TCP',
      {
        verdict: 'when',
        says: 'By its port it knows no more; by a health path it knows what that tells.',
      },
    ),
  },
  'circuit-breaker': {
    'The failure does not spread.': measured('breaker'),
    'The caller can answer with something else.': tested(
      'packages/resilience/src/run.test.ts',
      'a fallback answers for a failure and for an open circuit',
      {
        verdict: 'true',
        says: 'By a fallback for each call; a product is shown without its stock.',
      },
    ),
    'The callee is given time to recover.': measured('breaker'),
    'Good thresholds are hard to find.': tested(
      'packages/resilience/src/shadow.test.ts',
      'what would have done better is proposed',
      {
        verdict: 'when',
        says: 'By thinking alone; `atoll thresholds --try` plays the last calls again under others and proposes better ones.',
      },
    ),
    'Somebody must think about what to answer instead.': people('It is about people.'),
  },
  'x-timeout-retry-bulkhead': {
    'No call waits longer than its deadline.': measured('stillness'),
    'A short failure is repaired by asking again.': measured('architecture'),
    'One slow callee cannot take all places.': measured('stillness'),
    'Asking again repeats work and adds load.': tested(
      'packages/resilience/src/retry.test.ts',
      'repetitions stay within the budget of a callee that is down',
      {
        verdict: 'when',
        says: 'Up to a budget for each callee; without one it would. Only what may be repeated is.',
      },
    ),
  },
  'x-rate-limiting': {
    'Whoever asks too much is refused, and told when to come again.': tested(
      'packages/resilience/src/rate.test.ts',
      'a burst passes, one more is refused before any work',
      {
        verdict: 'true',
        says: 'Before any work, with the time to wait.',
      },
    ),
    'What is accepted is still served in time.': proven('bench-overload', {
      verdict: 'true',
      says: 'At three times its capacity a service goes on serving what it can in time; one without a limit does not.',
    }),
    'Limits have to be tuned.': tested(
      'packages/resilience/src/overload.test.ts',
      'at little more than it can do, hardly anybody is refused',
      {
        verdict: 'when',
        says: 'The limit of work under way finds itself; the rate of one caller is a number that somebody sets.',
      },
    ),
  },
  'api-gateway': {
    'Clients need not know how the system is cut.': measured('architecture'),
    'Clients make fewer round trips.': measured('edge'),
    'Protocols are translated at the edge.': open('M21', 'There is one protocol yet.'),
    'One more part must never be down.': measured('edge'),
    'Each call takes one hop more.': measured('edge'),
    'All teams may have to wait for its team.': people('It is about teams.'),
  },
  'backend-for-frontend': {
    'The team of a client owns its API.': people('It is about teams.'),
    'What goes wrong for one kind of client leaves the others alone.': open(
      'M22',
      'The store has one gateway yet.',
    ),
    'Code at the edge is written more than once.': open('M22', 'The store has one gateway yet.'),
    'There are more parts to run.': open('M22', 'The store has one gateway yet.'),
  },
  sidecar: {
    'It works for any language.': tested(
      'examples/sidecar/sidecar.live.test.ts',
      'Feign calls Python by its name, Python calls Spring by its name',
      {
        verdict: 'true',
        says: 'A process in Python takes part beside Spring without a line of ours in it.',
      },
    ),
    'It is released apart from the service.': people('It follows from being a process of its own.'),
    'Each instance has one more process and one more hop.': open(
      'M24',
      'What the hop costs is not measured yet.',
    ),
    'Both have to start and stop together.': open('M8', 'Nobody places both together yet.'),
  },
  'service-mesh': {
    'Breakers, discovery and encryption come without code.': open('M51', 'Not built yet.'),
    'Traffic is moved between versions by settings.': open('M52', 'Not built yet.'),
    'Its control plane is complex.': people('It is about people.'),
    'It knows nothing of the business.': people('It follows from what it is.'),
    'Each call takes a little longer.': open('M51', 'Not built yet.'),
  },
}

/** Claims on the shape of a system: architecture, boundaries, refactoring. */
import { type Catalogue, measured, open, people, tested } from '../evidence.ts'

const monolith = 'examples/store/journeys/store.monolith.journey.test.ts'

export const shape: Catalogue = {
  'monolithic-architecture': {
    'One thing is built, tested and delivered.': tested(
      monolith,
      'makes one process of all services',
      {
        verdict: 'true',
        says: 'By one decision the store is one process with all its services, and passes every journey.',
      },
    ),
    'A command may change all data in one transaction, and a query may join all of it.': open(
      'M2',
      'As one process the store still has a database for each service; one for all of them is not built.',
    ),
    'Calls inside it need no network.': measured('architecture'),
    'The code base outgrows what one person can understand.': people(
      'It is about people and years.',
    ),
    'Build and tests take longer with every feature.': open(
      'M5',
      'It needs the history of a code base that grows: build and test minutes for each service over time.',
    ),
    'All teams share one technology stack.': people('It follows from what a process is.'),
    'All teams wait for the same release.': people('It is about teams and their releases.'),
  },
  'microservice-architecture': {
    'Each service is small enough to be understood.': people('It is about people.'),
    'Each service is delivered when its own team is ready.': open(
      'M52',
      'N and N−1 of a service have to run together on recorded traffic.',
    ),
    'Each service is scaled by its own load.': open(
      'M10',
      'Several instances of one service, placed by load, are a platform’s work.',
    ),
    'A team chooses the technology of its service.': open(
      'M45',
      'A Spring service in the way of an order has to pass the same journeys.',
    ),
    'Calls cross a network and can fail halfway.': measured('stillness'),
    'Data that spans services agrees only after a while.': measured('stillness'),
    'Tests over several services are hard to set up.': measured('tests'),
    'There is more to deploy, to watch and to pay memory for.': measured('architecture'),
    'Wrong boundaries are costly to move.': open(
      'M4',
      'Moving a table between two services, step by step, has to be done and timed.',
    ),
  },
  'modular-monolith': {
    'Each team works in a module of its own.': people('It is about teams.'),
    'Modules call each other without a network.': measured('architecture'),
    'Borders stay only as long as the build refuses to cross them.': tested(
      'tools/check/heights.test.ts',
      'a climb that the manifest allows is refused in both places',
      {
        verdict: 'true',
        says: 'An import across a border that its own manifest allows is refused by our check, and was by nothing else.',
      },
    ),
    'All modules are released together.': people('It follows from what one deployable is.'),
    'All modules share one technology stack.': people('It follows from what a process is.'),
  },
  'domain-module-api': {
    'The schema of a module stays its own affair.': open(
      'M28',
      'What happens to a module when the schema of another changes is not tried.',
    ),
    'A module can be tested without the others.': tested(
      'examples/store/services/orders/place.test.ts',
      'an order is priced by the catalogue',
      {
        verdict: 'true',
        says: 'Orders are tested with doubles of catalog and payments, and no other module is loaded.',
      },
    ),
    'A module behind an API is cheap to move out later.': tested(monolith, 'is seven', {
      verdict: 'true',
      says: 'Each module of the store becomes a process of its own by one decision, without a changed line.',
    }),
    'Somebody writes code that maps inner types to outer ones.': people(
      'It is about who writes it.',
    ),
    'The way round the API stays tempting.': people('It is about people.'),
  },
  'domain-api-build-module': {
    'Callers depend on the API alone, so an inner change does not rebuild them.': open(
      'M12',
      'No build here is cut along modules: types are checked in one program.',
    ),
    'Fewer tests run for each change.': open('M12', 'Tests are not chosen by what changed yet.'),
    'There are more build units to look after.': people('It is about who looks after them.'),
  },
  'strangler-fig': {
    'The first new service is worth something long before the last.': open(
      'M48',
      'Nothing is strangled yet.',
    ),
    'Each step is small and can be taken back.': open('M48', 'Nothing is strangled yet.'),
    'Old and new live side by side for years.': people('It is about years.'),
    'Data must be kept equal in both.': open('M48', 'Nothing is strangled yet.'),
    'The monolith must be changed as well.': open('M48', 'Nothing is strangled yet.'),
  },
  'anti-corruption-layer': {
    'The new model stays clean.': tested(
      'packages/embedded/src/external.live.test.ts',
      'its answers are ours',
      {
        verdict: 'true',
        says: 'What a foreign service answers, or fails to, reaches ours in the words of our contract.',
      },
    ),
    'A layer of translation has to be written and kept.': open(
      'M48',
      'No legacy model is translated yet.',
    ),
  },
  'decompose-by-business-capability': {
    'What a business does changes rarely, so the boundaries last.': people('It is about years.'),
    'Teams stand around something of value.': people('It is about teams.'),
    'The business must be well understood first.': people('It is about people.'),
    'Large shared objects reach across capabilities.': open(
      'M3',
      'Candidate services are not scored yet.',
    ),
  },
  'decompose-by-subdomain': {
    'Each service has one model in which each word means one thing.': open(
      'M4',
      'Cuts are not compared yet.',
    ),
    'It shows where to invest and what to buy.': people('It is about investing.'),
    'It takes people who know the domain and how to model it.': people('It is about people.'),
  },
  'self-contained-service': {
    'A request is answered without waiting for another service.': measured('stillness'),
    'The service becomes larger.': open('M5', 'The size of candidates is not measured yet.'),
    'Foreign data is copied, and commands go on as sagas.': open('M30', 'No replica is built yet.'),
    'Some replies can only say that the work has begun.': measured('stillness'),
  },
  'service-per-team': {
    'Each service has exactly one owner.': open('M5', 'Owners are not read from CODEOWNERS yet.'),
    'A team has one service, or few, to understand.': people('It is about teams.'),
    'Boundaries that suit teams may not suit users.': people('It is about teams.'),
    'When teams are reorganised, services have to move too.': people('It is about teams.'),
  },
  'x-colocate-subdomains': {
    'The operation becomes local.': tested(monolith, 'calls nobody over a network', {
      verdict: 'true',
      says: 'With all services in one process no call between them leaves it.',
    }),
    'It is one transaction again.': open(
      'M2',
      'Each service keeps its database, also in one process.',
    ),
    'The service becomes larger.': open('M5', 'The size of candidates is not measured yet.'),
  },
  'x-ui-contract': {
    'Shared tokens and libraries give one look.': tested(
      'examples/store/pages/pages.test.ts',
      'no page needs more than its own origin',
      { verdict: 'true', says: 'Every page takes its look from one sheet of styles.' },
    ),
    'A part that is late or fails is replaced.': tested(
      'examples/store/journeys/store.processes.journey.test.ts',
      'without inventory a product is shown within its budget',
      {
        verdict: 'true',
        says: 'With inventory still a product is shown in time, its stock said to be missing.',
      },
    ),
    'Somebody has to govern it.': people('It is about people.'),
  },
  'server-side-page-fragment-composition': {
    'Each team owns its part of the page.': people('It is about teams.'),
    'The page arrives complete.': tested(
      'examples/store/pages/pages.test.ts',
      'none carries code or styles',
      { verdict: 'true', says: 'No page of the store needs a script to be whole.' },
    ),
    'The slowest part delays the page.': measured('stillness'),
    'Parts have to be cached one by one.': open('M43', 'Parts are not cached yet.'),
  },
  'client-side-ui-composition': {
    'Each team owns its components.': people('It is about teams.'),
    'Components are released one by one.': open('M44', 'Not built yet.'),
    'The browser loads more code.': open('M44', 'Not built yet.'),
    'Versions of libraries may clash.': open('M44', 'Not built yet.'),
    'Components have to share state.': open('M44', 'Not built yet.'),
  },
  'service-component-test': {
    'Tests are fast, and fail for reasons of the service alone.': measured('tests'),
    'The service is tested through its public API.': tested(
      'packages/testkit/src/open-service.test.ts',
      'a call goes to the double and back',
      { verdict: 'true', says: 'A service alone is asked by its contract, as its callers do.' },
    ),
    'Its neighbours are stand-ins, which may be wrong.': tested(
      'packages/testkit/src/open-service.test.ts',
      'is caught, also at the end',
      {
        verdict: 'when',
        says: 'What a double says against its contract is caught; that the meaning is right stays untested until M35.',
      },
    ),
  },
  'consumer-driven-contract-test': {
    "The break is found in the provider's own pipeline.": open('M35', 'Not built yet.'),
    'Consumers have to write down what they expect.': open('M35', 'Not built yet.'),
    'That the meaning is right stays untested.': open('M35', 'Not built yet.'),
  },
  'consumer-side-contract-test': {
    'The consumer is checked against the same contract as the provider.': open(
      'M35',
      'Not built yet.',
    ),
    "It must be run together with the provider's tests.": open('M35', 'Not built yet.'),
  },
  'x-contract-broker': {
    'Contracts and results are kept in one place.': open('M35', 'Not built yet.'),
    'It answers whether a version may be deployed.': open('M35', 'Not built yet.'),
    'There is one more service to run.': open('M35', 'Not built yet.'),
  },
  'x-progressive-delivery': {
    'Few users meet a mistake before it is taken back.': open('M52', 'Not built yet.'),
    'It needs numbers that tell good from bad.': open('M52', 'Not built yet.'),
    'Two versions run at once.': open('M52', 'Not built yet.'),
  },
}

import type { AreaId } from '../graph/areas.ts'
import type { AreaText } from '../text.ts'

/** The problem areas in English. */
export const areas: Readonly<Record<AreaId, AreaText>> = {
  architecture: {
    name: 'Architecture',
    question: 'Is the application delivered as one piece or as many?',
  },
  'monolith-structure': {
    name: 'Structure of a monolith',
    question: 'What keeps a single deployable clear to several teams at once?',
  },
  'module-encapsulation': {
    name: 'Encapsulation of modules',
    question: 'How does a module keep its inner parts, tables among them, to itself?',
  },
  'build-coupling': {
    name: 'Build coupling',
    question: 'Can a module be changed without building and testing everything?',
  },
  migration: {
    name: 'Migration',
    question: 'How does an existing monolith become services?',
  },
  'legacy-model': {
    name: 'Legacy model',
    question: 'How do the terms of the old system stay out of the new services?',
  },
  boundaries: {
    name: 'Boundaries',
    question: 'Along which lines is the system cut into services or modules?',
  },
  ownership: {
    name: 'Ownership',
    question: 'Who owns each service and keeps it running?',
  },
  'sync-collaboration': {
    name: 'Synchronous collaboration',
    question: 'What does a service do when its answer depends on other services?',
  },
  'data-ownership': {
    name: 'Data ownership',
    question: 'Who keeps which data, and who else may reach it?',
  },
  'shared-schema': {
    name: 'Shared schema',
    question: 'Services share tables and the load on them: do you live with that, or move on?',
  },
  'distributed-command': {
    name: 'Distributed command',
    question: 'What makes a change in several services whole, when no transaction holds them all?',
  },
  'distributed-query': {
    name: 'Distributed query',
    question: 'Who gathers the data of a query that several services own?',
  },
  'foreign-data': {
    name: 'Foreign data',
    question: 'Where does a command get the foreign data it decides by?',
  },
  'saga-coordination': {
    name: 'Saga coordination',
    question: 'Who tells each participant of a saga what to do next?',
  },
  'saga-isolation': {
    name: 'Saga isolation',
    question: "What keeps two sagas from spoiling each other's results?",
  },
  'async-outcome': {
    name: 'Asynchronous outcome',
    question: 'Where does a client find a result that came after the reply?',
  },
  'announce-changes': {
    name: 'Announcing changes',
    question: 'Who tells other services about changed data?',
  },
  'atomic-publish': {
    name: 'Atomic publishing',
    question: 'How are a change in the database and its message one act?',
  },
  'outbox-relay': {
    name: 'Outbox relay',
    question: 'How do the rows of the outbox get to the broker?',
  },
  duplicates: {
    name: 'Duplicates',
    question: 'How does a receiver bear the same message or call twice?',
  },
  'ordering-poison': {
    name: 'Order and poison messages',
    question:
      'What keeps messages of an entity in order, and where do those go that never succeed?',
  },
  'view-lifecycle': {
    name: 'Life of a view',
    question:
      'How are views and replicas built and renewed, and what do readers do while they lag?',
  },
  'business-logic': {
    name: 'Business logic',
    question: 'In what form is the business logic of a service or module written?',
  },
  'transaction-boundary': {
    name: 'Transaction boundary',
    question: 'What is loaded, changed and saved as one unit?',
  },
  'cross-aggregate': {
    name: 'Rules across aggregates',
    question: 'How do rules hold that reach over several aggregates of a service?',
  },
  'query-event-store': {
    name: 'Queries on an event store',
    question: 'Events are found by id only: how are all other queries answered?',
  },
  'contract-evolution': {
    name: 'Evolution of contracts',
    question: 'How may contracts and stored events change while services are released one by one?',
  },
  communication: {
    name: 'Communication',
    question: 'In which style does one service speak to another?',
  },
  'locate-broker': {
    name: 'Finding the broker',
    question: 'How does a service know where the broker is?',
  },
  'infra-availability': {
    name: 'Availability of shared parts',
    question: 'How are broker, registry, gateway and mesh kept from being the weakest part?',
  },
  discovery: {
    name: 'Finding instances',
    question: 'Instances move and multiply: how does a caller reach one that lives?',
  },
  'instance-catalogue': {
    name: 'Catalogue of instances',
    question: 'Where is it written which instances there are, and at which addresses?',
  },
  registration: {
    name: 'Registration',
    question: 'Who enters instances into the registry and takes them out?',
  },
  'instance-health': {
    name: 'Health of instances',
    question: 'Who can tell whether an instance is able to work?',
  },
  'partial-failure': {
    name: 'Partial failure',
    question: 'What protects a caller when its callee is slow or dead?',
  },
  'breaker-tuning': {
    name: 'Tuning of breakers',
    question: 'Who sets thresholds and timeouts, and can they be changed without a restart?',
  },
  overload: {
    name: 'Overload',
    question: 'How are too many calls, and storms of repeated ones, turned away?',
  },
  'external-access': {
    name: 'Access from outside',
    question: 'How do clients outside reach the services?',
  },
  'caller-identity': {
    name: 'Identity of the caller',
    question: 'By what does a service know on whose behalf it is called?',
  },
  'token-lifecycle': {
    name: 'Life of a token',
    question: 'Who issues, renews and revokes tokens, and where are the keys found?',
  },
  'authorization-data': {
    name: 'Authorization data',
    question: 'Where do permissions come from, and the data that they are judged by?',
  },
  'service-trust': {
    name: 'Trust between services',
    question: 'How does one service prove to another who it is?',
  },
  'new-service': {
    name: 'New services',
    question:
      'How is the ground for a new service laid quickly, fit for production and easy to keep?',
  },
  'template-drift': {
    name: 'Template drift',
    question:
      'Code from the template grows old in each service: where is it repaired once for all?',
  },
  'polyglot-plumbing': {
    name: 'Plumbing in other languages',
    question: 'Where does a service get its plumbing if its language has no chassis?',
  },
  configuration: {
    name: 'Environments',
    question: 'How can the same build run on a laptop, in tests and in production?',
  },
  'config-safety': {
    name: 'Safe settings',
    question: 'How are settings checked, secrets kept, and changes brought in while running?',
  },
  'isolated-test': {
    name: 'Isolated tests',
    question: 'Can a service be tested alone and in seconds?',
  },
  'provider-compat': {
    name: 'Provider compatibility',
    question: 'How does a provider notice that a change would break its consumers?',
  },
  'consumer-compat': {
    name: 'Consumer compatibility',
    question: 'Does the consumer keep to the contract, and are its stand-ins true?',
  },
  'contract-exchange': {
    name: 'Exchange of contracts',
    question: 'Where do teams exchange contracts and results, and who stops a bad deployment?',
  },
  logs: {
    name: 'Logs',
    question: 'Where are the logs of all instances searched together?',
  },
  metrics: {
    name: 'Metrics',
    question: 'Which numbers tell how the system does, and whom do they wake?',
  },
  trace: {
    name: 'Traces',
    question: 'How can one request be followed wherever it goes, queues included?',
  },
  errors: {
    name: 'Errors',
    question: 'How are errors grouped, given to somebody, and closed?',
  },
  audit: {
    name: 'Audit',
    question: 'How is it recorded what users did?',
  },
  'change-log': {
    name: 'Log of changes',
    question: 'What was deployed or changed just before the trouble began?',
  },
  'telemetry-volume': {
    name: 'Volume of telemetry',
    question: 'What keeps logs and traces from costing more than they are worth?',
  },
  ui: {
    name: 'User interface',
    question: 'Several teams build one page from several services: who puts it together?',
  },
  'ui-consistency': {
    name: 'Consistency of the user interface',
    question: 'What gives the parts of a page one look, and replaces those that fail?',
  },
  deployment: {
    name: 'Unit of deployment',
    question: 'How is a service packed, and where is it placed?',
  },
  'noisy-neighbour': {
    name: 'Noisy neighbours',
    question: 'One service can take the whole host down: do you live with that, or move on?',
  },
  'isolation-unit': {
    name: 'Unit of isolation',
    question: 'What keeps one instance apart from the others?',
  },
  'serverless-limits': {
    name: 'Limits of serverless',
    question:
      'Functions start cold, run briefly and keep nothing: do you live with that, or move on?',
  },
  'deployment-automation': {
    name: 'Automated deployment',
    question: 'Who places instances, restarts, scales, routes and rolls back?',
  },
  'safe-release': {
    name: 'Safe release',
    question: 'How does a version reach users gradually, and how is it taken back?',
  },
}

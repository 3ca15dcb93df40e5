/** Claims on data: whose it is, how it is changed and asked for across services, and how changes are told. */
import { type Catalogue, measured, open, people, proven, tested } from '../evidence.ts'

const unit = 'packages/outbox/src/unit-of-work.test.ts'
const relay = 'packages/outbox/src/relay.test.ts'
const consumer = 'packages/outbox/src/consumer.test.ts'
const order = 'packages/outbox/src/order.test.ts'

export const data: Catalogue = {
  'database-per-service': {
    'A service changes its schema without asking anybody.': open(
      'M28',
      'No change of a schema is tried under load yet.',
    ),
    'Each service takes the store that suits it.': open(
      'M28',
      'There is one kind of store yet: PostgreSQL.',
    ),
    'No transaction and no join spans services.': tested(
      'packages/postgres/src/server.live.test.ts',
      'a role owns its database and can enter no other',
      {
        verdict: 'true',
        says: 'Each service has a role and a database of its own, and its role cannot enter another.',
      },
    ),
    'There are many stores to run.': measured('keeping'),
  },
  'shared-database': {
    'Everybody knows how to work with it.': people('It is about people.'),
    'Data of all services is consistent at any moment.': open(
      'M28',
      'It is refused rather than built.',
    ),
    'There is one store to run.': open('M28', 'It is refused rather than built.'),
    'A change of the schema concerns all services.': open(
      'M48',
      'The shop with one schema is not built yet.',
    ),
    "Services wait for each other's locks.": open(
      'M48',
      'The shop with one schema is not built yet.',
    ),
    'One kind of store has to suit all.': people('It follows from what one store is.'),
  },
  saga: {
    'Data of several services agrees in the end, by local transactions alone.': proven('faults', {
      verdict: 'true',
      says: 'A checker that shares no code with the platform found stock, orders, payments and parcels in agreement after each of 1,000 faults under load.',
    }),
    'Others see what is not finished yet.': measured('stillness'),
    'For each step an undoing step has to be designed.': tested(
      'examples/store/services/payments/payments.test.ts',
      'an order that is cancelled after its payment is refunded, once',
      {
        verdict: 'true',
        says: 'Two of the store’s four steps have one: a refund, and stock that is given back.',
      },
    ),
    'A failure is harder to trace.': open(
      'M29',
      'What it takes to find a failed saga is not compared.',
    ),
  },
  'saga-orchestration': {
    'Participants know nothing of each other, so no circle arises.': open('M29', 'Not built yet.'),
    'Each state of the flow has a name.': open('M29', 'Not built yet.'),
    'A step that takes too long is noticed.': open('M29', 'Not built yet.'),
    'Business logic tends to gather in the orchestrator.': people('It is about people.'),
  },
  'saga-choreography': {
    'There is no coordinator to build.': tested(
      'examples/store/services/orders/order-life.test.ts',
      'reserved, paid, confirmed, shipped',
      { verdict: 'true', says: 'An order goes from placed to shipped by events alone.' },
    ),
    'Participants only tell what happened.': tested(
      'examples/store/services/inventory/inventory.test.ts',
      'an order is set aside whole, once',
      { verdict: 'true', says: 'Inventory answers an order by an event, and calls nobody.' },
    ),
    'The flow stands nowhere as a whole.': open(
      'M29',
      'The same order by an orchestrator is not built to compare.',
    ),
    'Participants may come to wait for each other in a circle.': open(
      'M1',
      'The rule that finds a circle is in the check of decisions.',
    ),
    'Each must know the events of others.': tested(
      'examples/store/services/orders/order-life.test.ts',
      'news that overtakes other news',
      {
        verdict: 'true',
        says: 'Orders listen to five events of three services, and have to know what each means.',
      },
    ),
  },
  'saga-countermeasures': {
    'A lock in the data, steps in any order, or a second look keep results right.': tested(
      'examples/store/services/inventory/inventory.test.ts',
      'a cancellation that overtakes its order leaves a tombstone',
      {
        verdict: 'true',
        says: 'Steps in any order end alike: a cancellation that comes first leaves a mark on which its order stumbles.',
      },
    ),
    'There are more states to handle.': tested(
      'examples/store/services/payments/domain/payment.test.ts',
      'half of the news is not enough',
      {
        verdict: 'true',
        says: 'A payment waits for two pieces of news in any order, which makes states of their own.',
      },
    ),
    'Where locks are kept, deadlocks must be dealt with.': open(
      'M29',
      'The store keeps no lock over steps.',
    ),
  },
  'api-composition': {
    'It is simple to build.': people('It is about who builds it; the store’s is six lines.'),
    'No data is copied.': people('It follows from what it is.'),
    'The slowest service sets the time, and each can make it fail.': measured('edge'),
    'Joins are made in memory.': tested(
      'packages/gateway/src/compose.test.ts',
      'may be joined into something else',
      {
        verdict: 'true',
        says: 'The parts are joined by a function of the gateway, after all have arrived.',
      },
    ),
    'The parts of the answer are not of one moment.': open(
      'M30',
      'How far parts may lie apart is not measured.',
    ),
  },
  cqrs: {
    'A view answers fast, in just the shape that is asked for.': open('M30', 'Not built yet.'),
    'A view may live in any kind of store.': open('M30', 'Not built yet.'),
    'Event-sourced data can be queried at all.': open('M31', 'Not built yet.'),
    'There are more parts to build and run.': open('M30', 'Not built yet.'),
    'A view lags behind.': open('M30', 'Not built yet.'),
    'Some code may be written twice.': open('M30', 'Not built yet.'),
  },
  'command-side-replica': {
    'The data is read locally.': open('M30', 'Not built yet.'),
    'The other service need not be up.': open('M30', 'Not built yet.'),
    'Code has to keep the copy.': open('M30', 'Not built yet.'),
    'The copy lags behind.': open('M30', 'Not built yet.'),
    'Data under regulation is now in a second place.': people('It is about regulation.'),
    'The copy depends on the events of its provider.': open('M30', 'Not built yet.'),
  },
  'domain-event': {
    'New listeners need no change in the service.': open(
      'M30',
      'No listener is added beside a service that runs unchanged.',
    ),
    'Views, sagas, audits and analyses feed on the same events.': open('M38', 'Only sagas do yet.'),
    'An event that others read is a public contract.': tested(
      unit,
      'an event that is not what its contract says is refused',
      {
        verdict: 'true',
        says: 'What an event holds is declared, and one that does not fit is not emitted.',
      },
    ),
  },
  'event-sourcing': {
    'Saving a change and telling it are one act.': open('M31', 'Not built yet.'),
    'Who did what, and when, is in the data itself.': open('M31', 'Not built yet.'),
    'Past states can be replayed.': open('M31', 'Not built yet.'),
    'It is an unfamiliar way of programming.': people('It is about people.'),
    'Old events must be readable for ever.': open('M31', 'Not built yet.'),
    "Erasing a person's data takes extra care.": open('M31', 'Not built yet.'),
    'All queries but one by id need a view.': open('M31', 'Not built yet.'),
  },
  'x-async-outcome': {
    'The client gets an address or a stream at which the result appears.': tested(
      'examples/store/services/orders/order-life.test.ts',
      'who follows sees what was, then what happens, and the end ends it',
      {
        verdict: 'true',
        says: 'An order is answered with its address; its events can be followed there to the end.',
      },
    ),
    'The client must show what is pending, and handle it.': tested(
      'examples/store/pages/regions.test.ts',
      'the steps of an order show what is behind it',
      {
        verdict: 'true',
        says: 'The page of an order shows what is behind it, what is next and what is to come.',
      },
    ),
  },
  'x-view-lifecycle': {
    'A view knows which events it has seen, and skips the others.': open('M30', 'Not built yet.'),
    'Readers can wait for what they have just written.': open('M30', 'Not built yet.'),
    'A new view is built beside the old one.': open('M30', 'Not built yet.'),
    'Building it again takes storage and time.': open('M30', 'Not built yet.'),
  },
  'transaction-script': {
    'It is quick to write.': people('It is about who writes it.'),
    'It becomes hard to follow as rules grow.': people('It is about people.'),
  },
  'domain-model': {
    'Rules can be tested alone, and extended.': tested(
      'examples/store/services/orders/domain/status.test.ts',
      'shipped and cancelled are final',
      {
        verdict: 'true',
        says: 'What an order may become next is tested without a database or a service.',
      },
    ),
    'It takes skill in modelling.': people('It is about people.'),
  },
  aggregate: {
    'What must be consistent is one clear unit.': tested(
      'examples/store/services/inventory/inventory.test.ts',
      'orders that want the last pieces at once get them once',
      {
        verdict: 'true',
        says: 'The stock of a product is one unit: many orders for its last piece get it once.',
      },
    ),
    'Units refer to each other by id, so they can be moved apart.': open(
      'M31',
      'Moving one apart is not tried.',
    ),
    'A version at the root tells when two have changed it at once.': open(
      'M31',
      'No aggregate of the store has a version.',
    ),
    'One transaction changes only one unit.': people('It is a rule for whoever writes the code.'),
  },
  'transactional-outbox': {
    'A message is sent if and only if the change was committed.': tested(
      'packages/outbox/src/open-outbox.test.ts',
      'what a committed transaction tells is published once, in order, and what is undone is not',
      {
        verdict: 'true',
        says: 'Also when a process ends just before the commit, and in each of 20,000 simulated histories.',
      },
    ),
    'The order is kept for each entity.': tested(order, 'effects in order per key', {
      verdict: 'true',
      says: 'With two relays, one of them paused beyond its lease; and 1,000,000 events of 32 writers were neither lost nor reordered (proof, concurrency).',
    }),
    'Whoever forgets to write the row sends nothing.': tested(
      unit,
      'an event emitted after its transaction is refused, not lost in silence',
      {
        verdict: 'when',
        says: 'What is not emitted is not told. Whoever emits too late is refused, and there is no other way to tell.',
      },
    ),
    'A message may arrive more than once.': tested(relay, 'tells twice, with one id', {
      verdict: 'true',
      says: 'A relay that ends between publishing and deleting tells it again, under the same id.',
    }),
  },
  'polling-publisher': {
    'It is simple.': people('It is about who reads it.'),
    'Asking again and again costs load and time.': measured('keeping'),
    'The order is easy to get wrong.': tested(order, 'draw their ids one after the other', {
      verdict: 'true',
      says: 'Ids are drawn before the commit: without a lock on the key, a reader by id passes the later one by. The locks are what this test holds.',
    }),
    'It suits few stores other than SQL.': open('M32', 'No other store is tried.'),
  },
  'transaction-log-tailing': {
    'The order is exactly that of the commits.': open('M32', 'Not built yet.'),
    'Messages leave at once.': open('M32', 'Not built yet.'),
    'It is made for one kind of database.': open('M32', 'Not built yet.'),
    'It is one more thing to operate.': open('M32', 'Not built yet.'),
  },
  'idempotent-consumer': {
    'A repeated message changes nothing.': tested(
      consumer,
      'a message that comes twice, also at the same moment, has one effect',
      {
        verdict: 'true',
        says: 'Twice one after the other, and twice at the same moment.',
      },
    ),
    'Ids of messages are kept, and have to be cleaned up.': measured('keeping'),
  },
  'x-ordering-dead-letter': {
    'Messages of one entity stay in order.': tested(
      consumer,
      'later messages of a parked key go behind it, in order',
      {
        verdict: 'true',
        says: 'Also behind one that could not be handled; other keys go on.',
      },
    ),
    'A message that fails too often is put aside, and can be played again.': tested(
      'packages/outbox/src/retries.test.ts',
      'dead messages are listed, replayed in key order',
      { verdict: 'true', says: 'With `atoll dead-letters`, in the order of their key.' },
    ),
    'Somebody has to look at what was put aside.': tested(
      'packages/outbox/src/retries.test.ts',
      'a dead message blocks its key for one policy and not for the other',
      {
        verdict: 'when',
        says: 'Where order matters its key waits until somebody has looked; a consumer may choose to go on.',
      },
    ),
  },
}

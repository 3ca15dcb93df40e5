import type { PatternIdOf } from '../../graph/pattern-ids.ts'
import type { PatternText } from '../../text.ts'

/** The patterns of the group data in English. */
export const data: Readonly<Record<PatternIdOf<'data'>, PatternText>> = {
  'database-per-service': {
    name: 'Database per service',
    problem: 'Services that share tables cannot change alone.',
    forces:
      'Services want loose coupling and fitting stores; some work wants one transaction over all.',
    benefits: [
      'A service changes its schema without asking anybody.',
      'Each service takes the store that suits it.',
    ],
    drawbacks: ['No transaction and no join spans services.', 'There are many stores to run.'],
  },
  'shared-database': {
    name: 'Shared database',
    problem: 'Several services need the same data at once and consistent.',
    forces: 'Transactions and joins are wanted now; the price comes later.',
    benefits: [
      'Everybody knows how to work with it.',
      'Data of all services is consistent at any moment.',
      'There is one store to run.',
    ],
    drawbacks: [
      'A change of the schema concerns all services.',
      "Services wait for each other's locks.",
      'One kind of store has to suit all.',
    ],
  },
  saga: {
    name: 'Saga',
    problem: 'A command changes data of several services, and no transaction spans them.',
    forces: 'Rules reach over services, and two-phase commit is unwanted or impossible.',
    benefits: ['Data of several services agrees in the end, by local transactions alone.'],
    drawbacks: [
      'Others see what is not finished yet.',
      'For each step an undoing step has to be designed.',
      'A failure is harder to trace.',
    ],
  },
  'saga-orchestration': {
    name: 'Saga orchestration',
    problem: 'The steps of a saga must be taken in order.',
    forces: 'The flow should be visible in one place.',
    benefits: [
      'Participants know nothing of each other, so no circle arises.',
      'Each state of the flow has a name.',
      'A step that takes too long is noticed.',
    ],
    drawbacks: ['Business logic tends to gather in the orchestrator.'],
  },
  'saga-choreography': {
    name: 'Saga choreography',
    problem: 'The steps of a saga must follow each other without anybody in charge.',
    forces: 'There are few steps, and they are simple.',
    benefits: ['There is no coordinator to build.', 'Participants only tell what happened.'],
    drawbacks: [
      'The flow stands nowhere as a whole.',
      'Participants may come to wait for each other in a circle.',
      'Each must know the events of others.',
    ],
  },
  'saga-countermeasures': {
    name: 'Saga countermeasures',
    problem: "Two sagas at once see and overwrite each other's unfinished work.",
    forces: 'More isolation costs throughput.',
    benefits: ['A lock in the data, steps in any order, or a second look keep results right.'],
    drawbacks: [
      'There are more states to handle.',
      'Where locks are kept, deadlocks must be dealt with.',
    ],
  },
  'api-composition': {
    name: 'API composition',
    problem: 'A query needs data that several services own.',
    forces: 'The query is simple, and few services are asked.',
    benefits: ['It is simple to build.', 'No data is copied.'],
    drawbacks: [
      'The slowest service sets the time, and each can make it fail.',
      'Joins are made in memory.',
      'The parts of the answer are not of one moment.',
    ],
  },
  cqrs: {
    name: 'CQRS',
    problem: 'A query needs data in a shape in which no service keeps it.',
    forces: 'Reading and writing differ in shape, in load, or in both.',
    benefits: [
      'A view answers fast, in just the shape that is asked for.',
      'A view may live in any kind of store.',
      'Event-sourced data can be queried at all.',
    ],
    drawbacks: [
      'There are more parts to build and run.',
      'A view lags behind.',
      'Some code may be written twice.',
    ],
  },
  'command-side-replica': {
    name: 'Command-side replica',
    problem: 'A command needs data of another service before it can decide.',
    forces: 'The command must be fast, and available while the other service is not.',
    benefits: ['The data is read locally.', 'The other service need not be up.'],
    drawbacks: [
      'Code has to keep the copy.',
      'The copy lags behind.',
      'Data under regulation is now in a second place.',
      'The copy depends on the events of its provider.',
    ],
  },
  'domain-event': {
    name: 'Domain event',
    problem: 'Others must react to a change, and the service must not know them.',
    forces: 'Whoever publishes wants to stay independent of whoever listens.',
    benefits: [
      'New listeners need no change in the service.',
      'Views, sagas, audits and analyses feed on the same events.',
    ],
    drawbacks: ['An event that others read is a public contract.'],
  },
  'event-sourcing': {
    name: 'Event sourcing',
    problem: 'State and its history must never differ, and each change must be told.',
    forces: 'The full history is wanted, and publishing must be reliable.',
    benefits: [
      'Saving a change and telling it are one act.',
      'Who did what, and when, is in the data itself.',
      'Past states can be replayed.',
    ],
    drawbacks: [
      'It is an unfamiliar way of programming.',
      'Old events must be readable for ever.',
      "Erasing a person's data takes extra care.",
      'All queries but one by id need a view.',
    ],
  },
  'x-async-outcome': {
    name: 'Asynchronous outcome',
    problem: 'A reply has to leave before the result is known.',
    forces: 'Clients want an answer at once, and the work takes longer.',
    benefits: ['The client gets an address or a stream at which the result appears.'],
    drawbacks: ['The client must show what is pending, and handle it.'],
  },
  'x-view-lifecycle': {
    name: 'View life cycle',
    problem: 'Views and replicas lag, break, and change their shape.',
    forces: 'Readers want the present; the view knows only what has reached it.',
    benefits: [
      'A view knows which events it has seen, and skips the others.',
      'Readers can wait for what they have just written.',
      'A new view is built beside the old one.',
    ],
    drawbacks: ['Building it again takes storage and time.'],
  },
}

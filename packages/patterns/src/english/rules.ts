import type { RuleTexts } from '../rules/text.ts'

/** What the rules say in English. */
export const rules: RuleTexts = {
  rules: {
    excludes: {
      name: 'Nothing excludes itself',
      help: 'Some patterns cannot both hold for one system, service or operation. One of the two has to go.',
    },
    'distributed-data': {
      name: 'Data of several services has an answer',
      help: 'No transaction spans services. A command that changes several needs a saga or a common home, a query over several a composition or a view.',
    },
    'told-once': {
      name: 'Told with the change, taken once',
      help: 'An event that leaves beside its transaction is lost or false one day. And every event may come twice.',
    },
    'calls-survive': {
      name: 'Calls survive their callee',
      help: 'A call needs a way to a live instance, an end in time, and a breaker, or one dead service takes its callers along.',
    },
    'self-contained': {
      name: 'Self-contained means nobody is awaited',
      help: 'An operation that was decided to answer by itself stays up while others are down only if it waits for none.',
    },
    'contracts-verified': {
      name: 'Contracts are tested at both ends',
      help: 'A contract holds only if the provider is tested against it and the consumer too. A gateway is a consumer.',
    },
    'own-tables': {
      name: 'Tables have one owner',
      help: 'A service that reads tables of another breaks when those change. A shared database is an exception with a day.',
    },
    'known-callers': {
      name: 'Callers are known',
      help: 'Every request carries a verified token, in each service and not only at the edge, or stands in the list of what anyone may ask.',
    },
    'no-circles': {
      name: 'Events run in no circle',
      help: 'Where two services must each know the events of the other, neither can be changed, tested or understood alone.',
    },
    'same-under-swap': {
      name: 'Services do not know the answers',
      help: 'An answer can be changed only while no service names it, and a suite that runs the whole shows that nothing else changed.',
    },
    'short-chains': {
      name: 'Calls do not wait in a row',
      help: 'Services that wait for each other are up together or not at all: each link multiplies time and failure.',
    },
    'open-areas': {
      name: 'Every question has an answer',
      help: 'A pattern brings problems with it. Each is answered, or put off until a day with a reason.',
    },
    'idle-choices': {
      name: 'Every answer has a question',
      help: 'An answer that nothing asks for has no effect, and readers take it for one that has.',
    },
    'kept-waivers': {
      name: 'What is put off has a day',
      help: 'A question may wait, with a reason and until a day. After that day it is open again.',
    },
    'said-why': {
      name: 'Answers say why',
      help: 'A decision without its reason cannot be changed later, since nobody knows what would have to be different.',
    },
    'decided-is-built': {
      name: 'What is decided is built',
      help: 'Whoever reads the decisions takes them for what runs.',
    },
    'built-is-decided': {
      name: 'What is built is decided',
      help: 'What stands there without a decision was never weighed, and brings its problems all the same.',
    },
    'published-contracts': {
      name: 'Contracts fit those of others',
      help: 'A repository is built against contracts that others published. Each end reads what the other writes.',
    },
    'system-stands': {
      name: 'The system can be put together',
      help: 'A system that is refused at start runs nowhere.',
    },
  },
  messages: {
    'excluded-pair': {
      what: '{one} and {other} cannot both hold for one {scope}; the other one stands at {place}.',
      remedy: 'Take back one of the two: `atoll decide` shows what each brings.',
    },
    'command-changes-others': {
      what: '{operation} has data of {services} changed, and nobody decided what happens when only part of it succeeds.',
      remedy: 'Decide distributed-command: a saga, or a common home for what changes together.',
    },
    'event-changes-others': {
      what: 'A command of {service} goes on in {services} by events, and nobody decided what undoes it when one of them refuses.',
      remedy: 'Decide distributed-command for {service}: a saga, or a common home.',
    },
    'query-reads-others': {
      what: '{operation} reads data of {services}, and nobody decided how such queries are answered.',
      remedy: 'Decide distributed-query: composition, or a view of its own.',
    },
    'route-reads-others': {
      what: '{route} joins answers of {services}, and nobody decided how such queries are answered ({more} more routes do).',
      remedy: 'Decide distributed-query: composition, or a view of its own.',
    },
    'composed-against-decision': {
      what: '{route} joins answers when it is asked, though {patterns} was decided.',
      remedy: 'Serve it from the view, or decide distributed-query for composition.',
    },
    'command-reads-others': {
      what: '{operation} reads data of {services}, and nobody decided how a command gets at foreign data.',
      remedy: 'Decide foreign-data: ask when it is needed, or keep a replica.',
    },
    'read-against-decision': {
      what: '{operation} asks {services} while it works, though {patterns} was decided.',
      remedy: 'Read what was decided on instead, or decide foreign-data anew.',
    },
    'publish-undecided': {
      what: '{service} tells {event}, and nobody decided how the event and its change become one.',
      remedy: 'Decide atomic-publish: a transactional outbox, or event sourcing.',
    },
    'relay-undecided': {
      what: '{service} has an outbox, and nobody decided how its rows get out.',
      remedy: 'Decide outbox-relay: a polling publisher, or the tail of the transaction log.',
    },
    'several-relays': {
      what: 'The outbox of {service} has several relays: {patterns}. Each event leaves several times and out of order.',
      remedy: 'Leave one of them in outbox-relay.',
    },
    'publish-past-outbox': {
      what: '{service} sends through {through}, past its outbox: what is sent may never have happened.',
      remedy:
        'Declare an event in the contract and emit() it in the transaction that makes the change.',
    },
    'duplicates-undecided': {
      what: '{service} takes {event}, and nobody decided what happens when it comes twice.',
      remedy: 'Decide duplicates: an idempotent consumer.',
    },
    'taken-twice': {
      what: '{service} does the work of {event} again each time it is delivered.',
      remedy: 'Note the id of each event in the transaction that does its work.',
    },
    'locator-undecided': {
      what: '{caller} calls {services}, and nobody decided how a live instance is found.',
      remedy: 'Decide discovery.',
    },
    'breaker-undecided': {
      what: '{caller} calls {services} without a circuit breaker: a dead callee uses up the caller.',
      remedy: 'Decide partial-failure and take the circuit breaker with it.',
    },
    'deadline-undecided': {
      what: '{caller} calls {services} without a limit in time: a slow callee holds the caller.',
      remedy: 'Decide partial-failure and take time limits, retries and bulkheads with it.',
    },
    'breaker-off': {
      what: 'The breaker from {caller} to {service} is held shut, so it never protects.',
      remedy: "Leave out `forced: 'closed'` in the thresholds of {caller}.",
    },
    'deadline-off': {
      what: 'Calls from {caller} to {service} may take for ever.',
      remedy: 'Give them a deadline, derived from that of the request.',
    },
    'locator-incomplete': {
      what: '{patterns} was decided, and “{area}” was not: instances cannot be found by it.',
      remedy: 'Answer it with `atoll decide`; a platform may bring it.',
    },
    'call-past-platform': {
      what: '{service} calls out through {through}: without discovery, deadline, breaker or trace.',
      remedy:
        'Declare the callee in `external`, list its contract in `uses`, and write call.callee.operation().',
    },
    'awaits-others': {
      what: '{operation} waits for {callee}, though it was decided to answer by itself.',
      remedy:
        'Keep what it needs near (a replica), go on after the reply (a saga), or decide sync-collaboration anew.',
    },
    'may-await-others': {
      what: '{operation} may wait for {callee}, though it was decided to answer by itself; its code does not show the call.',
      remedy: 'Leave the contract out of `uses`, or write the call as call.callee.operation().',
    },
    'consumer-untested': {
      what: 'No test holds {caller} to the contract of {service}.',
      remedy:
        'Open {caller} in a test with double({service}, …) of @atoll/testkit; a gateway may be tested with the whole.',
    },
    'provider-untested': {
      what: 'No test holds {service} to its own contract, on which {callers} rely.',
      remedy: 'Open {service} alone in a test with openService() of @atoll/testkit.',
    },
    'foreign-table': {
      what: '{service} names the table {table}, which belongs to {owner}.',
      remedy:
        'Ask {owner} through its contract, or keep what its events tell in a table of your own.',
    },
    'database-past-platform': {
      what: '{service} opens a database through {through}, beside its own.',
      remedy: 'Use the sql and transaction that its handlers are given.',
    },
    'one-database': {
      what: '{service} and {other} keep their tables in one database.',
      remedy: 'Give each migrations of its own, or put shared-schema off until a day.',
    },
    'shared-without-day': {
      what: '{service} was given a shared database for good.',
      remedy:
        'Say in shared-schema until when that may stay and why, or decide data-ownership anew.',
    },
    'callers-undecided': {
      what: '{operation} asks for rights, and nobody decided how a service knows its caller.',
      remedy: 'Decide caller-identity: access tokens.',
    },
    'own-door': {
      what: '{service} listens by itself through {through}: whoever comes there shows no token.',
      remedy: 'Declare an operation in the contract, or a route of a gateway.',
    },
    'caller-of-anyone': {
      what: '{operation} works for its caller, though anyone may call: then the caller is nobody.',
      remedy: "Write allow: scope('…') in the contract, or do not ask for the caller.",
    },
    'open-to-anyone': {
      what: 'Operations that anyone may call without a token ({count}): {operations}.',
      remedy: 'Nothing to do if that is meant.',
    },
    'event-circle': {
      what: 'Each must know the events of the next: {circle}.',
      remedy:
        'Let one of them lead (a saga that is orchestrated), or turn one of the events into a command.',
    },
    'names-adapter': {
      what: '{service} names {through}, so that another answer changes its code.',
      remedy: 'Use what the handlers are given; adapters are named in the decisions only.',
    },
    'reads-decisions': {
      what: '{service} reads {through}, and so behaves otherwise under each answer.',
      remedy: 'Take what may differ as a setting of the service.',
    },
    'no-suite': {
      what: 'No test runs {system} as a whole, so nothing shows that an answer can be changed.',
      remedy: 'Write a journey with openSystem() of @atoll/testkit/system.',
    },
    'long-chain': {
      what: '{count} operations wait in a row: {chain}.',
      remedy: 'Ask side by side, keep a replica near, or let the later ones be told by events.',
    },
    'call-circle': {
      what: 'Services call each other in a circle: {circle}.',
      remedy: 'Move what both need to one of them, or let one be told by events.',
    },
    'area-open': {
      what: '“{area}” is open, raised by {patterns}.',
      remedy: 'Answer it with `atoll decide`, or put it off until a day.',
    },
    'choice-idle': {
      what: 'The answer to “{area}” counts for nothing: nothing that was decided raises it there.',
      remedy:
        'Leave it out, as `atoll decide --defaults` does with all such answers, or decide what makes it a question.',
    },
    'waiver-past': {
      what: '“{area}” was put off until {until}, which is over.',
      remedy: 'Answer it now, or say anew until when and why.',
    },
    'waiver-unexplained': {
      what: '“{area}” is put off without a reason.',
      remedy: 'Write why, and who will close it.',
    },
    'waiver-holds': {
      what: '“{area}” is put off until {until}: {reason}',
      remedy: 'Nothing to do before that day.',
    },
    'answer-unexplained': {
      what: 'The answer to “{area}” has no reason or no date.',
      remedy: 'Add `reason` and `date`; `atoll decide` asks for both.',
    },
    'answer-planned': {
      what: '“{area}” is answered with {patterns}, which nothing can carry out yet.',
      remedy:
        'Take an answer that is built, or put the question off until the day when this one will be.',
    },
    'nobody-builds': {
      what: '“{area}” is answered with {patterns}, and nothing in the system does it.',
      remedy: 'Build it, or decide “{area}” anew.',
    },
    'nobody-decided': {
      what: 'This is an answer to “{area}”, and nobody decided it.',
      remedy: 'Record it with `atoll decide`, with its reason.',
    },
    'callee-unpublished': {
      what: '{caller} uses {service}, and nobody published its contract.',
      remedy:
        'Have its team run `atoll check --publish`, or name the folder where it did with --contracts.',
    },
    'version-differs': {
      what: '{caller} was built for version {used} of {service}; version {published} is published.',
      remedy: 'Take the published contract, or have {service} serve both versions for a while.',
    },
    'member-gone': {
      what: '{caller} needs {member}, which version {version} as it was published no longer has.',
      remedy: 'Take the published contract, or have it put back.',
    },
    'input-refused': {
      what: '{member} refuses what {caller} sends at {field}: {why}.',
      remedy: 'Take the published contract and send what it asks for.',
    },
    'output-misread': {
      what: '{caller} cannot read what {member} says at {field}: {why}.',
      remedy: 'Take the published contract, or have the field put back as it was.',
    },
    'fault-unknown': {
      what: '{member} may fail with {fault}, which {caller} does not know.',
      remedy: 'Take the published contract and handle it.',
    },
    'system-refused': {
      what: 'The system cannot start: {mistake}',
      remedy: 'Mend this first; the rules that need the whole were not looked at.',
    },
    'waits-at-runtime': {
      what: 'A trace shows {operation} waiting for {callee}, though it was decided to answer by itself.',
      remedy:
        'Keep what it needs near (a replica), go on after the reply (a saga), or decide sync-collaboration anew.',
    },
    'strangers-in': {
      what: '{operation} answered {status} to a call with {token}.',
      remedy: 'Find out what stands before it: each service must verify tokens itself.',
    },
    'neighbour-in': {
      what: '{service} can open the database of {owner} with its own password.',
      remedy: 'Revoke CONNECT on it from everybody but its owner.',
    },
    'not-well': {
      what: 'The process {process} says of its health: {status}.',
      remedy: 'Look at `atoll logs`: it is not sent work like this.',
    },
  },
  scopes: {
    system: 'system',
    service: 'service',
    callee: 'called service',
    operation: 'operation',
  },
  differences: {
    missing: 'it may be left out there, and is needed here',
    unknown: 'nothing of that name is known there',
    type: 'it is of another type',
    value: 'it may be a value that is not known here',
    bounds: 'it may lie outside of what is taken here',
  },
  tokens: {
    none: 'no token',
    expired: 'a token that is over',
    stranger: 'a token that a stranger signed',
    audience: 'a token for somebody else',
  },
  levels: { error: 'error', warning: 'warning', note: 'note' },
  waived: 'put off until {until}',
  system: 'the whole system',
}

import type { calls as ids } from '../../graph/terms/calls.ts'
import type { TermText } from '../../text.ts'

/** The words about calls and those who make them in English. */
export const calls: Readonly<Record<keyof typeof ids, TermText>> = {
  'back-pressure': {
    name: 'Back pressure',
    meaning:
      'A receiver that is full makes its sender slower, and does not pile up work that nobody waits for.',
  },
  bulkhead: {
    name: 'Bulkhead',
    meaning:
      'A limit on the calls to one callee that wait at the same time, so that one slow callee cannot take all there is.',
  },
  circuit: {
    name: 'Circuit',
    meaning:
      'What a breaker remembers of one callee: closed while calls succeed, open while it spares it, half open while it tries again.',
  },
  deadline: {
    name: 'Deadline',
    meaning:
      'The moment after which nobody waits for the answer any more. It travels with the call, so that nobody works in vain.',
  },
  dns: {
    name: 'DNS discovery',
    meaning:
      'Finds instances by the name system that every network has. Any language can ask it, and answers may be old.',
  },
  elb: {
    name: 'ELB',
    meaning:
      "Amazon's load balancer: callers know its address, it knows the instances. The survey writes ELS once; this is meant.",
  },
  eureka: {
    name: 'Eureka',
    meaning:
      'The registry of Netflix, still kept by Spring. Instances renew a lease each 30 s; callers read the list and choose.',
  },
  fallback: {
    name: 'Fallback',
    meaning:
      'What is answered when the one who should answer does not: an older value, an empty part of a page, an honest no.',
  },
  graphql: {
    name: 'GraphQL',
    meaning:
      'A query language for an interface of graphs: the client says which fields it wants and gets no others.',
  },
  grpc: {
    name: 'gRPC',
    meaning:
      'Calls with a typed contract over HTTP/2, in many languages. Browsers need a translation of it.',
  },
  hds: {
    name: 'HDS',
    meaning:
      "Adobe's way to stream video in parts. It ended with Flash in 2020; take HLS instead. The survey's HSD is most likely this.",
  },
  heartbeat: {
    name: 'Heartbeat',
    meaning: 'A short sign of life at regular times. Whoever misses several is held for dead.',
  },
  hls: {
    name: 'HLS',
    meaning:
      'Video over plain HTTP: a list of short parts that players fetch one by one, so that caches can serve it.',
  },
  hystrix: {
    name: 'Hystrix',
    meaning:
      'The breaker of Netflix, only maintained since 2018. Its numbers live on: 20 calls, half of them failed, 5 s of rest.',
  },
  imap: {
    name: 'IMAP',
    meaning:
      'How programs read mail that stays on a server; SMTP is how they send it. Both suit mail and nothing else.',
  },
  instance: {
    name: 'Instance',
    meaning:
      'One running copy of a service, with an address of its own. Callers name services and reach instances.',
  },
  jitter: {
    name: 'Jitter',
    meaning:
      'Chance in the wait before a retry, so that a thousand callers do not come back in the same moment.',
  },
  jwks: {
    name: 'JWKS',
    meaning:
      'The public keys of an issuer at a known address. With them any service checks a token without asking the issuer.',
  },
  jwt: {
    name: 'JWT',
    meaning:
      'A token that holds what it says, signed by its issuer. Anybody can read it, nobody can change it.',
  },
  'load-balancing': {
    name: 'Load balancing',
    meaning:
      'To spread calls over the instances. The less loaded of two taken at random is nearly the best, and simple.',
  },
  'load-shedding': {
    name: 'Load shedding',
    meaning:
      'To refuse some calls at once, in order to answer the others in time. Refused callers are told when to come back.',
  },
  mesh: {
    name: 'Service mesh',
    meaning:
      'Proxies beside all services that carry their calls, and one place that tells the proxies the rules.',
  },
  mtls: {
    name: 'mTLS',
    meaning:
      'TLS in which both sides show a certificate: the caller knows the callee, and the callee knows the caller.',
  },
  oauth: {
    name: 'OAuth 2',
    meaning:
      'How a program gets a token to act for somebody without knowing the password. OpenID Connect adds who it is.',
  },
  openapi: {
    name: 'OpenAPI',
    meaning:
      'A description of an HTTP interface that programs can read. AsyncAPI does the same for messages.',
  },
  registry: {
    name: 'Service registry',
    meaning:
      'The book of instances: which run, where, and whether they are well. Entries are leases, so that the dead drop out.',
  },
  rest: {
    name: 'REST',
    meaning:
      'Resources with addresses, few verbs, and replies that caches understand: the usual way to call over HTTP.',
  },
  'retry-budget': {
    name: 'Retry budget',
    meaning:
      'Retries may be only a small share of all calls, such as one in ten. Else they bury a callee that is just recovering.',
  },
  rtmp: {
    name: 'RTMP',
    meaning:
      'Carries live video to a server. Viewers no longer use it, since Flash is gone; senders of video still do.',
  },
  spiffe: {
    name: 'SPIFFE',
    meaning:
      'A standard for the names of services and the short-lived certificates by which they prove them.',
  },
  thrift: {
    name: 'Thrift',
    meaning:
      'Typed calls in a compact form, from Facebook, before gRPC. Old systems speak it still.',
  },
  token: {
    name: 'Token',
    meaning:
      'Something that proves for a short time who calls and what that caller may do. A refresh token gets the next one.',
  },
  webhook: {
    name: 'Webhook',
    meaning:
      'An address that a client leaves, to be called when the result is there. Browsers take server-sent events instead.',
  },
  'zero-trust': {
    name: 'Zero trust',
    meaning:
      'No caller is believed because of where it is. Each service checks each call, inside the house too.',
  },
  zuul: {
    name: 'Zuul',
    meaning:
      'The gateway of Netflix. Spring dropped its first form in 2020 for Spring Cloud Gateway; the routes look alike.',
  },
}

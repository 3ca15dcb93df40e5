/**
 * The authorization server that stands in the system itself. It gives a person's session a token for the system, and
 * exchanges tokens for shorter ones that one service takes. It never sees a password and keeps no session: what it
 * gives is believed by signature alone. Processes reach it through `issuerRoutes`, one process through
 * `createLocalTokenSource`; an outside server takes its place behind the same port.
 */
import {
  actorsMax,
  createLocalKeys,
  type ExchangeRequest,
  type IssuedToken,
  isName,
  type JwkSet,
  keysFreshMs,
  serviceTokenMsMax,
  sessionTokenMsMax,
} from '@atoll/identity'
import { type Clock, type Ids, type Log, silentLog } from '@atoll/pipeline'
import { createAssertionVerifier } from './assertion.ts'
import { createBelief } from './belief.ts'
import { type Client, type Clients, createClients } from './client.ts'
import { audienceRefused, grantRefused, requestMalformed, scopeRefused } from './faults.ts'
import { createWriter, type Grant } from './grant.ts'
import { openKeyRing } from './key-ring.ts'

/** What an issuer needs. */
export interface IssuerOptions {
  /** Its name, a URL, as every token says it. */
  readonly issuer: string
  /** The name of the system: the audience of people's tokens. */
  readonly system: string
  /** Where its keys are kept; its own folder. */
  readonly directory: string
  readonly clients: readonly Client[]
  readonly clock: Clock
  readonly ids: Ids
  readonly log?: Log
  /** The life of a person's token. Units: milliseconds; at most, and if left out, an hour. */
  readonly sessionMs?: number
  /** The life of a token for a service. Units: milliseconds; at most, and if left out, five minutes. */
  readonly serviceTokenMs?: number
  /** How long one key signs. Units: milliseconds; 30 days if left out. */
  readonly keyMs?: number
  /** How long verifiers take its keys for fresh. Units: milliseconds; five minutes if left out. */
  readonly keysFreshMs?: number
  /** How old an event may be whose attestation is exchanged. Units: milliseconds; seven days if left out. */
  readonly attestationMsMax?: number
}

/** A person whom a client has recognised. */
export interface SessionRequest {
  /** The client that recognised the person. */
  readonly clientId: string
  readonly subject: string
  readonly scopes: readonly string[]
}

/** An issuer that is open. */
export interface Issuer extends AsyncDisposable {
  readonly issuer: string
  readonly clock: Clock
  /** How long verifiers take its keys for fresh. Units: milliseconds. */
  readonly keysFreshMs: number
  /** The issuer's public keys; the same object until they change. */
  keys(): JwkSet
  /** The public keys of all clients, each with its owner. */
  clientKeys(): JwkSet
  /** Gives a person a token for the system. Faults: forbidden `grant_refused`, `scope_refused` */
  issueSession(request: SessionRequest): Promise<IssuedToken>
  /** Exchanges for one of its clients. Faults: see `TokenSource.exchange` */
  exchange(request: ExchangeRequest & { readonly clientId: string }): Promise<IssuedToken>
  /** Gives a client a token addressed to itself, for work that it begins itself. */
  clientCredentials(request: { readonly clientId: string }): Promise<IssuedToken>
  /** Tells which client signed an assertion. Faults: internal `client_refused` */
  authenticateClient(assertion: string): Promise<string>
  /** Publishes the next key now; it signs once every verifier has it. */
  rotate(): Promise<void>
}

/** The subjects of services begin so, and those of people never do. Source RFC 9068 section 5 */
const serviceSubjectPrefix = 'service:'

const keyMsDefault = 30 * 24 * 3_600_000
const attestationMsMaxDefault = 7 * 24 * 3_600_000

/** Opens an issuer. Faults: an Error that names the file, for keys that cannot be read or written. */
export async function openIssuer(options: IssuerOptions): Promise<Issuer> {
  const { issuer, system, directory, clock, ids, log = silentLog } = options
  const { sessionMs = sessionTokenMsMax, serviceTokenMs = serviceTokenMsMax } = options
  const { keyMs = keyMsDefault, attestationMsMax = attestationMsMaxDefault } = options
  const { keysFreshMs: freshMs = keysFreshMs } = options
  checkLife('sessionMs', sessionMs, sessionTokenMsMax)
  checkLife('serviceTokenMs', serviceTokenMs, serviceTokenMsMax)
  const clients = createClients(options.clients, system)
  const tokenMsMax = Math.max(sessionMs, serviceTokenMs)
  const ring = await openKeyRing({ directory, clock, ids, tokenMsMax, keyMs, freshMs, log })
  const clientKeys = createLocalKeys(() => clients.keys)
  const keys = createLocalKeys(() => ring.published())
  const known = { issuer, clock, clients, keys, clientKeys }
  const write = createWriter({ issuer, clock, ids, signing: () => ring.signing() })
  const grants = createGrants({
    system,
    clients,
    sessionMs,
    serviceTokenMs,
    believe: createBelief({ ...known, tokenMsMax, attestationMsMax }),
    issue(grant) {
      ring.tend()
      return write(grant)
    },
  })
  return {
    ...grants,
    issuer,
    clock,
    keysFreshMs: freshMs,
    keys: () => ring.published(),
    clientKeys: () => clients.keys,
    authenticateClient: createAssertionVerifier({ issuer, keys: clientKeys, clock }),
    rotate: () => ring.rotate(),
    [Symbol.asyncDispose]: () => ring[Symbol.asyncDispose](),
  }
}

/** The three things an issuer gives, and who may have them. */
function createGrants(parts: {
  readonly system: string
  readonly clients: Clients
  readonly sessionMs: number
  readonly serviceTokenMs: number
  readonly believe: ReturnType<typeof createBelief>
  readonly issue: (grant: Grant) => IssuedToken
}): Pick<Issuer, 'issueSession' | 'exchange' | 'clientCredentials'> {
  const { system, clients, sessionMs, serviceTokenMs, believe, issue } = parts
  const first = { actors: [], expiresAt: Number.POSITIVE_INFINITY }
  return {
    async issueSession({ clientId, subject, scopes }) {
      const { signsIn } = clients.get(clientId)
      if (signsIn === undefined) throw grantRefused()
      checkSubject(subject)
      const granted = restrict(scopes, signsIn)
      const lifeMs = sessionMs
      return issue({ ...first, subject, scopes: granted, audience: system, clientId, lifeMs })
    },
    async exchange({ clientId, subjectToken, audience, scopes }) {
      const client = clients.get(clientId)
      if (!client.uses.includes(audience)) throw audienceRefused(clientId, audience)
      const subject = await believe(client, subjectToken)
      const accepted = clients.acceptedBy(audience)
      const wished = scopes === undefined ? subject.scopes : restrict(scopes, subject.scopes)
      return issue({
        subject: subject.subject,
        scopes: accepted === null ? wished : wished.filter((one) => accepted.includes(one)),
        actors: [clientId, ...subject.actors].slice(0, actorsMax),
        expiresAt: subject.expiresAt,
        audience,
        clientId,
        lifeMs: serviceTokenMs,
      })
    },
    async clientCredentials({ clientId }) {
      const client = clients.get(clientId)
      const { scopes = [] } = client
      const audience = clients.audienceOf(client)
      // Who is addressed by the system's name takes people's tokens; it must not make one for itself.
      if (audience === system) throw grantRefused()
      const subject = `${serviceSubjectPrefix}${clientId}`
      return issue({ ...first, subject, scopes, audience, clientId, lifeMs: serviceTokenMs })
    },
  }
}

function restrict(wished: readonly string[], allowed: readonly string[]): readonly string[] {
  if (!wished.every((scope) => allowed.includes(scope))) throw scopeRefused()
  return wished
}

function checkSubject(subject: string): void {
  if (!isName(subject))
    throw requestMalformed('a subject has 1 to 255 characters, all of which can be seen')
  if (subject.startsWith(serviceSubjectPrefix))
    throw requestMalformed(`a person's subject does not begin with '${serviceSubjectPrefix}'`)
}

function checkLife(name: string, lifeMs: number, lifeMsMax: number): void {
  if (lifeMs < 1000 || lifeMs > lifeMsMax)
    throw new TypeError(`${name} of the issuer is 1000 to ${lifeMsMax} ms, not ${lifeMs}`)
}

/**
 * The whole: services, gateways, what stands outside, and the decisions. A system is a value; a command carries it out.
 * Whatever is wrong with it is said at once and in one list.
 */
import { type Contract, noteDeclared, type Operation } from '@atoll/contract'
import type { Service } from '@atoll/chassis'
import { Fault } from '@atoll/pipeline'
import type { Decisions } from './decisions.ts'
import { type External, mistakesOutside } from './external.ts'
import { mistakesOfDecisions } from './mistakes.ts'

/** A gateway as the whole sees it. */
export interface SystemGateway {
  readonly gateway: string
  /** Every operation that its routes reach. */
  readonly reaches: readonly Operation[]
}

/** A whole system. */
export interface System<G extends SystemGateway = SystemGateway> {
  readonly name: string
  readonly services: readonly Service[]
  readonly gateways: readonly G[]
  readonly external: Readonly<Record<string, External>>
  readonly decisions: Decisions
}

/**
 * Declares a system.
 * Faults: invalid `system_invalid` with every mistake, each saying where and what to write instead.
 */
export function system<const S extends readonly Service[], G extends SystemGateway = SystemGateway>(
  name: string,
  parts: {
    readonly services: S
    readonly gateways?: readonly G[]
    readonly external?: Readonly<Record<string, External>>
    readonly decisions: Decisions<S[number]['name']>
  },
): System<G> {
  const declared: System<G> = {
    name,
    services: parts.services,
    gateways: parts.gateways ?? [],
    external: parts.external ?? {},
    decisions: parts.decisions,
  }
  return noteDeclared(checked(declared), system)
}

/**
 * The same system with some questions answered otherwise: to prove that services do not notice, or to compare.
 * Faults: as `system`.
 */
export function withDecisions<G extends SystemGateway>(
  whole: System<G>,
  answers: Partial<Decisions>,
): System<G> {
  return checked({ ...whole, decisions: { ...whole.decisions, ...answers } })
}

function checked<G extends SystemGateway>(whole: System<G>): System<G> {
  const mistakes = findMistakes(whole)
  if (mistakes.length > 0) throw invalidSystem(whole.name, mistakes)
  return whole
}

function invalidSystem(name: string, mistakes: readonly string[]): Fault {
  const list = mistakes.map((mistake) => `\n  - ${mistake}`).join('')
  const message = `The system '${name}' cannot run as it is written:${list}`
  return new Fault({ kind: 'invalid', code: 'system_invalid', message, details: { mistakes } })
}

const systemName = /^[a-z][a-z0-9-]{0,40}$/

function findMistakes(whole: System): string[] {
  const known = new Map(whole.services.map((service) => [service.name, service.contract]))
  const within = new Map(known)
  for (const { contract } of Object.values(whole.external))
    known.set(contract.$contract.name, contract)
  return [
    ...(systemName.test(whole.name)
      ? []
      : [`its name '${whole.name}': write lower case letters, digits and hyphens`]),
    ...twice(
      whole.services.map((service) => service.name),
      'services',
    ),
    ...twice(
      whole.gateways.map((each) => each.gateway),
      'gateways',
    ),
    ...whole.gateways.flatMap((each) => namedLikeService(each, whole.services)),
    ...mistakesOutside(whole),
    ...whole.services.flatMap((service) => unknownUses(service, known)),
    ...whole.services.flatMap((service) => unknownEvents(service, within)),
    ...whole.gateways.flatMap((each) => unknownTargets(each, known)),
    ...mistakesOfDecisions(whole.decisions, new Set(known.keys())),
  ]
}

function twice(names: readonly string[], where: string): string[] {
  const repeated = new Set(names.filter((name, index) => names.indexOf(name) !== index))
  return [...repeated].map(
    (name) => `${where}: '${name}' stands twice; give each a name of its own`,
  )
}

/** Both are known by their names to the issuer, and run as processes of that name. */
function namedLikeService({ gateway }: SystemGateway, services: readonly Service[]): string[] {
  if (!services.some(({ name }) => name === gateway)) return []
  return [`gateways: '${gateway}' is a service already; give the gateway a name of its own`]
}

type Known = ReadonlyMap<string, Contract>

function unknownUses(service: Service, known: Known): string[] {
  return Object.entries(service.uses).flatMap(([alias, { $contract }]) =>
    missing(
      { contract: $contract.name, version: $contract.version },
      `${service.name} uses ${alias}`,
      known,
    ),
  )
}

function unknownEvents(service: Service, known: Known): string[] {
  return service.listeners.flatMap(({ event }) =>
    missing(event, `${service.name} listens to ${event.contract}.${event.name}`, known),
  )
}

function unknownTargets(gateway: SystemGateway, known: Known): string[] {
  return gateway.reaches.flatMap((operation) =>
    missing(
      operation,
      `gateway ${gateway.gateway} reaches ${operation.contract}.${operation.name}`,
      known,
    ),
  )
}

type Wanted = Pick<Operation, 'contract' | 'version'>

function missing({ contract: name, version }: Wanted, who: string, known: Known): string[] {
  const contract = known.get(name)
  if (contract === undefined)
    return [`${who}, but no service '${name}' is here: add it to \`services\``]
  const found = contract.$contract.version
  if (found === version) return []
  return [
    `${who} in version ${version}, but '${name}' is here in version ${found}: use one version`,
  ]
}

/** Every contract that the services of a system implement or use, each once. */
export function contractsOf(whole: System): readonly Contract[] {
  const all = whole.services.flatMap((service) => [
    service.contract,
    ...Object.values(service.uses),
  ])
  return [...new Set(all)]
}

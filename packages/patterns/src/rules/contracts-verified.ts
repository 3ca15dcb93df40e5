/** Rule 6: both ends of every edge are tested against its contract; a gateway is a consumer like any other. */
import type { Finding } from './finding.ts'
import { finder, type Ground, isAnswered, listed } from './ground.ts'

/** Consumers without a test that holds them to the contract, and providers that others call without one. */
export function contractsVerified(ground: Ground): readonly Finding[] {
  if (!ground.isApart) return []
  return [...consumers(ground), ...providers(ground)]
}

function consumers(ground: Ground): readonly Finding[] {
  const find = finder(ground, 'contracts-verified')
  const { services, gateways } = ground.facts
  const ofServices = services.flatMap(({ name, uses }) =>
    uses
      .filter(({ testedAt }) => testedAt === null)
      .map(({ service, at }) => ({ caller: name, service, at })),
  )
  const ofGateways = gateways
    .filter(({ testedAt }) => testedAt === null)
    .flatMap(({ name, at, reaches }) =>
      [...new Set(reaches.map(({ service }) => service))].map((service) => ({
        caller: name,
        service,
        at,
      })),
    )
  return [...ofServices, ...ofGateways].map(({ caller, service, at }) =>
    find({
      level: isAnswered(ground, 'consumer-compat', `edge:${caller}>${service}`)
        ? 'error'
        : 'warning',
      place: `edge:${caller}>${service}`,
      at,
      says: 'consumer-untested',
      with: { caller, service },
      waivedBy: ['consumer-compat'],
    }),
  )
}

function providers(ground: Ground): readonly Finding[] {
  const find = finder(ground, 'contracts-verified')
  const { services, gateways } = ground.facts
  return services
    .filter(({ testedAt }) => testedAt === null)
    .flatMap(({ name, at }) => {
      const callers = [
        ...services.filter(({ uses }) => uses.some(({ service }) => service === name)),
        ...gateways.filter(({ reaches }) => reaches.some(({ service }) => service === name)),
      ].map((each) => each.name)
      const [caller] = callers
      if (caller === undefined) return []
      const place = `edge:${caller}>${name}` as const
      return [
        find({
          level: isAnswered(ground, 'provider-compat', place) ? 'error' : 'warning',
          place,
          at,
          says: 'provider-untested',
          with: { service: name, callers: listed(callers) },
          waivedBy: ['provider-compat'],
        }),
      ]
    })
}

/** How a gateway turns somebody it has recognised into a token of the system. */
import type { Responding } from '@atoll/gateway'
import type { ServiceTokens } from '@atoll/issuer'
import type { Clock } from '@atoll/pipeline'

/** Shape: `{ accessToken, expiresIn }` with seconds, as OAuth answers. */
export function signInBy(tokens: ServiceTokens, clock: Clock): Responding<{}>['signIn'] {
  return async (person) => {
    const { token, expiresAt } = await tokens.signIn(person)
    return { accessToken: token, expiresIn: Math.floor((expiresAt - clock.now()) / 1000) }
  }
}

/** Makes a service or a gateway known to whoever looks for it, for as long as its life. Called once it can be called. */
import type { Discovery } from '@atoll/discovery'
import type { Life } from './life.ts'
import type { Surroundings } from './surroundings.ts'

/** Registers it, and withdraws it before anything that was opened earlier ends. Faults: those of the registry. */
export async function makeKnown(
  discovery: Discovery,
  { name, address }: { readonly name: string; readonly address: string },
  parts: {
    readonly around: Pick<Surroundings, 'instance' | 'version' | 'metadata'>
    readonly life: Life
  },
): Promise<void> {
  const { instance, version, metadata } = parts.around
  const registration = await discovery.register({
    service: name,
    instance: `${name}-${instance}`,
    address,
    version,
    ...(metadata === undefined ? {} : { metadata }),
  })
  parts.life.onEnd(() => registration.withdraw())
}

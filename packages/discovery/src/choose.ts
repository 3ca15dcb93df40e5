/**
 * Hop 3: gives each call an instance and hands it to the transport. It is the hop that the outgoing steps wrap; it
 * knows no protocol, and repeats nothing.
 */
import { type Deliver, Fault } from '@atoll/pipeline'
import type { Instance } from './instance.ts'
import type { Picker } from './picker.ts'

/** What choosing is made of. */
export interface Choosing {
  readonly picker: Picker
  /** Carries calls to one instance; asked for each call, so it returns what it keeps. */
  readonly reach: (instance: Instance) => Deliver
  /** The name by which instances are looked up; that of the contract if left out. */
  readonly service?: string
}

/**
 * Makes the outgoing hop. The contract's name is the service's name, if nobody says another.
 * Faults: `unavailable` (`no_instance`), executed no; those of the transport and of the callee.
 */
export function choose(choosing: Choosing): Deliver {
  const { picker, reach, service } = choosing
  return async (message) => {
    if (message.kind !== 'call')
      throw new TypeError('only calls choose an instance; an event goes to a channel')
    const instance = await picker.pick(service ?? message.operation.contract, message.context)
    const end = picker.begin(instance)
    try {
      const reply = await reach(instance)(message)
      end(null)
      return reply
    } catch (thrown) {
      const fault = Fault.from(thrown)
      end(fault)
      throw fault
    }
  }
}

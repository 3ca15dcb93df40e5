/** Tells of sample event. Call it in the transaction that makes it true: the event leaves if, and only if, that commits. */
import type { Work } from '@atoll/chassis'
import { sampleOwner } from '../../contracts/sample-owner.ts'

/** Tells that it happened to what has this id. */
export function tellSampleEvent({ emit }: Pick<Work<'sample-owner'>, 'emit'>, id: string): void {
  emit(sampleOwner.sampleEvent, { id })
}

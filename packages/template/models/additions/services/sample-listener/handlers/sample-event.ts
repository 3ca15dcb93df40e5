/** Remembers sample event of sample owner. One that comes twice is handled once: the platform sees to that. */
import { sampleOwner } from '../../../contracts/sample-owner.ts'
import { implementation } from '../implementation.ts'

export const sampleEvent = implementation.on(
  sampleOwner.sampleEvent,
  async ({ id }, { transaction }) =>
    transaction(({ sql }) => sql`insert into heard_sample_event (id) values (${id})`),
)

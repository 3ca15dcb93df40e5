/** Carries out sample command. */
import { implementation } from '../implementation.ts'

export const sampleCommand = implementation.handle(
  'sampleCommand',
  async ({ id }, { transaction }) =>
    transaction(async ({ sql }) => {
      await sql`insert into sample_command (id) values (${id})`
      return { id }
    }),
)

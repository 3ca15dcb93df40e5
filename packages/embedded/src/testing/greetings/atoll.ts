/** A system of one service, as processes that register with Eureka; live tests beside real servers start it. */
import { implement } from '@atoll/chassis'
import { anyone, contract, query } from '@atoll/contract'
import { gateway } from '@atoll/gateway'
import { eureka, microservices, postgres, rest, system } from '@atoll/system'
import { z } from 'zod'

const greeting = contract('greeting', 1, {
  hello: query({ input: z.object({}), output: z.string(), allow: anyone }),
})

export default system('greetings', {
  services: [
    implement(greeting).service({ handlers: { hello: async () => 'hello from greeting' } }),
  ],
  gateways: [gateway('web', { 'GET /hello': greeting.hello })],
  decisions: {
    architecture: microservices(),
    communication: { default: rest() },
    messaging: postgres(),
    discovery: eureka({
      servers: ['http://127.0.0.1:8761/eureka'],
      renewMs: 1_000,
      leaseMs: 2_000,
      fetchMs: 300,
    }),
  },
})

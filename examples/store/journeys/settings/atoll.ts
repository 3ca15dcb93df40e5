/** The store and its suppliers as they are, with settings that a config server keeps: one line of its decisions differs. */
import { springConfig, withDecisions } from '@atoll/system'
import store from '../suppliers/atoll.ts'

// region decision
export default withDecisions(store, {
  configuration: springConfig({
    servers: ['http://127.0.0.1:8888'],
    refreshMs: 300,
    keepsLast: true,
  }),
})
// endregion

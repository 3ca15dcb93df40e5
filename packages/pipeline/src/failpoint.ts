/**
 * Named places at which a test may stop the process, one or more per hop of a request. In normal running each is a
 * function that does nothing.
 */

/** Every place that can be named, in the order of one order's way. */
export const failpoints = [
  'gateway.received',
  'client.before-send',
  'client.after-reply',
  'server.received',
  'work.begun',
  'commit.before',
  'commit.after',
  'relay.before-publish',
  'relay.after-publish',
  'relay.after-delete',
  'consumer.received',
  'consumer.after-commit',
] as const
/** One of the named places. */
export type FailpointName = (typeof failpoints)[number]

/** Called at each place; may never return, or throw what a test injects there. */
export type Failpoint = (name: FailpointName) => void

/** Normal running. */
export const noFailpoint: Failpoint = () => {}

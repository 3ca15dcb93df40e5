/** What fences the lanes of the message store: who may read, acknowledge and give back, and until when. */
import type { Mutant } from './mutant.ts'

const store = 'packages/messaging/adapters/postgres/src/group-store.ts'
const storeTest = 'packages/messaging/adapters/postgres/src/group-store.live.test.ts'
const consumerTest = 'packages/messaging/src/lane-consumer.test.ts'

export const laneMutants: readonly Mutant[] = [
  {
    name: 'lane-fence',
    without: 'who lost a lane to another acknowledges late and moves its position',
    edits: [
      { file: store, text: 'using (lane, epoch)', becomes: 'using (lane)' },
      {
        file: store,
        text: 'where group_name = ${this.#group} and owner = ${this.#me}::uuid\n        order by lane\n        for update of consumer_lane',
        becomes:
          'where group_name = ${this.#group}\n        order by lane\n        for update of consumer_lane',
      },
    ],
    caughtBy: {
      file: storeTest,
      title: 'lane store: postgres › refuses everything of who lost the lanes to another',
    },
  },
  {
    name: 'lane-epoch',
    without: 'who lost a lane and has it again acknowledges what it did before',
    edits: [{ file: store, text: 'using (lane, epoch)', becomes: 'using (lane)' }],
    caughtBy: {
      file: storeTest,
      title: 'lane store: postgres › refuses an epoch of before, also of the same member',
    },
  },
  {
    name: 'lane-of-one-consumer',
    without: 'an instance takes lanes that a living one holds',
    edits: [
      {
        file: store,
        text: 'and (expires_at < now() or owner = any (${outdated}::uuid[])))',
        becomes: 'and (true or owner = any (${outdated}::uuid[])))',
      },
    ],
    caughtBy: {
      file: storeTest,
      title: 'lane store: postgres › divides the lanes and never gives one to two members',
    },
  },
  {
    name: 'lane-given-back',
    without: 'who lost a lane to another gives it back in its place',
    edits: [
      {
        file: store,
        text: 'and owner = ${this.#me}::uuid\n          and lane = any',
        becomes: 'and lane = any',
      },
    ],
    caughtBy: {
      file: storeTest,
      title: 'lane store: postgres › refuses everything of who lost the lanes to another',
    },
  },
  {
    name: 'position-forward',
    without: 'a late acknowledgement moves a position back',
    edits: [
      {
        file: store,
        text: 'greatest(of.position, held.position)',
        becomes: 'held.position',
      },
    ],
    caughtBy: { file: storeTest, title: 'lane store: postgres › moves positions forward only' },
  },
  {
    name: 'lane-lease-check',
    without: 'an instance begins another message although its lease is over',
    edits: [
      {
        file: 'packages/messaging/src/lane-membership.ts',
        text: 'this.#parts.clock.monotonic() < this.#endsAt',
        becomes: 'this.#endsAt > Number.NEGATIVE_INFINITY',
      },
    ],
    caughtBy: {
      file: consumerTest,
      title: 'begins nothing after a pause beyond its lease, although no alarm told it',
    },
  },
  {
    name: 'one-handler-of-a-lane',
    without: 'a lane that is lost and taken again has two handlers at once',
    edits: [
      {
        file: 'packages/messaging/src/lane-consumer.ts',
        text: 'previous: this.#lastHandlers.get(lease.lane) ?? Promise.resolve(),',
        becomes: 'previous: Promise.resolve(),',
      },
    ],
    caughtBy: {
      file: consumerTest,
      title: 'never runs two handlers of a lane, also when it is lost and taken again',
    },
  },
]

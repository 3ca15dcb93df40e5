/**
 * One member's view of one group's lanes in PostgreSQL. Every method is one statement or a few, each of them a
 * transaction of its own: a process that is stopped anywhere holds no lock. Rows are locked in the order of lanes.
 */
import { type Envelope, laneCount } from '@atoll/messaging'
import {
  type Claim,
  fairShare,
  type GroupMember,
  type LaneBatch,
  type LaneLease,
  type LaneStore,
} from '@atoll/messaging/lanes'
import type { Pool } from '@atoll/postgres'
import { groupsChannel } from './channels.ts'
import { sql } from './sql.ts'

/** What one read takes of one lane at most. */
const readCountMax = 100
const readBytesMax = 1024 * 1024
/** How many positions one read passes over at most. */
const scanCountMax = 2_000

const lanes: readonly number[] = Array.from({ length: laneCount }, (_, lane) => lane)

/** Who reads for which group. */
export interface GroupStoreParts {
  readonly pool: Pool
  readonly group: string
  readonly topics: readonly string[]
  readonly member: string
  readonly leaseMs: number
}

interface ReadRow extends Envelope {
  readonly lane: number
  readonly head: number
  readonly scanned: number
  /** Null where the lane has nothing of these topics. */
  readonly position: number | null
}

export class GroupStore implements LaneStore {
  readonly #pool: Pool
  readonly #group: string
  readonly #topics: readonly string[]
  readonly #me: string
  readonly #leaseMs: number

  constructor(parts: GroupStoreParts) {
    this.#pool = parts.pool
    this.#group = parts.group
    this.#topics = parts.topics
    this.#me = parts.member
    this.#leaseMs = parts.leaseMs
  }

  /** Makes the group known; a new one begins at the start of what is retained. */
  async create(): Promise<void> {
    await this.#pool.query(sql`
      with known as (
        insert into messaging.consumer_group (name) values (${this.#group})
        on conflict (name) do update set seen_at = now()
        returning name
      )
      insert into messaging.consumer_lane (group_name, lane, position)
      select name, head.lane, coalesce(
        (select min(position) from messaging.message where lane = head.lane), head.next)
      from known, messaging.lane_head head
      on conflict do nothing`)
  }

  /**
   * The lanes of the update stand in an array that is made first. Joined to their rows instead, a lane whose position
   * was stored at the same moment was left out now and then, and its holder took it for lost.
   */
  async claim(): Promise<Claim> {
    const members = await this.#attend()
    const { share, outdated } = fairShare(members, this.#me)
    const { rows } = await this.#pool.query<LaneLease>(sql`
      with held as (
        select lane from messaging.consumer_lane
        where group_name = ${this.#group} and owner = ${this.#me}::uuid
        order by lane
        for update
      ),
      free as (
        select lane from messaging.consumer_lane
        where group_name = ${this.#group}
          and (owner is null or owner <> ${this.#me}::uuid
            and (expires_at < now() or owner = any (${outdated}::uuid[])))
        order by lane
        limit greatest(0, ${share}::bigint - (select count(*) from held))
        for update skip locked
      )
      update messaging.consumer_lane of
      set owner = ${this.#me}::uuid,
        epoch = of.epoch + (of.owner is distinct from ${this.#me}::uuid)::integer,
        expires_at = now() + ${this.#leaseMs}::float8 * interval '1 millisecond'
      where of.group_name = ${this.#group}
        and of.lane = any (array(select lane from held) || array(select lane from free))
      returning of.lane, of.epoch, of.position`)
    return { leases: rows, share }
  }

  async read(
    cursors: readonly { readonly lane: number; readonly position: number }[],
  ): Promise<readonly LaneBatch[]> {
    const { rows } = await this.#pool.query<ReadRow>(sql`
      select cursor.lane, head.next as head,
        least(head.next, cursor.position + ${scanCountMax}::integer) as scanned,
        found.position, id, topic, key, version, at, headers, body
      from unnest(
        ${cursors.map(({ lane }) => lane)}::smallint[],
        ${cursors.map(({ position }) => position)}::bigint[]
      ) as cursor (lane, position)
      join messaging.lane_head head on head.lane = cursor.lane
      left join lateral (
        select * from (
          select *, sum(octet_length(body)) over (order by position) - octet_length(body) as before
          from (
            select * from messaging.message
            where lane = cursor.lane
              and position >= cursor.position
              and position < cursor.position + ${scanCountMax}::integer
              and topic = any (${this.#topics}::text[])
            order by position
            limit ${readCountMax}::integer
          ) next
        ) measured
        where before < ${readBytesMax}::integer
      ) found on true
      order by cursor.lane, found.position`)
    return [...Map.groupBy(rows, ({ lane }) => lane).values()].map(toBatch)
  }

  /** A position that a crash takes back only repeats messages, so this commit does not wait for the disk. */
  async advance(leases: readonly LaneLease[]): Promise<readonly number[]> {
    const { rows } = await this.#pool.query<{ lane: number }>(sql`
      with quick as materialized (
        select set_config('synchronous_commit', 'off', true)
      ),
      held as (
        select lane, done.position
        from messaging.consumer_lane
        join unnest(
          ${leases.map(({ lane }) => lane)}::smallint[],
          ${leases.map(({ epoch }) => epoch)}::bigint[],
          ${leases.map(({ position }) => position)}::bigint[]
        ) as done (lane, epoch, position) using (lane, epoch)
        where group_name = ${this.#group} and owner = ${this.#me}::uuid
        order by lane
        for update of consumer_lane
      )
      update messaging.consumer_lane of
      set position = greatest(of.position, held.position)
      from held, quick
      where of.group_name = ${this.#group} and of.lane = held.lane
      returning of.lane`)
    return rows.map(({ lane }) => lane)
  }

  async release(leases: readonly LaneLease[]): Promise<void> {
    const held = await this.advance(leases)
    await this.#giveBack(lanes.filter((lane) => held.includes(lane)))
  }

  async leave(leases: readonly LaneLease[], kept: readonly number[]): Promise<void> {
    if (leases.length > 0) await this.advance(leases)
    await this.#pool.query(sql`
      delete from messaging.consumer_member
      where group_name = ${this.#group} and member = ${this.#me}::uuid`)
    await this.#giveBack(lanes.filter((lane) => !kept.includes(lane)))
  }

  async lag(): Promise<number> {
    const { rows } = await this.#pool.query<{ lag: number }>(sql`
      select coalesce(sum(next - position), 0)::bigint as lag
      from messaging.consumer_lane join messaging.lane_head using (lane)
      where group_name = ${this.#group}`)
    return rows[0]?.lag ?? 0
  }

  /** Says that this member lives, and hears who else does. Who has newly come wakes the others. */
  async #attend(): Promise<GroupMember[]> {
    const { rows } = await this.#pool.query<GroupMember & { isNew: boolean }>(sql`
      with seen as (
        update messaging.consumer_group set seen_at = now() where name = ${this.#group}
      ),
      gone as (
        delete from messaging.consumer_member
        where group_name = ${this.#group} and member in (
          select member from messaging.consumer_member
          where group_name = ${this.#group} and expires_at < now() and member <> ${this.#me}::uuid
          for update skip locked
        )
      ),
      me as (
        insert into messaging.consumer_member (group_name, member, topics, expires_at)
        values (${this.#group}, ${this.#me}::uuid, ${this.#topics}::text[],
          now() + ${this.#leaseMs}::float8 * interval '1 millisecond')
        on conflict (group_name, member) do update set expires_at = excluded.expires_at
        returning member, topics, xmax = 0 as is_new
      )
      select member as id, topics, is_new as "isNew" from me
      union all
      select member, topics, false from messaging.consumer_member
      where group_name = ${this.#group} and expires_at >= now() and member <> ${this.#me}::uuid`)
    if (rows.some(({ isNew }) => isNew)) await this.#wakeOthers()
    return rows
  }

  /** Gives back those of these lanes that are held. */
  async #giveBack(lanes: readonly number[]): Promise<void> {
    await this.#pool.query(sql`
      with held as (
        select lane from messaging.consumer_lane
        where group_name = ${this.#group} and owner = ${this.#me}::uuid
          and lane = any (${lanes}::smallint[])
        order by lane
        for update
      )
      update messaging.consumer_lane of
      set owner = null, expires_at = '-infinity'
      from held
      where of.group_name = ${this.#group} and of.lane = held.lane`)
    await this.#wakeOthers()
  }

  async #wakeOthers(): Promise<void> {
    await this.#pool.query(sql`select pg_notify(${groupsChannel}, ${this.#group})`)
  }
}

function toBatch(rows: readonly ReadRow[]): LaneBatch {
  const messages = rows.flatMap(({ position, id, topic, key, version, at, headers, body }) =>
    position === null
      ? []
      : [{ position, envelope: { id, topic, key, version, at, headers, body } }],
  )
  const { lane = 0, head = 0, scanned = 0 } = rows[0] ?? {}
  const last = messages.at(-1)
  return { lane, head, next: last === undefined ? scanned : last.position + 1, messages }
}

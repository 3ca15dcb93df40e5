/**
 * How messages get into the log. One statement is one transaction and one round trip: a publisher that is stopped in
 * the middle never holds a lane. Called by `publish` only.
 */
import { type Envelope, laneOf } from '@atoll/messaging'
import type { LaneNews } from '@atoll/messaging/lanes'
import type { Pool } from '@atoll/postgres'
import { encodeTopics, messagesChannel } from './channels.ts'
import { sql } from './sql.ts'

/** What one statement stores at most. */
const messageCountMax = 500
const bodyBytesMaxTotal = 4 * 1024 * 1024

/** Splits what is published into statements, in order. */
export function toChunks(messages: readonly Envelope[]): Envelope[][] {
  const chunks: Envelope[][] = []
  let chunk: Envelope[] = []
  let bytes = 0
  for (const message of messages) {
    const isFull =
      chunk.length === messageCountMax || bytes + message.body.byteLength > bodyBytesMaxTotal
    if (isFull && chunk.length > 0) {
      chunks.push(chunk)
      chunk = []
      bytes = 0
    }
    chunk.push(message)
    bytes += message.body.byteLength
  }
  if (chunk.length > 0) chunks.push(chunk)
  return chunks
}

/**
 * Stores messages behind the heads of their lanes and tells other processes. Heads are locked in the order of lanes,
 * so that two publishers never wait for each other.
 * Shape    answers how each lane has grown
 */
export async function append(
  pool: Pool,
  messages: readonly Envelope[],
  topics: readonly string[],
): Promise<readonly LaneNews[]> {
  const column = <T>(of: (message: Envelope) => T): T[] => messages.map(of)
  const { rows } = await pool.query<LaneNews>(sql`
    with incoming as (
      select *
      from unnest(
        ${column(({ key }) => laneOf(key))}::smallint[],
        ${column(({ id }) => id)}::uuid[],
        ${column(({ topic }) => topic)}::text[],
        ${column(({ key }) => key)}::text[],
        ${column(({ version }) => version)}::integer[],
        ${column(({ at }) => at)}::bigint[],
        ${column(({ headers }) => JSON.stringify(headers))}::text[],
        ${column(({ body }) => Buffer.from(body.buffer, body.byteOffset, body.byteLength))}::bytea[]
      ) with ordinality as given (lane, id, topic, key, version, at, headers, body, nth)
    ),
    counted as (
      select lane, count(*) as n from incoming group by lane
    ),
    locked as (
      select lane from messaging.lane_head
      where lane in (select lane from counted)
      order by lane
      for update
    ),
    grown as (
      update messaging.lane_head head
      set next = head.next + counted.n
      from counted join locked using (lane)
      where head.lane = counted.lane
      returning head.lane, head.next - counted.n as first, head.next
    ),
    stored as (
      insert into messaging.message
        (lane, position, id, topic, key, version, at, headers, body)
      select lane, first + row_number() over (partition by lane order by nth) - 1,
        id, topic, key, version, at, headers::json, body
      from incoming join grown using (lane)
    ),
    told as (
      select pg_notify(${messagesChannel}, json_build_object(
        'lanes', json_agg(json_build_array(lane, first, next)),
        'topics', ${encodeTopics(topics)}::json
      )::text)
      from grown
    )
    select lane, first, next from grown, told`)
  return rows
}

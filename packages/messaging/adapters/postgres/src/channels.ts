/** What processes tell each other by NOTIFY. Only a hint: whoever misses it finds out by asking the tables. */
import type { LaneNews } from '@atoll/messaging/lanes'

/** Lanes have grown. */
export const messagesChannel = 'atoll_messages'
/** Members of a group have come or gone; the payload is the group's name. */
export const groupsChannel = 'atoll_groups'

/** Topics beyond this are not listed, since PostgreSQL takes payloads below 8,000 bytes. Units: bytes of JSON. */
const topicsBytesMax = 4_000

/** What stands in a payload about messages; topics are null where they are too many to list. */
export interface MessagesNote {
  readonly news: readonly LaneNews[]
  readonly topics: readonly string[] | null
}

/** The topics as JSON; null where they are too many. */
export function encodeTopics(topics: readonly string[]): string | null {
  const text = JSON.stringify(topics)
  return Buffer.byteLength(text) <= topicsBytesMax ? text : null
}

/** Reads a payload that the appending statement wrote; null for anything else. */
export function decodeMessagesNote(payload: string): MessagesNote | null {
  try {
    // Only the appending statement writes to this channel of our own database.
    const note = JSON.parse(payload) as {
      lanes: [number, number, number][]
      topics: string[] | null
    }
    const news = note.lanes.map(([lane, first, next]) => ({ lane, first, next }))
    return { news, topics: note.topics }
  } catch {
    return null
  }
}

/** What was committed and is not yet told, in memory. */
import type { OutboxTable } from '../tables.ts'
import { read, write } from './handle.ts'
import type { MemoryStore } from './store.ts'

export function createOutbox(store: MemoryStore): OutboxTable {
  const { outbox, locks } = store
  return {
    async add(sql, rows, names) {
      await write(sql, 'outbox.lock', async (session) => {
        for (const name of names) await locks.lock(session, name)
      })
      await write(sql, 'outbox.add', (session) => {
        for (const row of rows) {
          const id = store.draw()
          const payload = JSON.stringify(row.payload)
          outbox.put(session, String(id), { ...row, id, payload, at: Date.parse(row.at) })
        }
      })
    },
    page: (sql, { lanes, floors, topics, countMax }) =>
      read(sql, 'outbox.page', (session) => {
        const counts = new Map(lanes.map((lane) => [lane, 0]))
        return outbox.list(session).flatMap((row) => {
          const count = counts.get(row.lane)
          const floor = floors?.[lanes.indexOf(row.lane)] ?? 0
          if (count === undefined || count >= countMax || !topics.includes(row.topic)) return []
          if (row.id < floor) return []
          counts.set(row.lane, count + 1)
          const payload: unknown = JSON.parse(row.payload)
          return [{ ...row, payload }]
        })
      }),
    watermark: (sql) =>
      read(sql, 'outbox.watermark', () => ({ drawn: store.drawn, writers: locks.writers() })),
    remove: (sql, rows) =>
      write(sql, 'outbox.remove', async (session) => {
        for (const { id } of rows) {
          await outbox.lock(session, String(id))
          outbox.put(session, String(id), null)
        }
      }),
    topicsBeside: (sql, topics) =>
      read(sql, 'outbox.topics', (session) => {
        const held = outbox.list(session).map(({ topic }) => topic)
        return [...new Set(held)].filter((topic) => !topics.includes(topic))
      }),
  }
}

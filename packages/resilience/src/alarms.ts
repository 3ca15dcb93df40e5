/**
 * Many deadlines on few timers. A timer for each call costs more than all other steps of its border together, and is
 * almost never needed; here calls that end at about the same time share one. Called by the deadline step.
 */
import type { Clock } from '@atoll/pipeline'

/** What waits for one time. */
export interface Alarm {
  /** Called once when the time has come; late by at most a millisecond, or by 16 where it was a second away or more. */
  ring(): void
}

/** Where an alarm is taken back. */
export interface Slot {
  delete(alarm: Alarm): void
}

/** Rings what is not taken back in time. */
export interface Alarms {
  /** Units: `at` in milliseconds of the monotonic clock. */
  set(at: number, alarm: Alarm): Slot
}

/** Far ends share a wider slot. Units: milliseconds. */
const farMs = 1_000
const farSlotMs = 16
/** Later than this an alarm has a timer of its own, so that no caller can fill the memory with empty slots. */
export const sharedMsMax = 60_000

/** Makes an empty set of alarms; a slot's timer runs on when all its alarms were taken back, since more will come. */
export function createAlarms(clock: Clock): Alarms {
  const slots = new Map<number, Set<Alarm>>()
  const open = (end: number): Set<Alarm> => {
    const slot = new Set<Alarm>()
    slots.set(end, slot)
    clock.timer(end - clock.monotonic(), () => {
      slots.delete(end)
      for (const alarm of slot) alarm.ring()
    })
    return slot
  }
  return {
    set(at, alarm) {
      const remainingMs = at - clock.monotonic()
      if (remainingMs > sharedMsMax) return setAlone(clock, remainingMs, alarm)
      const slotMs = remainingMs >= farMs ? farSlotMs : 1
      const end = Math.ceil(at / slotMs) * slotMs
      const slot = slots.get(end) ?? open(end)
      slot.add(alarm)
      return slot
    },
  }
}

function setAlone(clock: Clock, remainingMs: number, alarm: Alarm): Slot {
  const timer = clock.timer(remainingMs, () => alarm.ring())
  return { delete: () => timer.cancel() }
}

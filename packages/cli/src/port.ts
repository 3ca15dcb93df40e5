/** A port as it is written on a command line. */
import { InvalidArgumentError } from 'commander'

/** The highest port there is. */
const portMax = 65_535

/** Faults: an InvalidArgumentError, which the command line tells. */
export function toPort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  if (port <= portMax) return port
  throw new InvalidArgumentError(`Write a whole number from 0 to ${portMax}.`)
}

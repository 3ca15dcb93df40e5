/** Work as a database does it: a pool of connections with a line in front of it, each piece of work some time on one of them. */

/** Places of the pool. */
const connections = 8
/** Units: milliseconds on one of them. */
const workMs = 20

const line: (() => void)[] = []
let busy = 0

/** Does it, once a place is free. A line has no end, as that of a database's driver. */
export function work(): Promise<void> {
  return new Promise((resolve) => {
    const begin = () =>
      setTimeout(() => {
        resolve()
        const next = line.shift()
        if (next === undefined) busy -= 1
        else next()
      }, workMs)
    if (busy >= connections) line.push(begin)
    else {
      busy += 1
      begin()
    }
  })
}

/** Speaks to a running HAProxy over its socket: commands go in, what it says comes out. It decides nothing. */
import { connect } from 'node:net'
import { Fault } from '@atoll/pipeline'

/** How long HAProxy may take to answer. Units: milliseconds. */
const answerMsMax = 2_000
/** Units: characters. */
const answerCharactersMax = 1_048_576

/** Sends commands of one line. Faults: unavailable `balancer_unreachable`. */
export function tellHaproxy(socket: string, commands: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const connection = connect(socket)
    let said = ''
    connection.setEncoding('utf8')
    connection.setTimeout(answerMsMax, () => connection.destroy(new Error('it says nothing')))
    connection.on('error', (cause) => reject(unreachable(cause)))
    connection.on('data', (text: string) => {
      said += text
      if (said.length > answerCharactersMax) connection.destroy(new Error('it does not end'))
    })
    connection.on('end', () => resolve(said))
    connection.end(`${commands.join('; ')}\n`)
  })
}

/** What HAProxy says to an address that it takes; to everything else that it takes it says nothing. Source: HAProxy 2.6 to 3.2 */
const notes = /^(?:no need to change|IP changed|port changed|health check port updated)/

/** The first of its words that refuses something; null where everything was taken. */
export function refusalIn(said: string): string | null {
  return said.split('\n').find((line) => line.trim() !== '' && !notes.test(line)) ?? null
}

function unreachable(cause: Error): Fault {
  const message = `HAProxy cannot be told of its instances: ${cause.message}.`
  return new Fault({ kind: 'unavailable', code: 'balancer_unreachable', message, cause })
}

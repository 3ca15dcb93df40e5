/** The other side of `program.ts`: how a server of a measurement says where it is, and hears that it is to end. */

/** Says where the server is; stops it and ends the process when the input ends. */
export function serve(
  said: { readonly url: string } & Readonly<Record<string, unknown>>,
  stop: () => Promise<void>,
): void {
  process.stdout.write(`${JSON.stringify(said)}\n`)
  process.stdin.resume()
  process.stdin.once('end', () => {
    stop().then(
      () => process.exit(0),
      () => process.exit(1),
    )
  })
}

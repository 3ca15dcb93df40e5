/** How many calls arrive at the end of a chain for each that arrives at its beginning, by what the processes count. */

/** Does something and compares what arrived at `quotes` with what arrived at `desks` meanwhile. */
export async function amplificationOf(
  managements: Readonly<Record<string, string>>,
  act: () => Promise<unknown>,
): Promise<number> {
  const before = await both(managements)
  await act()
  const after = await both(managements)
  return (after.last - before.last) / (after.first - before.first)
}

async function both(managements: Readonly<Record<string, string>>) {
  const first = await arrivedAt(managements['desks'])
  return { first, last: await arrivedAt(managements['quotes']) }
}

/** All that came in, whatever became of it. */
async function arrivedAt(management: string | undefined): Promise<number> {
  const text = await (await fetch(`${management}/metrics`)).text()
  const lines = text.split('\n').filter((line) => {
    return line.startsWith('atoll_border_messages') && line.includes('border="server-in"')
  })
  return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf('} ') + 2)), 0)
}

/** The maps as Mermaid, which many viewers of Markdown draw. Source: mermaid.js.org, syntax of flowcharts. */
import type { DecisionTree } from './decision-tree.ts'
import type { ServiceMap } from './service-map.ts'

/** Writes who speaks to whom. */
export function writeServices({ parts, lines }: ServiceMap): string {
  const ids = new Map(parts.map(({ name }, index) => [name, `p${index}`]))
  const idOf = (name: string) => ids.get(name) ?? name
  const shapes = { gateway: ['([', '])'], service: ['[', ']'], outside: ['[/', '/]'] } as const
  return [
    'flowchart LR',
    ...parts.map(
      ({ name, kind }) => `  ${idOf(name)}${shapes[kind][0]}${quoted(name)}${shapes[kind][1]}`,
    ),
    ...lines.map(({ from, to, kind, of }) => {
      const arrow = kind === 'calls' ? '-->' : '-.->'
      const said = kind === 'calls' || of.length === 0 ? '' : `|${quoted(of.join(', '))}|`
      return `  ${idOf(from)} ${arrow}${said} ${idOf(to)}`
    }),
    '',
  ].join('\n')
}

/** Writes which decision brought which question. */
export function writeDecisions({ rows }: DecisionTree): string {
  const idOf = (index: number) => `d${index}`
  const stack: number[] = []
  return [
    'flowchart LR',
    ...rows.flatMap(({ depth, name, answer, end }, index) => {
      stack[depth] = index
      const parent = depth === 0 ? undefined : stack[depth - 1]
      const shape = end === 'open' ? ['{{', '}}'] : ['[', ']']
      const node = `  ${idOf(index)}${shape[0]}${quoted(`${name}: ${answer}`)}${shape[1]}`
      return parent === undefined ? [node] : [node, `  ${idOf(parent)} --> ${idOf(index)}`]
    }),
    '',
  ].join('\n')
}

/** Within quotes only a quote ends them, and an entity begins with a hash. */
function quoted(text: string): string {
  return `"${text
    .replaceAll('#', '#35;')
    .replaceAll('"', '#quot;')
    .replaceAll(/[\r\n<>]/g, ' ')}"`
}

/** A page of a service: a function that makes it, its test, and its route. */
import { Fault } from '@atoll/pipeline'
import { addImport, addNames, addToBlock, inTurn } from './edit.ts'
import { readModelFile, regionOf, rename, type Renaming } from './models.ts'
import { parsePageName, parseServiceName } from './names.ts'
import { type Piece, sortChanges } from './piece.ts'
import { assertService, readIn } from './place.ts'

const owner = parseServiceName('sample-owner')
const sample = parsePageName('sample-page')

/** What `atoll new page` is told. */
export interface PageWish {
  readonly service: string
  readonly name: string
}

/** What `atoll new page` writes. Faults: those of the names; `service_missing`, `file_missing`, `page_exists`. */
export function newPage(folder: string, wish: PageWish): Piece {
  const service = parseServiceName(wish.service)
  const page = parsePageName(wish.name)
  assertService(folder, service)
  const names: Renaming = [
    [sample, { ...page, camel: `${page.camel}Page`, pascal: `${page.pascal}Page` }],
    [owner, service],
  ]
  const copy = (file: string) => rename(readModelFile('additions', file), names)
  const home = `pages/${service.kebab}`
  const file = 'gateway/page-routes.ts'
  const before = readIn(folder, file)
  const route = `/${service.kebab}/${page.kebab}`
  if (before.includes(`'GET ${route}'`)) {
    const message = `${file} has a page at ${route} already: take another name.`
    throw new Fault({ kind: 'conflict', code: 'page_exists', message })
  }
  const lines = regionOf(copy(file), 'page')
  const contract = `import { ${service.camel} } from '../contracts/${service.kebab}.ts'`
  const line = `import { ${page.camel}Page } from '../${home}/${page.kebab}.ts'`
  const after = inTurn(
    before,
    (text) => addToBlock(text, (each) => each.startsWith('export const pageRoutes'), lines),
    (text) => addNames(text, ['anyone'], '@atoll/contract'),
    (text) => addNames(text, ['respond'], '@atoll/gateway'),
    (text) => (text.split('\n').includes(contract) ? text : addImport(text, contract)),
    (text) => addImport(text, line),
    (text) => addNames(text, ['show'], './show.ts'),
  )
  const add = `Import the page and the contract, and add the route:\n${contract}\n${line}\n${lines.join('\n')}`
  return {
    files: new Map(
      ['.ts', '.test.ts'].map((end) => [
        `${home}/${page.kebab}${end}`,
        copy(`pages/${owner.kebab}/${sample.kebab}${end}`),
      ]),
    ),
    ...sortChanges([{ file, before, after, add }]),
    next: [`It stands at ${route}. Let its route ask ${service.kebab} for what it shows: ${file}.`],
  }
}

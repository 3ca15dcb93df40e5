/** The maps of a system, drawn or written: what `atoll map` answers. */
import type { Gateway } from '@atoll/gateway'
import type { Language } from '@atoll/patterns'
import { type System, walkOf } from '@atoll/system'
import { factsOf } from '../facts.ts'
import { toDecisionTree, type TreeWords } from './decision-tree.ts'
import { drawDecisions } from './draw-decisions.ts'
import { drawServices, type ServiceMapWords } from './draw-services.ts'
import { writeDecisions, writeServices } from './mermaid.ts'
import { toServiceMap } from './service-map.ts'

/** What a map is of, and how it is given. */
export interface MapWish {
  readonly of: 'services' | 'decisions'
  readonly format: 'svg' | 'mermaid'
  readonly language: Language
  /** The folder of `atoll.ts`. */
  readonly folder: string
}

/** Makes one map. Shape: SVG 1.1, or Mermaid. Faults: errors of the file system */
export function mapOf(system: System<Gateway>, wish: MapWish): string {
  const { of, format, language, folder } = wish
  const said = words[language]
  if (of === 'services') {
    const map = toServiceMap(factsOf(system, folder))
    const title = said.services(system.name)
    return format === 'svg' ? drawServices(map, { ...said, title }) : writeServices(map)
  }
  const tree = toDecisionTree(walkOf(system.decisions), language, said)
  return format === 'svg' ? drawDecisions(tree, said.decisions(system.name)) : writeDecisions(tree)
}

interface MapWords extends Omit<ServiceMapWords, 'title'>, TreeWords {
  readonly services: (system: string) => string
  readonly decisions: (system: string) => string
}

const words: Readonly<Record<Language, MapWords>> = {
  en: {
    services: (system) => `The services of ${system}`,
    decisions: (system) => `The decisions of ${system}`,
    calls: 'calls',
    tells: 'tells an event',
    gateway: 'gateway',
    service: 'service',
    outside: 'service of others',
    open: 'open',
    waived: 'put off until {until}',
  },
  ko: {
    services: (system) => `${system}의 서비스`,
    decisions: (system) => `${system}의 결정`,
    calls: '호출',
    tells: '이벤트를 알림',
    gateway: '게이트웨이',
    service: '서비스',
    outside: '외부 서비스',
    open: '미정',
    waived: '{until}까지 보류',
  },
}

/** What a report says around its findings, in every language alike. */
import type { Language } from '@atoll/patterns'
import type { Counts } from './check-counts.ts'
import type { Look } from './check-live.ts'

/** The words of a report. */
export interface ReportTexts {
  readonly waived: string
  readonly notes: string
  /** Of the view of many repositories. */
  readonly columns: readonly string[]
  /** What was looked at on the running system, and what was not, and who does. */
  readonly looks: Readonly<Record<Look, string>>
  readonly looked: string
  readonly notLooked: string
  rule(number: number): string
  summary(system: string, counts: Counts): string
  /** How many repositories there are, how many of them keep to their decisions, and what is wrong between them. */
  rollUp(systems: number, kept: number, between: number): string
}

/** All of them. */
export const reportTexts: Readonly<Record<Language, ReportTexts>> = {
  en: {
    waived: 'Put off on purpose',
    notes: 'For your information',
    looked: 'Looked at while it ran',
    notLooked: 'Not looked at',
    looks: {
      health: 'each process says that it is well',
      tokens:
        'each closed operation, asked without a token, with one that is over, forged, or for somebody else',
      neighbours: 'a service at the database of its neighbour, with its own password',
      waiting: 'calls seen to wait for another service; those that should not would be told',
      away: 'calls while their callee is stopped or slow: it needs inputs that get that far; journeys do it',
      twice:
        'an event delivered twice: it needs an event that happened; tests with network: { duplicates } do it',
      crash: 'an end between commit and publish: faults at named places do it',
      swap: 'the same journeys under another answer: `atoll compare` does it',
    },
    columns: ['REPOSITORY', 'SERVICES', 'ERRORS', 'WARNINGS', 'PUT OFF', 'NEXT DAY'],
    rule: (number) => `rule ${number}`,
    rollUp: (systems, kept, between) =>
      `${kept} of ${counted(systems, 'repository', 'repositories')} keep to their decisions; ${counted(between, 'error')} between them.`,
    summary(system, { error, warning, note, waived }) {
      const found = [counted(error, 'error'), counted(warning, 'warning'), counted(note, 'note')]
      const result = error === 0 ? 'keeps to its decisions' : 'does not keep to its decisions'
      return `The ${system} ${result}: ${found.join(', ')}, ${waived} of them put off.`
    },
  },
  ko: {
    waived: '미뤄 둔 것',
    notes: '참고',
    looked: '돌아가는 동안 살펴본 것',
    notLooked: '살펴보지 못한 것',
    looks: {
      health: '프로세스마다 건강하다고 답하는지',
      tokens: '닫힌 오퍼레이션마다 토큰 없이, 지난 토큰, 위조 토큰, 남의 토큰으로 물었을 때',
      neighbours: '서비스가 자기 비밀번호로 이웃의 데이터베이스를 열 때',
      waiting: '다른 서비스를 기다린 호출. 기다리지 않기로 한 것이면 알려 줍니다',
      away: '상대가 멈추거나 느릴 때의 호출. 거기까지 닿는 입력이 필요하므로 여정 테스트가 합니다',
      twice:
        '같은 이벤트가 두 번 올 때. 일어난 이벤트가 필요하므로 network: { duplicates } 테스트가 합니다',
      crash: '커밋과 발행 사이에 멈출 때. 이름 붙인 자리의 결함 주입이 합니다',
      swap: '다른 답에서 같은 여정이 통과하는지. `atoll compare`가 합니다',
    },
    columns: ['저장소', '서비스', '오류', '경고', '미룬 것', '다음 기한'],
    rule: (number) => `규칙 ${number}`,
    rollUp: (systems, kept, between) =>
      `저장소 ${systems}개 가운데 ${kept}개가 결정을 지킵니다. 저장소 사이의 오류는 ${between}개입니다.`,
    summary(system, { error, warning, note, waived }) {
      const result = error === 0 ? '결정을 지킵니다' : '결정을 지키지 않습니다'
      return `${system} 시스템은 ${result}: 오류 ${error}개, 경고 ${warning}개, 알림 ${note}개(미룬 것 ${waived}개).`
    },
  },
}

function counted(number: number, what: string, many = `${what}s`): string {
  return `${number} ${number === 1 ? what : many}`
}

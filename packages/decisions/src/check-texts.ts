/** What a report says around its findings, in every language alike. */
import type { Language } from '@atoll/patterns'
import type { Counts } from './check-counts.ts'

/** The words of a report. */
export interface ReportTexts {
  readonly waived: string
  readonly notes: string
  /** Of the view of many repositories. */
  readonly columns: readonly string[]
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

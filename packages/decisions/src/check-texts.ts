/** What a report says around its findings, in every language alike. */
import type { Language } from '@atoll/patterns'
import type { Counts } from './check-report.ts'

/** The words of a report. */
export interface ReportTexts {
  readonly waived: string
  readonly notes: string
  rule(number: number): string
  summary(system: string, counts: Counts): string
}

/** All of them. */
export const reportTexts: Readonly<Record<Language, ReportTexts>> = {
  en: {
    waived: 'Put off on purpose',
    notes: 'For your information',
    rule: (number) => `rule ${number}`,
    summary(system, { error, warning, note, waived }) {
      const found = [counted(error, 'error'), counted(warning, 'warning'), counted(note, 'note')]
      const result = error === 0 ? 'keeps to its decisions' : 'does not keep to its decisions'
      return `The ${system} ${result}: ${found.join(', ')}, ${waived} of them put off.`
    },
  },
  ko: {
    waived: '미뤄 둔 것',
    notes: '참고',
    rule: (number) => `규칙 ${number}`,
    summary(system, { error, warning, note, waived }) {
      const result = error === 0 ? '결정을 지킵니다' : '결정을 지키지 않습니다'
      return `${system} 시스템은 ${result}: 오류 ${error}개, 경고 ${warning}개, 알림 ${note}개(미룬 것 ${waived}개).`
    },
  },
}

function counted(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`
}

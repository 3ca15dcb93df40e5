import type { PatternIdOf } from '../../graph/pattern-ids.ts'
import type { PatternText } from '../../text.ts'

/** The patterns of the group logic in Korean. */
export const logic: Readonly<Record<PatternIdOf<'logic'>, PatternText>> = {
  'transaction-script': {
    name: '트랜잭션 스크립트',
    problem: '업무 논리를 적을 형태가 필요합니다.',
    forces: '절차가 단순합니다.',
    benefits: ['빨리 쓸 수 있습니다.'],
    drawbacks: ['규칙이 늘면 따라가기 어려워집니다.'],
  },
  'domain-model': {
    name: '도메인 모델',
    problem: '규칙과 상태가 절차로 적기에는 너무 많습니다.',
    forces: '규칙은 복잡하고, 객체는 여러 상태를 거칩니다.',
    benefits: ['규칙을 따로 테스트하고 늘릴 수 있습니다.'],
    drawbacks: ['모델링 솜씨가 필요합니다.'],
  },
  aggregate: {
    name: '애그리거트',
    problem: '객체들이 서로를 가리켜, 트랜잭션이 어디서 끝나는지 아무도 모릅니다.',
    forces: '트랜잭션 하나는 데이터베이스 하나와 메시지 하나에 맞아야 합니다.',
    benefits: [
      '함께 맞아야 하는 것이 분명한 한 단위가 됩니다.',
      '단위는 서로를 id로 가리키므로 따로 옮길 수 있습니다.',
      '둘이 동시에 바꾸면 루트의 버전으로 알 수 있습니다.',
    ],
    drawbacks: ['트랜잭션 하나는 한 단위만 바꿉니다.'],
  },
}

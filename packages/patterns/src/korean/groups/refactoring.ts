import type { PatternIdOf } from '../../graph/pattern-ids.ts'
import type { PatternText } from '../../text.ts'

/** The patterns of the group refactoring in Korean. */
export const refactoring: Readonly<Record<PatternIdOf<'refactoring'>, PatternText>> = {
  'strangler-fig': {
    name: '스트랭글러 피그',
    problem: '돈을 벌고 있는 모놀리스를 서비스로 바꿔야 합니다.',
    forces: '다시 쓰기는 한꺼번에 큰 위험이고, 아무것도 하지 않으면 고통이 이어집니다.',
    benefits: [
      '마지막 서비스가 나오기 훨씬 전에 첫 서비스가 값을 합니다.',
      '단계마다 작고 되돌릴 수 있습니다.',
    ],
    drawbacks: [
      '옛것과 새것이 몇 년 동안 함께 삽니다.',
      '양쪽의 데이터를 같게 유지해야 합니다.',
      '모놀리스도 고쳐야 합니다.',
    ],
  },
  'anti-corruption-layer': {
    name: '손상 방지 계층',
    problem: '새 서비스가, 용어를 함께 쓰지 않는 옛 시스템과 이야기해야 합니다.',
    forces: '같은 업무의 두 모델이 하나로 섞이지 않고 만나야 합니다.',
    benefits: ['새 모델이 깨끗하게 남습니다.'],
    drawbacks: ['번역하는 계층을 만들고 유지해야 합니다.'],
  },
}

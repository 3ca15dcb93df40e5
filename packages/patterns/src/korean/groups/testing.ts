import type { PatternIdOf } from '../../graph/pattern-ids.ts'
import type { PatternText } from '../../text.ts'

/** The patterns of the group testing in Korean. */
export const testing: Readonly<Record<PatternIdOf<'testing'>, PatternText>> = {
  'service-component-test': {
    name: '서비스 컴포넌트 테스트',
    problem: '다른 서비스 없이 서비스를 테스트해야 합니다.',
    forces: '전체를 묶은 테스트는 느리고, 남의 이유로 깨집니다.',
    benefits: [
      '테스트가 빠르고, 그 서비스 때문에만 실패합니다.',
      '공개 API를 통해 서비스를 테스트합니다.',
    ],
    drawbacks: ['이웃은 테스트 대역이므로 틀릴 수 있습니다.'],
  },
  'consumer-driven-contract-test': {
    name: '소비자 주도 계약 테스트',
    problem: '제공자의 변경이, 제공자가 모르는 소비자를 깨뜨립니다.',
    forces: '제공자는 바꾸고 싶고, 소비자는 계속 쓰고 싶습니다.',
    benefits: ['깨진 것이 제공자의 파이프라인에서 발견됩니다.'],
    drawbacks: ['소비자가 기대하는 것을 적어야 합니다.', '뜻이 맞는지는 테스트되지 않습니다.'],
  },
  'consumer-side-contract-test': {
    name: '소비자 측 계약 테스트',
    problem: '소비자를 테스트할 때 쓰는 대역이 제공자와 다를 수 있습니다.',
    forces: '대역은 사실과 같은 만큼만 쓸모가 있습니다.',
    benefits: ['소비자를 제공자와 똑같은 계약으로 검사합니다.'],
    drawbacks: ['제공자의 테스트와 함께 돌려야 합니다.'],
  },
  'x-contract-broker': {
    name: '계약 브로커',
    problem: '소비자도 제공자도 버전도 많아, 누가 누구와 맞는지 알아야 합니다.',
    forces: '팀들은 언제든 스스로 배포합니다.',
    benefits: ['계약과 결과를 한곳에 둡니다.', '이 버전을 배포해도 되는지 답해 줍니다.'],
    drawbacks: ['운영할 서비스가 하나 더 생깁니다.'],
  },
}

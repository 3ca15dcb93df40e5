import type { PatternIdOf } from '../../graph/pattern-ids.ts'
import type { PatternText } from '../../text.ts'

/** The patterns of the group edge in Korean. */
export const edge: Readonly<Record<PatternIdOf<'edge'>, PatternText>> = {
  'api-gateway': {
    name: 'API 게이트웨이',
    problem: '바깥 클라이언트가 프로토콜도 주소도 제각각인 작은 서비스를 많이 만나게 됩니다.',
    forces: '서비스는 잘게 나뉘어 있고, 클라이언트는 서로 다릅니다.',
    benefits: [
      '클라이언트는 시스템이 어떻게 나뉘었는지 몰라도 됩니다.',
      '클라이언트의 왕복이 줄어듭니다.',
      '입구에서 프로토콜을 바꿔 줍니다.',
    ],
    drawbacks: [
      '멈추면 안 되는 부품이 하나 더 생깁니다.',
      '호출마다 한 곳을 더 거칩니다.',
      '모든 팀이 게이트웨이 팀을 기다리게 될 수 있습니다.',
    ],
  },
  'backend-for-frontend': {
    name: '프런트엔드별 백엔드',
    problem: '입구의 API 하나로는 어느 클라이언트도 만족하지 못합니다.',
    forces: '전화기와 브라우저와 협력사는 서로 다른 것을 묻고, 서로 다른 속도로 바뀝니다.',
    benefits: [
      '클라이언트 팀이 자기 API를 가집니다.',
      '한 종류의 클라이언트에 생긴 문제가 다른 종류에 번지지 않습니다.',
    ],
    drawbacks: ['입구 쪽 코드를 여러 번 씁니다.', '운영할 부품이 늘어납니다.'],
  },
}

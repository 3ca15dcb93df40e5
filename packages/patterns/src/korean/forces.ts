import type { Force } from '../graph/forces.ts'
import type { ForceText } from '../text.ts'

/** The ten forces in Korean. */
export const forces: Readonly<Record<Force, ForceText>> = {
  'simple-components': {
    name: '단순한 구성 요소',
    asks: '각 부분은 이해하고 유지할 수 있을 만큼 작아야 합니다.',
  },
  'team-autonomy': {
    name: '팀의 자율성',
    asks: '팀은 서로 기다리지 않고 일하고 배포할 수 있어야 합니다.',
  },
  'fast-deployment-pipeline': {
    name: '빠른 배포 파이프라인',
    asks: '변경은 빨리 빌드되고 테스트되고 나가야 합니다.',
  },
  'multiple-technology-stacks': {
    name: '여러 기술 스택',
    asks: '각 부분은 알맞은 기술을 고르고 새로 바꿀 수 있어야 합니다.',
  },
  'segregate-by-characteristics': {
    name: '특성에 따른 분리',
    asks: '부하나 가용성이나 비밀의 정도가 다른 부분은 떨어져 있어야 합니다.',
  },
  'simple-interactions': {
    name: '단순한 상호작용',
    asks: '작업 하나의 참여자와 메시지는 적어야 합니다.',
  },
  'efficient-interactions': {
    name: '효율적인 상호작용',
    asks: '작업 하나는 적은 왕복으로 적은 데이터를 옮겨야 합니다.',
  },
  'acid-over-base': {
    name: 'BASE보다 ACID',
    asks: '작업은 할 수 있다면 하나의 트랜잭션이어야 합니다.',
  },
  'runtime-coupling': {
    name: '느슨한 런타임 결합',
    asks: '작업은 다른 서비스가 떠 있고 빠른지에 달려 있지 않아야 합니다.',
  },
  'design-time-coupling': {
    name: '느슨한 설계 시점 결합',
    asks: '한 부분의 변경이 다른 부분의 변경을 부르지 않아야 합니다.',
  },
}

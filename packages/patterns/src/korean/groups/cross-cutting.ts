import type { PatternIdOf } from '../../graph/pattern-ids.ts'
import type { PatternText } from '../../text.ts'

/** The patterns of the group cross-cutting in Korean. */
export const crossCutting: Readonly<Record<PatternIdOf<'cross-cutting'>, PatternText>> = {
  'microservice-chassis': {
    name: '마이크로서비스 섀시',
    problem: '새 서비스는 첫 규칙을 쓰기까지 몇 주의 준비가 필요합니다.',
    forces: '모든 서비스에 같은 기반 기능이 필요하지만, 서비스마다 그것을 새로 짜서는 안 됩니다.',
    benefits: [
      '설정, 로그, 상태 검사, 지표, 추적이 첫날부터 동작합니다.',
      '업그레이드는 의존성 하나의 새 버전입니다.',
    ],
    drawbacks: ['언어나 프레임워크마다 하나씩 필요합니다.', '서비스마다 업그레이드를 해야 합니다.'],
  },
  'service-template': {
    name: '서비스 템플릿',
    problem: '새 서비스는 옛 서비스를 베끼는 데서 시작합니다.',
    forces: '첫날부터 업무 논리를 쓸 수 있어야 합니다.',
    benefits: ['테스트와 파이프라인을 갖춘, 동작하는 서비스가 바로 생깁니다.'],
    drawbacks: ['베낀 코드는 원본에서 점점 멀어집니다.'],
  },
  'externalized-configuration': {
    name: '외부화된 설정',
    problem: '같은 빌드가 모든 환경에서 돌아야 합니다.',
    forces: '환경은 서로 다르지만 빌드는 달라서는 안 됩니다.',
    benefits: ['같은 산출물이 어디에나 갑니다.'],
    drawbacks: ['잘못된 설정은 늦게야 드러납니다.'],
  },
  'x-config-and-secrets': {
    name: '검사된 설정과 비밀',
    problem: '설정이 틀리거나 비밀이 새어 나갑니다.',
    forces: '설정은 자주 바뀌고, 설정의 실수는 시스템 전체를 멈춥니다.',
    benefits: [
      '잘못된 설정은 시작할 때 거절됩니다.',
      '설정에는 비밀의 이름만 적고, 값은 다른 곳에 둡니다.',
      '다시 시작하지 않아도 변경이 적용됩니다.',
    ],
    drawbacks: ['비밀 저장소를 운영해야 합니다.'],
  },
}

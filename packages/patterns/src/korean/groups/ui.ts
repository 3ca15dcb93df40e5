import type { PatternIdOf } from '../../graph/pattern-ids.ts'
import type { PatternText } from '../../text.ts'

/** The patterns of the group ui in Korean. */
export const ui: Readonly<Record<PatternIdOf<'ui'>, PatternText>> = {
  'server-side-page-fragment-composition': {
    name: '서버 측 페이지 조각 조합',
    problem: '한 페이지에 여러 팀과 그 서비스가 보여 줄 것이 모입니다.',
    forces: '페이지는 빨리 뜨고, 검색되고, 약한 기기에서도 보여야 합니다.',
    benefits: ['팀마다 페이지에서 자기 조각을 가집니다.', '페이지가 완성되어 도착합니다.'],
    drawbacks: ['가장 느린 조각이 페이지를 늦춥니다.', '조각마다 따로 캐시해야 합니다.'],
  },
  'client-side-ui-composition': {
    name: '클라이언트 측 UI 조합',
    problem: '한 화면에 여러 팀이 보여 줄 것이 모이고, 손이 닿을 때마다 반응합니다.',
    forces: '상호작용은 풍부하고, 팀은 혼자 릴리스하고 싶어 합니다.',
    benefits: ['팀마다 자기 컴포넌트를 가집니다.', '컴포넌트를 하나씩 릴리스합니다.'],
    drawbacks: [
      '브라우저가 받는 코드가 늘어납니다.',
      '라이브러리 버전이 부딪칠 수 있습니다.',
      '컴포넌트들이 상태를 나눠 써야 합니다.',
    ],
  },
  'x-ui-contract': {
    name: 'UI 계약',
    problem: '팀마다 만든 조각이 달라 보이고, 하나가 실패하면 페이지를 망칩니다.',
    forces: '사용자는 한결같은 모습을 원하고, 팀은 자유를 원합니다.',
    benefits: [
      '함께 쓰는 토큰과 라이브러리가 한결같은 모습을 줍니다.',
      '늦거나 실패한 조각은 다른 것으로 채웁니다.',
    ],
    drawbacks: ['누군가 관리해야 합니다.'],
  },
}

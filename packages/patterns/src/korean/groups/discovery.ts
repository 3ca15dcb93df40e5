import type { PatternIdOf } from '../../graph/pattern-ids.ts'
import type { PatternText } from '../../text.ts'

/** The patterns of the group discovery in Korean. */
export const discovery: Readonly<Record<PatternIdOf<'discovery'>, PatternText>> = {
  'client-side-discovery': {
    name: '클라이언트 측 디스커버리',
    problem: '호출자는 주소가 바뀌는 살아 있는 인스턴스를 찾아야 합니다.',
    forces: '거치는 곳은 적어야 하고, 선택은 애플리케이션을 알아야 합니다.',
    benefits: [
      '호출이 인스턴스로 곧장 갑니다.',
      '호출자가 아는 부하와 구역에 따라 고를 수 있습니다.',
    ],
    drawbacks: ['언어마다 레지스트리 클라이언트가 필요합니다.'],
  },
  'server-side-discovery': {
    name: '서버 측 디스커버리',
    problem: '호출자는 인스턴스를 몰라도 살아 있는 것에 닿아야 합니다.',
    forces: '클라이언트는 얇아야 합니다.',
    benefits: [
      '서비스에 그런 코드가 들어가지 않습니다.',
      '클라우드나 플랫폼에는 이미 있는 경우가 많습니다.',
    ],
    drawbacks: [
      '운영할 라우터가 생깁니다.',
      '호출마다 한 곳을 더 거칩니다.',
      '라우터는 쓰이는 프로토콜을 모두 알아야 합니다.',
    ],
  },
  'service-registry': {
    name: '서비스 레지스트리',
    problem: '인스턴스는 생기고 사라지므로, 어디 있는지 누군가 알아야 합니다.',
    forces: '시스템이 도는 동안 주소가 바뀝니다.',
    benefits: ['물어볼 곳이 한 군데입니다.'],
    drawbacks: [
      '많은 것이 여기에 달려 있습니다.',
      '사라진 인스턴스가 적혀 있을 수 있습니다.',
      '레지스트리의 주소는 잘 알려져 있어야 합니다.',
    ],
  },
  'self-registration': {
    name: '자체 등록',
    problem: '인스턴스가 레지스트리에 오르고 내려와야 합니다.',
    forces: '인스턴스의 상태는 자신이 가장 잘 압니다.',
    benefits: ['단순합니다.', '인스턴스는 시작 중이나 서비스 중단 같은 상태도 알릴 수 있습니다.'],
    drawbacks: [
      '서비스마다 그 언어로 된 레지스트리 클라이언트가 들어갑니다.',
      '죽은 인스턴스가 한동안 남아 있습니다.',
    ],
  },
  'third-party-registration': {
    name: '제삼자 등록',
    problem: '인스턴스가 스스로 하지 않아도 레지스트리에 올라야 합니다.',
    forces: '서비스는 레지스트리를 몰라야 합니다.',
    benefits: ['어떤 언어에서도 동작합니다.', '한곳에서 모두의 상태를 검사합니다.'],
    drawbacks: ['운영할 등록기가 생깁니다.', '등록기는 인스턴스가 떠 있는지만 압니다.'],
  },
}

import type { PatternIdOf } from '../../graph/pattern-ids.ts'
import type { PatternText } from '../../text.ts'

/** The patterns of the group security in Korean. */
export const security: Readonly<Record<PatternIdOf<'security'>, PatternText>> = {
  'access-token': {
    name: '액세스 토큰',
    problem: '서비스는 누구를 대신한 호출인지 알아야 합니다.',
    forces: '매번 중앙에 묻지 않고도 곳곳에서 신원을 증명해야 합니다.',
    benefits: ['신원이 호출과 함께 다닙니다.', '서비스가 혼자서 확인합니다.'],
    drawbacks: [
      '오래 사는 토큰은 거두어들이기 어렵습니다.',
      '토큰의 내용은 시간이 지나면 낡습니다.',
      '모든 권한을 담을 자리는 없습니다.',
    ],
  },
  'x-authorization-server': {
    name: '인가 서버',
    problem: '토큰을 발급하고 갱신하고 거두어들여야 합니다.',
    forces: '토큰은 짧게 살아야 하고, 사람은 계속 로그인하지 않아야 합니다.',
    benefits: [
      '사람과 프로그램이 로그인하는 방법을 한곳이 압니다.',
      '서비스를 새로 릴리스하지 않고도 키를 바꿉니다.',
    ],
    drawbacks: ['많은 것이 여기에 달려 있습니다.'],
  },
  'x-policy-authorization': {
    name: '정책 기반 인가',
    problem: '누가 무엇을 해도 되는지는 코드보다 자주 바뀝니다.',
    forces: '규칙은 릴리스 없이 바뀌고, 데이터 가까이에서 판단되어야 합니다.',
    benefits: [
      '규칙이 읽고 테스트할 수 있는 데이터가 됩니다.',
      '판단이 서비스 가까이에서 이루어집니다.',
    ],
    drawbacks: ['규칙에도 테스트가 필요합니다.', '판단에 쓰는 데이터가 오래된 것일 수 있습니다.'],
  },
  'x-workload-identity': {
    name: '워크로드 신원',
    problem: '서비스는 어느 서비스가 부르는지 알아야 합니다.',
    forces: '네트워크 안에 있다는 이유로 믿어서는 안 됩니다.',
    benefits: ['서비스마다 인증서나 서명된 토큰으로 자신을 증명합니다.'],
    drawbacks: ['인증서와 키를 제때 갱신해야 합니다.'],
  },
}

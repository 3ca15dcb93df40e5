import type { PatternIdOf } from '../../graph/pattern-ids.ts'
import type { PatternText } from '../../text.ts'

/** The patterns of the group communication in Korean. */
export const communication: Readonly<Record<PatternIdOf<'communication'>, PatternText>> = {
  'remote-procedure-invocation': {
    name: '원격 프로시저 호출',
    problem: '서비스가 다른 서비스의 답을 필요로 합니다.',
    forces: '사람들은 묻고 답하는 방식을 기대합니다.',
    benefits: [
      '단순하고 익숙합니다.',
      '브로커가 필요 없습니다.',
      'HTTP, gRPC, Thrift가 저마다의 방식으로 해 줍니다.',
    ],
    drawbacks: [
      '묻고 답하는 것밖에 모릅니다.',
      '양쪽이 동시에 떠 있어야 합니다.',
      '호출자가 상대를 찾아야 합니다.',
    ],
  },
  messaging: {
    name: '메시징',
    problem: '모두가 동시에 떠 있지 않아도 서비스들이 함께 일해야 합니다.',
    forces: '보내는 쪽과 받는 쪽은 시간에서 떨어져 있기를, 여러 방식으로 원합니다.',
    benefits: [
      '받는 쪽이 받을 수 있을 때까지 메시지가 기다립니다.',
      '명령과 응답, 여럿에게 가는 이벤트를 모두 나릅니다.',
    ],
    drawbacks: ['브로커는 복잡하고, 멈추면 안 됩니다.', '묻고 답하기는 번거로워집니다.'],
  },
  'domain-specific-protocol': {
    name: '도메인 전용 프로토콜',
    problem: '서비스가 메일이나 미디어나 파일처럼 고유한 프로토콜이 있는 것을 다룹니다.',
    forces: '일에 맞는 프로토콜은 다른 서비스가 쓰는 것과 다릅니다.',
    benefits: ['일에 꼭 맞습니다.', '서버와 클라이언트가 이미 있습니다.'],
    drawbacks: ['게이트웨이가 알아듣지 못합니다.', '보안과 테스트를 따로 마련해야 합니다.'],
  },
  'x-contract-versioning': {
    name: '계약 버전 관리',
    problem: '옛 호출자와 옛 메시지가 남아 있는데 계약을 바꿔야 합니다.',
    forces: '서비스마다 혼자 릴리스되기를 원합니다.',
    benefits: [
      '옛 버전의 호출자도 계속 동작합니다.',
      '저장된 이벤트는 아무리 오래되어도 읽을 수 있습니다.',
    ],
    drawbacks: ['여러 버전이 동시에 삽니다.'],
  },
}

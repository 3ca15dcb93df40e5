import type { PatternIdOf } from '../../graph/pattern-ids.ts'
import type { PatternText } from '../../text.ts'

/** The patterns of the group boundaries in Korean. */
export const boundaries: Readonly<Record<PatternIdOf<'boundaries'>, PatternText>> = {
  'decompose-by-business-capability': {
    name: '비즈니스 역량별 분해',
    problem: '서비스에는 오래가는 경계가 필요합니다.',
    forces: '서비스는 안정되고 응집되고 테스트할 수 있으며 한 팀이 맡을 만큼 작아야 합니다.',
    benefits: [
      '회사가 하는 일은 드물게 바뀌므로 경계가 오래갑니다.',
      '팀이 가치를 중심으로 꾸려집니다.',
    ],
    drawbacks: ['먼저 업무를 잘 이해해야 합니다.', '커다란 공용 객체가 여러 역량에 걸칩니다.'],
  },
  'decompose-by-subdomain': {
    name: '하위 도메인별 분해',
    problem: '서비스에는 말의 뜻이 바뀌지 않는 경계가 필요합니다.',
    forces: '경계는 오래가야 하고, 도메인의 부분마다 가치가 다릅니다.',
    benefits: [
      '서비스마다 모델이 하나이고, 그 안에서 낱말의 뜻도 하나입니다.',
      '어디에 투자하고 무엇을 살지 보여 줍니다.',
    ],
    drawbacks: ['도메인과 모델링을 아는 사람이 필요합니다.'],
  },
  'self-contained-service': {
    name: '자기 완결형 서비스',
    problem: '다른 서비스가 느리거나 멈춰도 요청에 답해야 합니다.',
    forces: '기다리는 서비스가 하나 늘 때마다 가용성은 낮아지고 시간은 길어집니다.',
    benefits: ['다른 서비스를 기다리지 않고 요청에 답합니다.'],
    drawbacks: [
      '서비스가 커집니다.',
      '남의 데이터를 복제하고, 명령은 사가로 이어집니다.',
      '어떤 응답은 일이 시작되었다는 것만 알립니다.',
    ],
  },
  'service-per-team': {
    name: '팀별 서비스',
    problem: '모두가 고치는 서비스에는 책임지는 사람이 없습니다.',
    forces: '팀은 스스로 정하고 싶고, 머리에 담을 수 있는 양에는 한계가 있습니다.',
    benefits: ['서비스마다 주인이 꼭 하나입니다.', '팀은 한두 개의 서비스만 이해하면 됩니다.'],
    drawbacks: [
      '팀에 맞는 경계가 사용자에게는 맞지 않을 수 있습니다.',
      '조직이 바뀌면 서비스도 옮겨야 합니다.',
    ],
  },
  'x-colocate-subdomains': {
    name: '하위 도메인 한곳에 두기',
    problem: '작업이 다루는 하위 도메인들이 여러 서비스에 흩어져 있어 작업이 힘들어집니다.',
    forces: '이 하위 도메인들에서는 한데 모으려는 힘이 더 셉니다.',
    benefits: ['작업이 한 서비스 안에서 끝납니다.', '다시 하나의 트랜잭션이 됩니다.'],
    drawbacks: ['서비스가 커집니다.'],
  },
}

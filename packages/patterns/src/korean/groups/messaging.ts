import type { PatternIdOf } from '../../graph/pattern-ids.ts'
import type { PatternText } from '../../text.ts'

/** The patterns of the group messaging in Korean. */
export const messaging: Readonly<Record<PatternIdOf<'messaging'>, PatternText>> = {
  'transactional-outbox': {
    name: '트랜잭셔널 아웃박스',
    problem: '변경을 저장하고 메시지를 보내는 일은 둘 다 되거나 둘 다 안 되어야 합니다.',
    forces: '데이터베이스와 브로커를 함께 묶는 트랜잭션은 없고, 순서는 지켜야 합니다.',
    benefits: [
      '변경이 커밋되었을 때만, 그리고 그때는 반드시 메시지가 나갑니다.',
      '엔티티마다 순서가 지켜집니다.',
    ],
    drawbacks: [
      '행을 쓰는 것을 잊으면 아무것도 나가지 않습니다.',
      '메시지가 두 번 이상 올 수 있습니다.',
    ],
  },
  'polling-publisher': {
    name: '폴링 발행자',
    problem: '아웃박스의 행이 브로커에 닿아야 합니다.',
    forces: '어떤 SQL 데이터베이스에서도 동작해야 합니다.',
    benefits: ['단순합니다.'],
    drawbacks: [
      '계속 묻느라 부하와 시간이 듭니다.',
      '순서를 틀리기 쉽습니다.',
      'SQL이 아닌 저장소에는 잘 맞지 않습니다.',
    ],
  },
  'transaction-log-tailing': {
    name: '트랜잭션 로그 추적',
    problem: '아웃박스의 행이 많이, 그리고 빨리 브로커에 닿아야 합니다.',
    forces: '처리량이 필요하고, 폴링은 원하지 않습니다.',
    benefits: ['순서가 커밋 순서와 똑같습니다.', '메시지가 곧바로 나갑니다.'],
    drawbacks: ['한 종류의 데이터베이스에 맞춰 만들어집니다.', '운영할 것이 하나 더 생깁니다.'],
  },
  'idempotent-consumer': {
    name: '멱등 소비자',
    problem: '같은 메시지가 여러 번 옵니다.',
    forces: '잃지 않는 브로커에는 반복을 허락해야 합니다.',
    benefits: ['반복된 메시지는 아무것도 바꾸지 않습니다.'],
    drawbacks: ['메시지 id를 저장하고 나중에 치워야 합니다.'],
  },
  'x-ordering-dead-letter': {
    name: '순서와 데드 레터',
    problem: '한 엔티티의 메시지가 서로 앞지르고, 늘 실패하는 메시지가 나머지를 막습니다.',
    forces: '엔티티마다 순서가 필요하고, 다른 것들은 계속 나아가야 합니다.',
    benefits: [
      '한 엔티티의 메시지는 순서를 지킵니다.',
      '너무 자주 실패한 메시지는 따로 두고, 다시 처리할 수 있습니다.',
    ],
    drawbacks: ['따로 둔 것을 누군가 살펴봐야 합니다.'],
  },
}

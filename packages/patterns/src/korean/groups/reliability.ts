import type { PatternIdOf } from '../../graph/pattern-ids.ts'
import type { PatternText } from '../../text.ts'

/** The patterns of the group reliability in Korean. */
export const reliability: Readonly<Record<PatternIdOf<'reliability'>, PatternText>> = {
  'circuit-breaker': {
    name: '서킷 브레이커',
    problem: '실패하는 서비스를 부르면 호출자의 자원이 묶입니다.',
    forces: '상대의 실패가 호출자의 실패가 되어서는 안 됩니다.',
    benefits: [
      '실패가 번지지 않습니다.',
      '호출자는 다른 것으로 답할 수 있습니다.',
      '상대는 회복할 시간을 얻습니다.',
    ],
    drawbacks: ['알맞은 임계값을 찾기 어렵습니다.', '대신 무엇을 답할지 누군가 생각해야 합니다.'],
  },
  'x-timeout-retry-bulkhead': {
    name: '타임아웃, 재시도, 벌크헤드',
    problem: '느린 상대는 죽은 상대보다 더 해롭습니다.',
    forces: '기다리면 자리를 잃고, 너무 빨리 포기하면 답을 잃습니다.',
    benefits: [
      '어떤 호출도 기한을 넘겨 기다리지 않습니다.',
      '짧은 실패는 다시 물어 고칩니다.',
      '느린 상대 하나가 자리를 모두 차지할 수 없습니다.',
    ],
    drawbacks: ['다시 물으면 일이 되풀이되고 부하가 늘어납니다.'],
  },
  'x-rate-limiting': {
    name: '처리율 제한',
    problem: '처리할 수 있는 것보다 많은 호출이 옵니다.',
    forces: '이용은 공평하고 감당할 수 있어야 하며, 서비스는 살아 있어야 합니다.',
    benefits: [
      '너무 많이 묻는 쪽은 거절당하고, 언제 다시 오면 되는지 듣습니다.',
      '받아들인 것은 여전히 제시간에 처리됩니다.',
    ],
    drawbacks: ['한도를 조정해야 합니다.'],
  },
}

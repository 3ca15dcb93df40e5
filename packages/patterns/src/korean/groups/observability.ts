import type { PatternIdOf } from '../../graph/pattern-ids.ts'
import type { PatternText } from '../../text.ts'

/** The patterns of the group observability in Korean. */
export const observability: Readonly<Record<PatternIdOf<'observability'>, PatternText>> = {
  'log-aggregation': {
    name: '로그 집계',
    problem: '요청 하나의 로그가 여러 인스턴스에 흩어져 있습니다.',
    forces: '인스턴스는 많고, 저마다 따로 적습니다.',
    benefits: ['모든 로그를 한곳에서 찾습니다.', '로그에 나타난 모양으로 경보를 낼 수 있습니다.'],
    drawbacks: ['양이 많아 큰 설비가 필요합니다.'],
  },
  'application-metrics': {
    name: '애플리케이션 지표',
    problem: '사용자가 불평할 때까지 시스템이 어떤지 아무도 모릅니다.',
    forces: '처리율과 오류와 소요 시간을 언제든 알아야 합니다.',
    benefits: ['지금과 지난 동작이 보입니다.', '지표로 경보를 내고 확장을 결정합니다.'],
    drawbacks: ['세는 코드가 업무 코드에 섞입니다.', '지표를 모으고 보관해야 합니다.'],
  },
  'audit-logging': {
    name: '감사 로깅',
    problem: '누가 무엇을 했는지 나중에 알아야 합니다.',
    forces: '고객 지원과 규정과 보안이 그것을 요구합니다.',
    benefits: ['사용자가 한 일이 기록으로 남습니다.'],
    drawbacks: ['업무 코드에 섞입니다.', '빠뜨릴 수 있습니다.'],
  },
  'distributed-tracing': {
    name: '분산 추적',
    problem: '느리거나 실패한 요청이 많은 서비스를 지났습니다.',
    forces: '시간과 원인을 여러 프로세스에 걸쳐 찾아야 합니다.',
    benefits: ['요청이 시간 순서로 보입니다.', '누가 누구에게 의존하는지 보여 줍니다.'],
    drawbacks: ['추적은 저장 공간이 들거나, 일부만 남겨야 합니다.', '추적은 큐도 지나가야 합니다.'],
  },
  'exception-tracking': {
    name: '예외 추적',
    problem: '같은 오류가 여러 인스턴스의 로그를 채웁니다.',
    forces: '오류는 몇 번 일어나든 하나의 할 일이어야 합니다.',
    benefits: ['오류를 묶고, 맡기고, 닫습니다.'],
    drawbacks: ['운영할 부품이 하나 더 생깁니다.'],
  },
  'health-check-api': {
    name: '상태 검사 API',
    problem: '떠 있는 프로세스라도 일하지 못할 수 있습니다.',
    forces: '라우터와 플랫폼은 누가 요청을 받을 수 있는지 알아야 합니다.',
    benefits: ['라우터와 레지스트리와 플랫폼이 그에 따라 움직입니다.'],
    drawbacks: ['한순간만 말해 줍니다.', '너무 깊이 보는 검사는 줄줄이 실패합니다.'],
  },
  'log-deployments-and-changes': {
    name: '배포와 변경의 기록',
    problem: '무언가 깨졌는데, 그 전에 무엇이 바뀌었는지 아무도 모릅니다.',
    forces: '장애는 대부분 변경 뒤에 옵니다.',
    benefits: ['문제를 원인이 된 변경과 바로 맞춰 봅니다.'],
    drawbacks: ['빠짐이 없어야 도움이 됩니다.'],
  },
  'x-telemetry-sampling': {
    name: '텔레메트리 표본 추출',
    problem: '로그와 추적과 지표의 비용이 그 가치보다 큽니다.',
    forces: '들여다보고 싶지만, 비용에는 한계가 있어야 합니다.',
    benefits: ['비율과 보관 기간과 한도로 비용을 묶어 둡니다.'],
    drawbacks: ['드문 일이 남아 있지 않을 수 있습니다.'],
  },
}

import type { AreaId } from '../graph/areas.ts'
import type { AreaText } from '../text.ts'

/** The problem areas in Korean. */
export const areas: Readonly<Record<AreaId, AreaText>> = {
  architecture: {
    name: '아키텍처',
    question: '애플리케이션을 몇 개의 배포 단위로 만듭니까?',
  },
  'monolith-structure': {
    name: '모놀리스의 구조',
    question: '여러 팀이 함께 일해도 하나의 배포물을 어떻게 이해하기 쉽게 유지합니까?',
  },
  'module-encapsulation': {
    name: '모듈 캡슐화',
    question: '모듈은 테이블을 비롯한 내부를 어떻게 다른 모듈에게 숨깁니까?',
  },
  'build-coupling': {
    name: '빌드 결합',
    question: '전체를 빌드하고 테스트하지 않고 모듈 하나를 어떻게 바꿉니까?',
  },
  migration: {
    name: '전환',
    question: '이미 있는 모놀리스를 어떻게 서비스로 바꿉니까?',
  },
  'legacy-model': {
    name: '옛 모델',
    question: '옛 시스템의 용어가 새 서비스에 스며드는 것을 어떻게 막습니까?',
  },
  boundaries: {
    name: '경계',
    question: '어떤 선을 따라 시스템을 서비스나 모듈로 나눕니까?',
  },
  ownership: {
    name: '소유',
    question: '각 서비스의 주인은 누구이고, 누가 운영합니까?',
  },
  'sync-collaboration': {
    name: '동기 협력',
    question: '다른 서비스도 필요한 요청에 서비스는 어떻게 답합니까?',
  },
  'data-ownership': {
    name: '데이터 소유',
    question: '서비스는 데이터를 어디에 두고, 누가 손댈 수 있습니까?',
  },
  'shared-schema': {
    name: '공유 스키마',
    question: '서비스들이 테이블과 그 부하를 나눠 씁니다. 이대로 둡니까, 벗어납니까?',
  },
  'distributed-command': {
    name: '분산 명령',
    question: '전체를 묶는 트랜잭션 없이 명령이 여러 서비스의 데이터를 어떻게 바꿉니까?',
  },
  'distributed-query': {
    name: '분산 조회',
    question: '조회가 여러 서비스의 데이터를 어떻게 읽습니까?',
  },
  'foreign-data': {
    name: '남의 데이터',
    question: '명령이 다른 서비스가 가진 데이터를 어떻게 읽습니까?',
  },
  'saga-coordination': {
    name: '사가 조정',
    question: '사가의 참여자에게 다음 할 일을 누가 알려 줍니까?',
  },
  'saga-isolation': {
    name: '사가 격리',
    question: '사가 사이의 갱신 손실과 오손 읽기를 어떻게 막습니까?',
  },
  'async-outcome': {
    name: '비동기 결과',
    question: '응답할 때 몰랐던 결과를 클라이언트는 어떻게 압니까?',
  },
  'announce-changes': {
    name: '변경 알림',
    question: '데이터가 바뀐 것을 다른 서비스는 어떻게 압니까?',
  },
  'atomic-publish': {
    name: '원자적 발행',
    question: '데이터베이스의 변경과 메시지 보내기를 어떻게 하나로 묶습니까?',
  },
  'outbox-relay': {
    name: '아웃박스 릴레이',
    question: '아웃박스의 행은 어떻게 브로커까지 갑니까?',
  },
  duplicates: {
    name: '중복',
    question: '같은 메시지나 호출이 두 번 와도 받는 쪽은 어떻게 견딥니까?',
  },
  'ordering-poison': {
    name: '순서와 포이즌 메시지',
    question: '엔티티의 순서를 어떻게 지키고, 늘 실패하는 메시지는 어떻게 합니까?',
  },
  'view-lifecycle': {
    name: '뷰의 수명',
    question: '뷰와 복제본을 어떻게 만들고 다시 만들고 버전을 두며, 늦음을 어떻게 견딥니까?',
  },
  'business-logic': {
    name: '업무 논리',
    question: '서비스나 모듈의 업무 논리를 어떤 형태로 씁니까?',
  },
  'transaction-boundary': {
    name: '트랜잭션 경계',
    question: '무엇을 한 단위로 읽고 바꾸고 저장합니까?',
  },
  'cross-aggregate': {
    name: '애그리거트 사이의 규칙',
    question: '한 서비스의 여러 애그리거트에 걸친 규칙을 어떻게 지킵니까?',
  },
  'query-event-store': {
    name: '이벤트 저장소 조회',
    question: '이벤트는 id로만 찾습니다. 다른 조회에는 어떻게 답합니까?',
  },
  'contract-evolution': {
    name: '계약의 변화',
    question: '모두 한꺼번에 릴리스하지 않고 API와 메시지와 저장된 이벤트를 어떻게 바꿉니까?',
  },
  communication: {
    name: '통신',
    question: '서비스들은 무엇으로 서로 이야기합니까?',
  },
  'locate-broker': {
    name: '브로커 찾기',
    question: '서비스는 브로커가 어디 있는지 어떻게 압니까?',
  },
  'infra-availability': {
    name: '공용 부품의 가용성',
    question:
      '브로커와 레지스트리와 게이트웨이와 메시가 가장 약한 곳이 되지 않게 하려면 어떻게 합니까?',
  },
  discovery: {
    name: '인스턴스 찾기',
    question: '수와 주소가 바뀌는 가운데 호출자는 살아 있는 인스턴스를 어떻게 찾습니까?',
  },
  'instance-catalogue': {
    name: '인스턴스 목록',
    question: '어떤 인스턴스가 어느 주소에 있는지 어디에 적혀 있습니까?',
  },
  registration: {
    name: '등록',
    question: '누가 인스턴스를 레지스트리에 올리고 내립니까?',
  },
  'instance-health': {
    name: '인스턴스의 상태',
    question: '인스턴스가 요청을 받을 수 있는지 어떻게 압니까?',
  },
  'partial-failure': {
    name: '부분 실패',
    question: '느리거나 죽은 상대와 함께 호출자가 쓰러지지 않게 하려면 어떻게 합니까?',
  },
  'breaker-tuning': {
    name: '브레이커 조정',
    question: '어떤 임계값과 타임아웃을 쓰고, 도는 중에 누가 바꿉니까?',
  },
  overload: {
    name: '과부하',
    question: '너무 많은 호출과 몰려오는 재시도를 어떻게 돌려보냅니까?',
  },
  'external-access': {
    name: '외부 접근',
    question: '바깥의 클라이언트는 서비스에 어떻게 닿습니까?',
  },
  'caller-identity': {
    name: '호출자의 신원',
    question: '서비스마다 누구를 대신한 호출인지 어떻게 압니까?',
  },
  'token-lifecycle': {
    name: '토큰의 수명',
    question: '누가 토큰을 발급하고 갱신하고 거두며, 키는 어디서 찾습니까?',
  },
  'authorization-data': {
    name: '인가 데이터',
    question: '권한 규칙과 그 판단에 쓸 데이터는 어디서 옵니까?',
  },
  'service-trust': {
    name: '서비스 사이의 신뢰',
    question: '서비스는 다른 서비스에게 자신이 누구인지 어떻게 증명합니까?',
  },
  'new-service': {
    name: '새 서비스',
    question: '운영에 쓸 수 있고 유지하기 쉬운 새 서비스의 바탕을 어떻게 빨리 마련합니까?',
  },
  'template-drift': {
    name: '템플릿과의 차이',
    question: '템플릿에서 온 코드는 서비스마다 낡아 갑니다. 어디서 한 번에 고칩니까?',
  },
  'polyglot-plumbing': {
    name: '다른 언어의 기반 기능',
    question: '섀시가 없는 언어로 쓴 서비스의 기반 기능은 누가 마련합니까?',
  },
  configuration: {
    name: '환경',
    question: '같은 빌드가 모든 환경에서 어떻게 돕니까?',
  },
  'config-safety': {
    name: '안전한 설정',
    question: '설정을 어떻게 검사하고, 비밀을 어떻게 지키며, 도는 중에 어떻게 바꿉니까?',
  },
  'isolated-test': {
    name: '격리된 테스트',
    question: '다른 서비스 없이 서비스를 어떻게 빨리 테스트합니까?',
  },
  'provider-compat': {
    name: '제공자 호환성',
    question: '제공자는 소비자가 의지하는 것을 여전히 하고 있습니까?',
  },
  'consumer-compat': {
    name: '소비자 호환성',
    question: '소비자는 계약을 지키고 있으며, 그 대역은 사실과 같습니까?',
  },
  'contract-exchange': {
    name: '계약 교환',
    question: '계약과 결과는 어떻게 팀 사이를 오가며 배포를 결정합니까?',
  },
  logs: {
    name: '로그',
    question: '여러 인스턴스의 로그를 어떻게 한곳에서 찾습니까?',
  },
  metrics: {
    name: '지표',
    question: '동작을 어떻게 재고, 언제 경보를 냅니까?',
  },
  trace: {
    name: '추적',
    question: '서비스와 메시지를 지나는 요청 하나를 어떻게 따라갑니까?',
  },
  errors: {
    name: '오류',
    question: '오류를 어떻게 묶고 맡기고 닫습니까?',
  },
  audit: {
    name: '감사',
    question: '사용자가 한 일을 어떻게 기록합니까?',
  },
  'change-log': {
    name: '변경 기록',
    question: '문제가 생기기 전에 어떤 배포나 변경이 있었습니까?',
  },
  'telemetry-volume': {
    name: '텔레메트리의 양',
    question: '로그와 추적의 비용을 어떻게 묶어 둡니까?',
  },
  ui: {
    name: '사용자 화면',
    question: '여러 팀이 만들고 여러 서비스의 데이터를 보이는 페이지를 어떻게 만듭니까?',
  },
  'ui-consistency': {
    name: '화면의 일관성',
    question:
      '페이지의 조각들이 어떻게 같은 모습을 하고, 라이브러리를 나눠 쓰고, 탈 없이 실패합니까?',
  },
  deployment: {
    name: '배포 단위',
    question: '서비스를 어떻게 묶고 어디에 둡니까?',
  },
  'noisy-neighbour': {
    name: '시끄러운 이웃',
    question: '한 서비스가 호스트 전체를 멈출 수 있습니다. 이대로 둡니까, 벗어납니까?',
  },
  'isolation-unit': {
    name: '격리 단위',
    question: '무엇이 인스턴스를 다른 인스턴스와 떼어 놓습니까?',
  },
  'serverless-limits': {
    name: '서버리스의 한계',
    question: '함수는 늦게 깨어나고 짧게 돌며 아무것도 남기지 않습니다. 이대로 둡니까, 벗어납니까?',
  },
  'deployment-automation': {
    name: '배포 자동화',
    question: '누가 인스턴스를 배치하고 다시 띄우고 늘리고 연결하고 되돌립니까?',
  },
  'safe-release': {
    name: '안전한 릴리스',
    question: '새 버전을 어떻게 조금씩 내보내고, 어떻게 되돌립니까?',
  },
}

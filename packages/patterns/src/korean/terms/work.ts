import type { work as ids } from '../../graph/terms/work.ts'
import type { TermText } from '../../text.ts'

/** The words about building, running and watching in Korean. */
export const work: Readonly<Record<keyof typeof ids, TermText>> = {
  'bounded-context': {
    name: '바운디드 컨텍스트',
    meaning: '낱말마다 뜻이 하나뿐인 범위입니다. 서비스는 그 하나를 넘지 않습니다.',
  },
  canary: {
    name: '카나리 릴리스',
    meaning:
      '새 버전이 호출의 적은 몫을 먼저 받습니다. 수치가 나쁘면 대부분이 알아채기 전에 거둡니다.',
  },
  'config-server': {
    name: '설정 서버',
    meaning:
      '서비스가 시작하거나 설정이 바뀔 때 환경에 맞는 설정을 알려 줍니다. Spring Cloud Config가 그 하나입니다.',
  },
  'contract-test': {
    name: '계약 테스트',
    meaning:
      '인터페이스의 양쪽을 따로, 약속한 것에 대고 검사합니다. 설문은 Service Integration Contract라고 부릅니다.',
  },
  'conways-law': {
    name: '콘웨이의 법칙',
    meaning: '시스템은 그것을 만드는 조직을 닮습니다. 그래서 팀과 서비스를 같은 선으로 나눕니다.',
  },
  'correlation-id': {
    name: '상관관계 id',
    meaning:
      '요청과 함께 호출과 메시지를 지나는 id입니다. 그 요청의 기록을 모두 함께 찾게 해 줍니다.',
  },
  ddd: {
    name: '도메인 주도 설계',
    meaning: '업무를 아는 사람들의 말로 만든 모델을 중심에 두고 소프트웨어를 짓습니다.',
  },
  'feature-flag': {
    name: '기능 플래그',
    meaning:
      '새 동작을 일부에게만 켜는 설정입니다. 코드를 배포하는 일과 보여 주는 일이 따로 결정됩니다.',
  },
  forces: {
    name: '다크 에너지와 다크 매터',
    meaning:
      '리처드슨의 열 가지 힘입니다. 다섯은 시스템을 떼어 놓고(다크 에너지), 다섯은 붙여 둡니다(다크 매터).',
  },
  kubernetes: {
    name: '쿠버네티스',
    meaning: '컨테이너를 적어 둔 대로 유지하는 플랫폼입니다. 레지스트리와 라우터가 함께 옵니다.',
  },
  'micro-frontend': {
    name: '마이크로 프런트엔드',
    meaning: '팀마다 자기 데이터를 보여 주는 화면 조각을 만들어 혼자 배포합니다.',
  },
  observability: {
    name: '관측 가능성',
    meaning:
      '안에서 일어나는 일을 밖에서 알 수 있는가입니다. id를 함께 쓰는 로그, 메트릭, 추적으로 압니다.',
  },
  opentelemetry: {
    name: '오픈텔레메트리',
    meaning:
      '추적과 메트릭과 로그의 공통 표준입니다. 여러 언어의 라이브러리와 전송 프로토콜 OTLP가 있습니다.',
  },
  paas: {
    name: 'PaaS',
    meaning: '코드나 이미지를 받아 주소, 확장, 로그, 재시작을 맡는 플랫폼입니다.',
  },
  semver: {
    name: '유의적 버전',
    meaning:
      '변경이 쓰는 쪽에 어떤 뜻인지 알리는 세 수입니다. 깨졌는지, 더해졌는지, 고쳐졌는지를 말합니다.',
  },
  slo: {
    name: 'SLO',
    meaning:
      '서비스가 약속하는 수준을 수로 적은 것입니다. 예: 주문의 99.9%를 300ms 안에 응답. 남는 몫은 모험에 씁니다.',
  },
  span: {
    name: '스팬',
    meaning: '추적 속의 일 한 토막입니다. 이름, 시작, 걸린 시간, 부모 스팬이 있습니다.',
  },
  'spring-boot': {
    name: '스프링 부트',
    meaning:
      '대부분의 자바 서비스가 쓰는 섀시입니다. 다른 언어의 서비스도 그 상태, 메트릭, 설정의 형식을 말할 수 있습니다.',
  },
  strangler: {
    name: '스트랭글러',
    meaning:
      '새 서비스가 옛 시스템을 둘러싸고 기능을 하나씩 넘겨받아, 마침내 옛것을 끌 수 있게 합니다.',
  },
  'test-double': {
    name: '테스트 대역',
    meaning: '테스트에서 다른 서비스를 대신하는 것입니다. 진짜를 닮은 만큼만 가치가 있습니다.',
  },
  zipkin: {
    name: '집킨',
    meaning:
      '스팬을 받아 추적을 보여 주는 서버입니다. 헤더는 B3라고 부르며, 오픈텔레메트리도 받습니다.',
  },
}

import type { calls as ids } from '../../graph/terms/calls.ts'
import type { TermText } from '../../text.ts'

/** The words about calls and those who make them in Korean. */
export const calls: Readonly<Record<keyof typeof ids, TermText>> = {
  'back-pressure': {
    name: '백프레셔',
    meaning: '꽉 찬 받는 쪽이 일을 쌓아 두는 대신 보내는 쪽을 느리게 합니다.',
  },
  bulkhead: {
    name: '벌크헤드',
    meaning:
      '한 상대를 동시에 기다리는 호출 수의 한도입니다. 느린 상대 하나가 모두 차지하지 못하게 합니다.',
  },
  circuit: {
    name: '서킷',
    meaning:
      '차단기가 한 상대에 대해 기억하는 것입니다. 성공하면 닫혀 있고, 쉬게 할 때 열리며, 다시 시도할 때 반쯤 열립니다.',
  },
  deadline: {
    name: '데드라인',
    meaning: '더는 아무도 답을 기다리지 않는 시각입니다. 호출과 함께 다니므로 헛일을 막습니다.',
  },
  dns: {
    name: 'DNS 디스커버리',
    meaning:
      '어느 네트워크에나 있는 이름 체계로 인스턴스를 찾습니다. 어떤 언어든 물을 수 있지만 답이 낡았을 수 있습니다.',
  },
  elb: {
    name: 'ELB',
    meaning:
      '아마존의 로드 밸런서로, 호출자는 그 주소만 알고 인스턴스는 ELB가 압니다. 설문에 ELS라고 적힌 것도 이것입니다.',
  },
  eureka: {
    name: '유레카',
    meaning:
      '넷플릭스의 레지스트리로, 지금은 Spring이 이어 갑니다. 인스턴스는 30초마다 임대를 갱신하고 호출자는 목록에서 고릅니다.',
  },
  fallback: {
    name: '폴백',
    meaning:
      '답해야 할 쪽이 답하지 않을 때 대신 주는 것입니다. 옛 값, 비어 있는 조각, 솔직한 거절이 그 예입니다.',
  },
  graphql: {
    name: 'GraphQL',
    meaning:
      '그래프 인터페이스를 위한 질의 언어입니다. 클라이언트가 원하는 필드를 말하고 그것만 받습니다.',
  },
  grpc: {
    name: 'gRPC',
    meaning:
      '타입이 있는 계약으로 HTTP/2 위에서 호출합니다. 여러 언어가 되지만 브라우저에는 변환이 필요합니다.',
  },
  hds: {
    name: 'HDS',
    meaning:
      '영상을 조각으로 보내던 어도비의 방식으로, 2020년 플래시와 함께 끝났습니다. HLS를 쓰십시오. 설문의 HSD는 이것으로 보입니다.',
  },
  heartbeat: {
    name: '하트비트',
    meaning: '일정한 간격으로 보내는 짧은 생존 신호입니다. 여러 번 놓치면 죽은 것으로 봅니다.',
  },
  hls: {
    name: 'HLS',
    meaning:
      '평범한 HTTP로 보내는 영상입니다. 짧은 조각의 목록을 하나씩 가져오므로 캐시가 대신 줄 수 있습니다.',
  },
  hystrix: {
    name: '히스트릭스',
    meaning:
      '넷플릭스의 차단기로, 2018년부터 유지보수만 합니다. 호출 20개, 절반 실패, 5초 휴식이라는 수치는 지금도 쓰입니다.',
  },
  imap: {
    name: 'IMAP',
    meaning:
      '서버에 있는 메일을 읽는 프로토콜이고, 보내는 것은 SMTP입니다. 둘 다 메일에만 맞습니다.',
  },
  instance: {
    name: '인스턴스',
    meaning:
      '자기 주소를 가지고 돌고 있는 서비스의 사본 하나입니다. 부를 때는 서비스의 이름을 대고, 닿는 곳은 인스턴스입니다.',
  },
  jitter: {
    name: '지터',
    meaning:
      '재시도 전의 기다림에 섞는 우연입니다. 호출자 천 명이 같은 순간에 돌아오지 않게 합니다.',
  },
  jwks: {
    name: 'JWKS',
    meaning:
      '알려진 주소에 있는 발급자의 공개 키들입니다. 이것으로 어느 서비스든 발급자에게 묻지 않고 토큰을 검사합니다.',
  },
  jwt: {
    name: 'JWT',
    meaning:
      '내용을 담고 발급자가 서명한 토큰입니다. 누구나 읽을 수 있지만 아무도 바꿀 수 없습니다.',
  },
  'load-balancing': {
    name: '로드 밸런싱',
    meaning:
      '호출을 인스턴스에 나누는 일입니다. 무작위로 고른 둘 중 덜 바쁜 쪽이면 단순하면서도 거의 최선입니다.',
  },
  'load-shedding': {
    name: '부하 차단',
    meaning:
      '다른 호출에 제때 답하려고 일부를 곧바로 거절하는 것입니다. 언제 다시 오면 되는지도 알려 줍니다.',
  },
  mesh: {
    name: '서비스 메시',
    meaning: '모든 서비스 곁에서 호출을 나르는 프록시들과, 프록시에 규칙을 알려 주는 한곳입니다.',
  },
  mtls: {
    name: 'mTLS',
    meaning: '양쪽이 모두 인증서를 보이는 TLS입니다. 호출자와 상대가 서로를 압니다.',
  },
  oauth: {
    name: 'OAuth 2',
    meaning:
      '프로그램이 암호를 모르고도 누군가를 대신할 토큰을 받는 방법입니다. OpenID Connect는 그가 누구인지를 더합니다.',
  },
  openapi: {
    name: 'OpenAPI',
    meaning: '프로그램이 읽을 수 있는 HTTP 인터페이스 설명입니다. 메시지에는 AsyncAPI가 있습니다.',
  },
  registry: {
    name: '서비스 레지스트리',
    meaning:
      '어느 인스턴스가 어디서 도는지, 상태가 어떤지 적은 장부입니다. 항목은 임대라서 죽은 것은 빠집니다.',
  },
  rest: {
    name: 'REST',
    meaning:
      '주소가 있는 자원, 몇 안 되는 동사, 캐시가 이해하는 응답. HTTP로 호출하는 흔한 방식입니다.',
  },
  'retry-budget': {
    name: '재시도 예산',
    meaning:
      '재시도는 전체 호출의 작은 몫, 이를테면 열에 하나만 허용합니다. 아니면 회복 중인 상대를 다시 무너뜨립니다.',
  },
  rtmp: {
    name: 'RTMP',
    meaning:
      '생방송 영상을 서버로 보내는 프로토콜입니다. 플래시가 사라져 보는 쪽은 쓰지 않지만 보내는 쪽은 아직 씁니다.',
  },
  spiffe: {
    name: 'SPIFFE',
    meaning: '서비스의 이름과, 그 이름을 증명하는 수명이 짧은 인증서의 표준입니다.',
  },
  thrift: {
    name: '스리프트',
    meaning:
      'gRPC보다 먼저 페이스북에서 나온, 타입이 있고 작은 형식의 호출입니다. 오래된 시스템은 아직 씁니다.',
  },
  token: {
    name: '토큰',
    meaning:
      '누가 부르는지, 무엇을 해도 되는지를 짧은 동안 증명합니다. 다음 것은 리프레시 토큰으로 받습니다.',
  },
  webhook: {
    name: '웹훅',
    meaning:
      '결과가 나오면 불러 달라고 클라이언트가 남기는 주소입니다. 브라우저는 대신 서버 전송 이벤트를 씁니다.',
  },
  'zero-trust': {
    name: '제로 트러스트',
    meaning:
      '어디에 있다는 이유로는 아무도 믿지 않습니다. 내부에서도 서비스마다 호출마다 확인합니다.',
  },
  zuul: {
    name: 'Zuul',
    meaning:
      '넷플릭스의 게이트웨이입니다. Spring은 2020년에 Zuul 1을 버리고 Spring Cloud Gateway로 옮겼으며, 라우트의 모양은 비슷합니다.',
  },
}

import type { RuleTexts } from '../rules/text.ts'

/** What the rules say in Korean. */
export const rules: RuleTexts = {
  rules: {
    excludes: {
      name: '서로 배제하는 결정이 없습니다',
      help: '어떤 패턴 둘은 한 시스템, 서비스, 오퍼레이션에 함께 있을 수 없습니다. 둘 중 하나는 물러나야 합니다.',
    },
    'distributed-data': {
      name: '여러 서비스의 데이터에는 답이 있습니다',
      help: '서비스 전체를 묶는 트랜잭션은 없습니다. 여러 곳을 바꾸는 명령에는 사가나 서비스 통합이, 여러 곳을 읽는 조회에는 조합이나 뷰가 필요합니다.',
    },
    'told-once': {
      name: '변경과 함께 알리고, 한 번만 받습니다',
      help: '트랜잭션 밖으로 나간 이벤트는 언젠가 사라지거나 거짓이 됩니다. 그리고 모든 이벤트는 두 번 올 수 있습니다.',
    },
    'calls-survive': {
      name: '호출은 상대가 죽어도 견딥니다',
      help: '호출에는 살아 있는 인스턴스를 찾는 길, 시간 제한, 차단기가 필요합니다. 없으면 죽은 서비스 하나가 호출자까지 데려갑니다.',
    },
    'self-contained': {
      name: '자기 완결이면 아무도 기다리지 않습니다',
      help: '혼자 답하기로 결정한 오퍼레이션은 아무도 기다리지 않아야 다른 서비스가 멈춰도 답합니다.',
    },
    'contracts-verified': {
      name: '계약은 양쪽에서 테스트합니다',
      help: '제공자와 소비자가 모두 계약에 대해 테스트되어야 계약이 지켜집니다. 게이트웨이도 소비자입니다.',
    },
    'own-tables': {
      name: '테이블의 주인은 하나입니다',
      help: '남의 테이블을 읽는 서비스는 그 테이블이 바뀌면 깨집니다. 공유 데이터베이스는 기한이 있는 예외입니다.',
    },
    'known-callers': {
      name: '누가 호출하는지 압니다',
      help: '모든 요청은 가장자리만이 아니라 서비스마다 검증되는 토큰을 가지거나, 누구나 부를 수 있는 목록에 있어야 합니다.',
    },
    'no-circles': {
      name: '이벤트는 돌고 돌지 않습니다',
      help: '두 서비스가 서로의 이벤트를 알아야 하면 어느 쪽도 혼자 바꾸거나 테스트하거나 이해할 수 없습니다.',
    },
    'same-under-swap': {
      name: '서비스는 어떤 답이 선택됐는지 모릅니다',
      help: '어떤 서비스도 답의 이름을 부르지 않아야 답을 바꿀 수 있고, 전체를 돌리는 테스트가 다른 것은 그대로임을 보여 줍니다.',
    },
    'short-chains': {
      name: '호출은 줄지어 기다리지 않습니다',
      help: '서로 기다리는 서비스들은 함께 살거나 함께 멈춥니다. 고리가 늘 때마다 시간과 실패가 곱해집니다.',
    },
    'open-areas': {
      name: '모든 질문에 답이 있습니다',
      help: '패턴은 문제를 데려옵니다. 문제마다 답하거나, 이유를 적고 기한까지 미룹니다.',
    },
    'idle-choices': {
      name: '모든 답에 질문이 있습니다',
      help: '아무도 묻지 않은 답은 효과가 없는데, 읽는 사람은 있다고 믿습니다.',
    },
    'kept-waivers': {
      name: '미룬 것에는 기한이 있습니다',
      help: '질문은 이유를 적고 기한까지 미룰 수 있습니다. 그날이 지나면 다시 열립니다.',
    },
    'said-why': {
      name: '답에는 이유가 있습니다',
      help: '이유가 없는 결정은 나중에 바꿀 수 없습니다. 무엇이 달라져야 하는지 아무도 모르기 때문입니다.',
    },
    'decided-is-built': {
      name: '결정한 것은 만들어져 있습니다',
      help: '결정을 읽는 사람은 그것이 실제로 돌아가는 모습이라고 믿습니다.',
    },
    'built-is-decided': {
      name: '만든 것은 결정되어 있습니다',
      help: '결정 없이 있는 것은 한 번도 저울질하지 않은 것이고, 그래도 문제는 똑같이 데려옵니다.',
    },
    'published-contracts': {
      name: '계약은 남의 계약과 맞습니다',
      help: '저장소는 남이 공개한 계약에 맞춰 만듭니다. 한쪽이 쓴 것을 다른 쪽이 읽을 수 있어야 합니다.',
    },
    'system-stands': {
      name: '시스템을 조립할 수 있습니다',
      help: '시작할 때 거부되는 시스템은 어디에서도 돌지 않습니다.',
    },
  },
  messages: {
    'excluded-pair': {
      what: '{one}, {other}: 이 둘은 하나의 {scope}에 함께 있을 수 없습니다. 다른 하나의 자리는 {place}입니다.',
      remedy: '둘 중 하나를 거두십시오. `atoll decide`가 각각 무엇을 가져오는지 보여 줍니다.',
    },
    'command-changes-others': {
      what: '{operation} 명령이 {services} 데이터를 바꾸게 하는데, 일부만 성공하면 어떻게 할지 결정하지 않았습니다.',
      remedy:
        'distributed-command를 결정하십시오. 사가를 쓰거나, 함께 바뀌는 것을 한 서비스에 둡니다.',
    },
    'event-changes-others': {
      what: '{service} 명령이 이벤트를 통해 {services}에서 이어지는데, 하나가 거절하면 무엇이 되돌리는지 결정하지 않았습니다.',
      remedy: '{service}의 distributed-command를 결정하십시오. 사가를 쓰거나 한 서비스로 모읍니다.',
    },
    'query-reads-others': {
      what: '{operation} 조회가 {services} 데이터를 읽는데, 이런 조회에 어떻게 답할지 결정하지 않았습니다.',
      remedy: 'distributed-query를 결정하십시오. 조합하거나 자기 뷰를 둡니다.',
    },
    'route-reads-others': {
      what: '{route} 경로가 {services}의 답을 합치는데, 이런 조회에 어떻게 답할지 결정하지 않았습니다(이런 경로가 {more}개 더 있습니다).',
      remedy: 'distributed-query를 결정하십시오. 조합하거나 자기 뷰를 둡니다.',
    },
    'composed-against-decision': {
      what: '{patterns} 패턴으로 결정했는데 {route} 경로는 물을 때마다 답을 합칩니다.',
      remedy: '뷰에서 답하거나, distributed-query를 조합으로 다시 결정하십시오.',
    },
    'command-reads-others': {
      what: '{operation} 명령이 {services} 데이터를 읽는데, 명령이 남의 데이터를 어떻게 얻을지 결정하지 않았습니다.',
      remedy: 'foreign-data를 결정하십시오. 필요할 때 묻거나 복제본을 둡니다.',
    },
    'read-against-decision': {
      what: '{patterns} 패턴으로 결정했는데 {operation} 명령은 일하는 동안 {services}에 묻습니다.',
      remedy: '결정한 곳에서 읽거나, foreign-data를 다시 결정하십시오.',
    },
    'publish-undecided': {
      what: '{service} 서비스가 {event} 이벤트를 알리는데, 이벤트와 변경을 어떻게 하나로 묶을지 결정하지 않았습니다.',
      remedy: 'atomic-publish를 결정하십시오. 트랜잭션 아웃박스이거나 이벤트 소싱입니다.',
    },
    'relay-undecided': {
      what: '{service} 서비스에 아웃박스가 있는데, 그 행이 어떻게 나가는지 결정하지 않았습니다.',
      remedy: 'outbox-relay를 결정하십시오. 폴링 퍼블리셔이거나 트랜잭션 로그 테일링입니다.',
    },
    'several-relays': {
      what: '{service} 서비스의 아웃박스에 릴레이가 여럿입니다({patterns}). 이벤트가 여러 번, 순서 없이 나갑니다.',
      remedy: 'outbox-relay에 하나만 남기십시오.',
    },
    'publish-past-outbox': {
      what: '{service} 서비스가 아웃박스를 거치지 않고 {through} 경유로 보냅니다. 보낸 일이 일어나지 않았을 수 있습니다.',
      remedy: '계약에 이벤트를 선언하고, 변경하는 트랜잭션 안에서 emit()으로 알리십시오.',
    },
    'duplicates-undecided': {
      what: '{service} 서비스가 {event} 이벤트를 받는데, 두 번 오면 어떻게 할지 결정하지 않았습니다.',
      remedy: 'duplicates를 결정하십시오. 멱등 소비자입니다.',
    },
    'taken-twice': {
      what: '{service} 서비스는 {event} 이벤트가 올 때마다 일을 다시 합니다.',
      remedy: '일을 하는 트랜잭션 안에 이벤트의 식별자를 적으십시오.',
    },
    'locator-undecided': {
      what: '{caller} 쪽에서 {services} 서비스를 호출하는데, 살아 있는 인스턴스를 어떻게 찾을지 결정하지 않았습니다.',
      remedy: 'discovery를 결정하십시오.',
    },
    'breaker-undecided': {
      what: '{caller} 쪽에서 차단기 없이 {services} 서비스를 호출합니다. 상대가 죽으면 호출자의 자원이 바닥납니다.',
      remedy: 'partial-failure를 결정하고 서킷 브레이커를 함께 고르십시오.',
    },
    'deadline-undecided': {
      what: '{caller} 쪽에서 시간 제한 없이 {services} 서비스를 호출합니다. 상대가 느리면 호출자가 붙잡힙니다.',
      remedy: 'partial-failure를 결정하고 시간 제한, 재시도, 벌크헤드를 함께 고르십시오.',
    },
    'breaker-off': {
      what: '{caller} → {service} 차단기가 닫힌 채로 고정되어 아무것도 막지 못합니다.',
      remedy: "{caller} 임계값에서 `forced: 'closed'`를 빼십시오.",
    },
    'deadline-off': {
      what: '{caller} → {service} 호출은 끝없이 걸릴 수 있습니다.',
      remedy: '요청의 마감에서 나온 마감을 주십시오.',
    },
    'locator-incomplete': {
      what: '{patterns} 패턴으로 결정했는데 “{area}” 질문은 열려 있어, 이대로는 인스턴스를 찾을 수 없습니다.',
      remedy: '`atoll decide`로 답하십시오. 플랫폼이 가져올 수도 있습니다.',
    },
    'call-past-platform': {
      what: '{service} 서비스가 {through} 경유로 밖을 호출합니다. 디스커버리도, 마감도, 차단기도, 추적도 없습니다.',
      remedy:
        '상대를 `external`에 선언하고 계약을 `uses`에 넣은 뒤 call.callee.operation()으로 쓰십시오.',
    },
    'awaits-others': {
      what: '혼자 답하기로 결정했는데 {operation} 오퍼레이션이 {callee} 응답을 기다립니다.',
      remedy:
        '필요한 것을 가까이 두거나(복제본), 답한 뒤에 이어 가거나(사가), sync-collaboration을 다시 결정하십시오.',
    },
    'may-await-others': {
      what: '혼자 답하기로 결정했는데 {operation} 오퍼레이션이 {callee} 응답을 기다릴 수 있습니다. 코드에서 호출이 보이지 않습니다.',
      remedy: '계약을 `uses`에서 빼거나, 호출을 call.callee.operation()으로 쓰십시오.',
    },
    'consumer-untested': {
      what: '{caller} 쪽을 {service} 계약에 비추어 보는 테스트가 없습니다.',
      remedy:
        '@atoll/testkit의 double({service}, …)로 {caller} 테스트를 쓰십시오. 게이트웨이는 전체와 함께 테스트해도 됩니다.',
    },
    'provider-untested': {
      what: '{callers} 쪽에서 의지하는 {service} 계약을 {service} 서비스가 지키는지 보는 테스트가 없습니다.',
      remedy: '@atoll/testkit의 openService()로 {service} 서비스만 여는 테스트를 쓰십시오.',
    },
    'foreign-table': {
      what: '{service} 서비스가 {owner} 서비스의 {table} 테이블을 씁니다.',
      remedy: '{owner} 계약을 통해 묻거나, 이벤트로 들은 것을 자기 테이블에 두십시오.',
    },
    'database-past-platform': {
      what: '{service} 서비스가 자기 데이터베이스 말고 {through} 경유로 다른 데이터베이스를 엽니다.',
      remedy: '핸들러가 받는 sql과 transaction을 쓰십시오.',
    },
    'one-database': {
      what: '{service}, {other} 두 서비스가 한 데이터베이스에 테이블을 둡니다.',
      remedy: '각자 마이그레이션을 따로 두거나, shared-schema를 기한까지 미루십시오.',
    },
    'shared-without-day': {
      what: '{service} 서비스의 공유 데이터베이스에 기한이 없습니다.',
      remedy:
        'shared-schema에 언제까지, 왜 그대로 두는지 적거나 data-ownership을 다시 결정하십시오.',
    },
    'callers-undecided': {
      what: '{operation} 오퍼레이션이 권한을 요구하는데, 서비스가 호출자를 어떻게 아는지 결정하지 않았습니다.',
      remedy: 'caller-identity를 결정하십시오. 액세스 토큰입니다.',
    },
    'own-door': {
      what: '{service} 서비스가 {through} 경유로 직접 요청을 받습니다. 그 문으로 오는 사람은 토큰을 보이지 않습니다.',
      remedy: '계약에 오퍼레이션을 선언하거나 게이트웨이에 경로를 선언하십시오.',
    },
    'caller-of-anyone': {
      what: '{operation} 오퍼레이션은 누구나 부를 수 있는데 호출자를 위해 일합니다. 그때 호출자는 아무도 아닙니다.',
      remedy: "계약에 allow: scope('…')를 쓰거나, 호출자를 묻지 마십시오.",
    },
    'open-to-anyone': {
      what: '토큰 없이 누구나 부를 수 있는 오퍼레이션이 {count}개입니다: {operations}.',
      remedy: '뜻한 것이면 할 일이 없습니다.',
    },
    'event-circle': {
      what: '저마다 다음 서비스의 이벤트를 알아야 합니다: {circle}.',
      remedy: '하나가 이끌게 하거나(오케스트레이션 사가), 이벤트 하나를 명령으로 바꾸십시오.',
    },
    'names-adapter': {
      what: '{service} 서비스가 {through} 이름을 직접 씁니다. 다른 답을 고르면 코드가 바뀝니다.',
      remedy: '핸들러가 받는 것을 쓰십시오. 어댑터 이름은 결정에만 있습니다.',
    },
    'reads-decisions': {
      what: '{service} 서비스가 {through} 내용을 읽어서 답마다 다르게 움직입니다.',
      remedy: '달라질 수 있는 것은 서비스의 설정으로 받으십시오.',
    },
    'no-suite': {
      what: '{system} 전체를 돌리는 테스트가 없어, 답을 바꿔도 된다는 것을 아무것도 보여 주지 않습니다.',
      remedy: '@atoll/testkit/system의 openSystem()으로 여정 테스트를 쓰십시오.',
    },
    'long-chain': {
      what: '오퍼레이션 {count}개가 줄지어 기다립니다: {chain}.',
      remedy: '나란히 묻거나, 복제본을 가까이 두거나, 뒤의 것은 이벤트로 알리십시오.',
    },
    'call-circle': {
      what: '서비스들이 돌아가며 서로를 호출합니다: {circle}.',
      remedy: '둘 다 필요한 것을 한쪽으로 옮기거나, 한쪽은 이벤트로 알리십시오.',
    },
    'area-open': {
      what: '“{area}” 질문이 열려 있습니다. {patterns} 패턴이 데려온 문제입니다.',
      remedy: '`atoll decide`로 답하거나 기한까지 미루십시오.',
    },
    'choice-idle': {
      what: '“{area}” 답은 아무 효과가 없습니다. 결정한 것 가운데 그 질문을 데려온 것이 없습니다.',
      remedy:
        '빼거나(`atoll decide --defaults`가 이런 답을 모두 뺍니다), 질문이 되게 하는 것을 결정하십시오.',
    },
    'waiver-past': {
      what: '“{area}” 질문을 {until}까지 미뤘는데 그날이 지났습니다.',
      remedy: '지금 답하거나, 언제까지 왜 미루는지 다시 적으십시오.',
    },
    'waiver-unexplained': {
      what: '“{area}” 질문을 이유 없이 미뤘습니다.',
      remedy: '왜 미루고 누가 닫는지 적으십시오.',
    },
    'waiver-holds': {
      what: '“{area}” 질문은 {until}까지 미뤄 두었습니다: {reason}',
      remedy: '그날 전에는 할 일이 없습니다.',
    },
    'answer-unexplained': {
      what: '“{area}” 답에 이유나 날짜가 없습니다.',
      remedy: '`reason`과 `date`를 넣으십시오. `atoll decide`가 둘 다 묻습니다.',
    },
    'answer-planned': {
      what: '“{area}” 질문에 {patterns} 패턴으로 답했는데, 아직 아무것도 그것을 실행하지 못합니다.',
      remedy: '만들어진 답을 고르거나, 만들어질 날까지 질문을 미루십시오.',
    },
    'nobody-builds': {
      what: '“{area}” 질문에 {patterns} 패턴으로 답했는데, 시스템 어디에도 그것이 없습니다.',
      remedy: '만들거나, “{area}” 질문을 다시 결정하십시오.',
    },
    'nobody-decided': {
      what: '이것은 “{area}” 질문에 대한 답인데, 아무도 결정하지 않았습니다.',
      remedy: '`atoll decide`로 이유와 함께 기록하십시오.',
    },
    'callee-unpublished': {
      what: '{caller} 쪽에서 {service} 서비스를 쓰는데, 그 계약이 공개되지 않았습니다.',
      remedy:
        '담당 팀이 `atoll check --publish`를 실행하게 하거나, 공개한 폴더를 --contracts로 알려 주십시오.',
    },
    'version-differs': {
      what: '{caller} 쪽은 {service} 버전 {used}에 맞춰 만들었는데, 공개된 버전은 {published}입니다.',
      remedy:
        '공개된 계약을 받아 쓰거나, {service} 서비스가 얼마 동안 두 버전을 함께 제공하게 하십시오.',
    },
    'member-gone': {
      what: '{caller} 쪽에서 필요한 {member} 항목이, 공개된 버전 {version}에는 없습니다.',
      remedy: '공개된 계약을 받아 쓰거나, 되돌려 달라고 하십시오.',
    },
    'input-refused': {
      what: '{caller} 쪽에서 {field} 자리에 보내는 값을 {member} 쪽이 거부합니다: {why}.',
      remedy: '공개된 계약을 받아 요구하는 대로 보내십시오.',
    },
    'output-misread': {
      what: '{member} 쪽이 {field} 자리에 쓴 값을 {caller} 쪽에서 읽지 못합니다: {why}.',
      remedy: '공개된 계약을 받아 쓰거나, 그 필드를 전처럼 되돌려 달라고 하십시오.',
    },
    'fault-unknown': {
      what: '{member} 쪽은 {fault} 오류로 실패할 수 있는데, {caller} 쪽은 그것을 모릅니다.',
      remedy: '공개된 계약을 받아 그 오류를 다루십시오.',
    },
    'system-refused': {
      what: '시스템을 시작할 수 없습니다: {mistake}',
      remedy: '이것부터 고치십시오. 전체가 필요한 규칙은 살펴보지 못했습니다.',
    },
    'waits-at-runtime': {
      what: '혼자 답하기로 결정했는데, 추적을 보면 {operation} 오퍼레이션이 {callee} 응답을 기다립니다.',
      remedy:
        '필요한 것을 가까이 두거나(복제본), 답한 뒤에 이어 가거나(사가), sync-collaboration을 다시 결정하십시오.',
    },
    'strangers-in': {
      what: '{token} 호출에 {operation} 오퍼레이션이 {status} 상태로 답했습니다.',
      remedy: '그 앞에 무엇이 있는지 찾으십시오. 서비스마다 토큰을 직접 검증해야 합니다.',
    },
    'neighbour-in': {
      what: '{service} 서비스가 자기 비밀번호로 {owner} 서비스의 데이터베이스를 열 수 있습니다.',
      remedy: '주인 말고는 CONNECT 권한을 모두 거두십시오.',
    },
    'not-well': {
      what: '{process} 프로세스의 상태가 이렇습니다: {status}.',
      remedy: '`atoll logs`를 보십시오. 이 상태로는 일을 받지 못합니다.',
    },
  },
  scopes: { system: '시스템', service: '서비스', callee: '호출 대상', operation: '오퍼레이션' },
  differences: {
    missing: '저쪽에서는 빠질 수 있는데 이쪽에는 필요합니다',
    unknown: '저쪽은 그런 이름을 모릅니다',
    type: '타입이 다릅니다',
    value: '이쪽이 모르는 값일 수 있습니다',
    bounds: '이쪽이 받는 범위를 벗어날 수 있습니다',
  },
  tokens: {
    none: '토큰이 없는',
    expired: '기한이 지난 토큰의',
    stranger: '남이 서명한 토큰의',
    audience: '다른 대상을 위한 토큰의',
  },
  levels: { error: '오류', warning: '경고', note: '알림' },
  waived: '{until}까지 미룸',
  system: '시스템 전체',
}

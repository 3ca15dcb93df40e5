import type { PatternIdOf } from '../../graph/pattern-ids.ts'
import type { PatternText } from '../../text.ts'

/** The patterns of the group deployment in Korean. */
export const deployment: Readonly<Record<PatternIdOf<'deployment'>, PatternText>> = {
  'multiple-service-instances-per-host': {
    name: '호스트당 여러 인스턴스',
    problem: '서비스는 어딘가에서 돌아야 합니다.',
    forces: '기계를 알뜰하게 써야 합니다.',
    benefits: ['기계를 알뜰하게 씁니다.', '인스턴스가 빨리 시작합니다.'],
    drawbacks: [
      '한 서비스가 전부 차지하는 것을 막지 못합니다.',
      '서비스마다 같은 것의 다른 버전을 원할 수 있습니다.',
    ],
  },
  'service-instance-per-host': {
    name: '호스트당 한 인스턴스',
    problem: '한 기계의 서비스들이 서로 방해합니다.',
    forces: '서비스를 하나씩 격리하고 제한하고 지켜볼 수 있어야 합니다.',
    benefits: ['서비스가 서로 방해하지 않습니다.', '하나씩 지켜보고 제한하기 쉽습니다.'],
    drawbacks: ['기계를 덜 알뜰하게 쓸 수 있습니다.'],
  },
  'service-instance-per-vm': {
    name: '가상 머신당 한 인스턴스',
    problem: '인스턴스마다 자기 호스트가 필요합니다.',
    forces: '강한 격리와 클라우드의 도구가 필요합니다.',
    benefits: [
      '서비스에 필요한 모든 것이 머신 안에 있습니다.',
      '클라우드가 머신 무리를 알아서 늘리고 줄입니다.',
    ],
    drawbacks: [
      '이미지는 만들고 시작하는 데 오래 걸립니다.',
      '인스턴스마다 운영 체제 하나를 통째로 지고 다닙니다.',
    ],
  },
  'service-instance-per-container': {
    name: '컨테이너당 한 인스턴스',
    problem: '인스턴스마다 가볍고 빠른 자기 호스트가 필요합니다.',
    forces: '많은 인스턴스가 들어가고, 빨리 시작해야 합니다.',
    benefits: ['한도 안에서 빨리 시작합니다.', '같은 이미지가 어디서나 돕니다.'],
    drawbacks: ['컨테이너를 배치할 플랫폼이 필요합니다.', '모두가 커널 하나를 나눠 씁니다.'],
  },
  'serverless-deployment': {
    name: '서버리스 배포',
    problem: '서비스는 돌아야 하지만, 아무도 기계를 운영하고 싶어 하지 않습니다.',
    forces: '쓴 만큼만 값을 내고 싶습니다.',
    benefits: ['용량을 계획하지 않습니다.', '쓰지 않으면 비용이 없습니다.'],
    drawbacks: [
      '쉬고 난 뒤의 첫 호출이 느립니다.',
      '실행 시간과 메모리에 한도가 있습니다.',
      '요청과 이벤트만 처리합니다.',
      '제공업체를 떠나기 어렵습니다.',
    ],
  },
  'service-deployment-platform': {
    name: '서비스 배포 플랫폼',
    problem: '수백 개의 인스턴스를 배치하고 되살리고 바꿔야 합니다.',
    forces: '사람이 손으로 하던 일은 커지지 않습니다.',
    benefits: [
      '서비스에 이름이 있고, 호출은 그 뒤에서 나뉩니다.',
      '실패한 인스턴스가 새것으로 바뀝니다.',
      '새 버전이 단계적으로 나갑니다.',
    ],
    drawbacks: ['플랫폼을 배우고 운영해야 합니다.'],
  },
  sidecar: {
    name: '사이드카',
    problem: '여러 언어의 서비스에 같은 기반 기능이 필요합니다.',
    forces: '기반 기능은 한 번만 만들고 어떤 언어에서든 써야 합니다.',
    benefits: ['어떤 언어에서도 동작합니다.', '서비스와 따로 릴리스됩니다.'],
    drawbacks: [
      '인스턴스마다 프로세스와 거치는 곳이 하나씩 늘어납니다.',
      '둘이 함께 시작하고 함께 멈춰야 합니다.',
    ],
  },
  'service-mesh': {
    name: '서비스 메시',
    problem: '서비스 사이의 모든 통신이 같은 규칙을 따라야 합니다.',
    forces: '서비스에 코드 한 줄 넣지 않고 규칙을 지켜야 합니다.',
    benefits: [
      '브레이커와 디스커버리와 암호화가 코드 없이 생깁니다.',
      '설정만으로 버전 사이의 통신량을 옮깁니다.',
    ],
    drawbacks: [
      '제어 평면이 복잡합니다.',
      '업무는 아무것도 모릅니다.',
      '호출마다 조금 더 걸립니다.',
    ],
  },
  'x-progressive-delivery': {
    name: '점진적 배포',
    problem: '새 버전은 조금씩 사용자에게 가고, 빨리 되돌릴 수 있어야 합니다.',
    forces: '배포된 버전을 바로 모두가 쓸 필요는 없습니다.',
    benefits: ['되돌리기 전까지 실수를 만나는 사용자가 적습니다.'],
    drawbacks: ['좋고 나쁨을 가려 줄 지표가 필요합니다.', '두 버전이 동시에 돕니다.'],
  },
}

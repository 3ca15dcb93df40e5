/** What the page of the decisions says beside the texts of the patterns, in each language. */
import type { End, Language } from '@atoll/patterns'
import type { AboutKey } from '../interview.ts'

/** All words of the page. */
export interface PageWords {
  readonly title: string
  readonly about: Readonly<Record<AboutKey, string>>
  readonly yes: string
  readonly no: string
  readonly open: string
  readonly waived: string
  readonly ended: string
  readonly areas: string
  readonly end: Readonly<Record<End, string>>
  readonly until: string
  readonly because: string
  readonly carriedOutBy: string
  readonly notBuilt: string
  readonly default: string
  readonly benefits: string
  readonly drawbacks: string
  readonly forces: string
  readonly effect: Readonly<Record<'+' | '-' | '0', string>>
  readonly brings: string
  readonly raises: string
  readonly closes: string
  readonly excludes: string
  readonly against: string
  readonly nothing: string
  readonly reason: string
  readonly reasonHint: string
  readonly take: string
  readonly putOff: string
  readonly putOffUntil: string
  readonly untilHint: string
  readonly skip: string
  readonly back: string
  readonly defaults: string
  readonly defaultsHint: string
  readonly told: string
  readonly finished: string
  readonly finishedOpen: string
  readonly saved: string
  readonly stale: string
  readonly keys: string
  readonly other: string
  readonly several: string
  readonly anew: string
  readonly defaultIsPutOff: string
}

const english: PageWords = {
  title: 'Decisions',
  about: {
    webUi: 'Do people use it through web pages?',
    brownfield: 'Is there a system already from which it comes?',
    polyglot: 'Are services written in more than one language?',
  },
  yes: 'Yes',
  no: 'No',
  open: 'open',
  waived: 'put off',
  ended: 'answered',
  areas: 'Questions',
  end: {
    open: 'open',
    decided: 'decided',
    covered: 'answered along',
    provided: 'comes along',
    'not-applicable': 'does not concern it',
    waived: 'put off',
  },
  until: 'until',
  because: 'Asked because of',
  carriedOutBy: 'carried out by',
  notBuilt: 'not built yet: it can be recorded, and then nothing starts',
  default: 'suggested',
  benefits: 'What speaks for it',
  drawbacks: 'Its price',
  forces: 'Forces',
  effect: { '+': 'better', '-': 'worse', '0': 'both or neither' },
  brings: 'Comes with it',
  raises: 'Questions that it brings',
  closes: 'Questions that it ends',
  excludes: 'No longer possible beside it',
  against: 'Not possible beside',
  nothing: 'none',
  reason: 'Reason',
  reasonHint: 'Left empty: the reason of the suggestion, or what speaks for the answer.',
  take: 'Take it',
  putOff: 'Put it off',
  putOffUntil: 'until',
  untilHint: 'A year, if no day is said.',
  skip: 'Leave for later',
  back: 'Back',
  defaults: 'Take all suggestions from here',
  defaultsHint: 'Each can be decided anew.',
  told: 'Answered at once, since there was nothing to choose',
  finished: 'Every question has an answer.',
  finishedOpen: 'What is left was left for later; choose it on the left.',
  saved: 'It stands in decisions.ts.',
  stale: 'Somebody else was quicker: this is where it stands now.',
  keys: 'Keys: 1–9 choose, Enter takes, B goes back, S leaves for later',
  other: '한국어',
  several: 'Several can be taken.',
  anew: 'decide anew',
  defaultIsPutOff: 'Suggested: put it off.',
}

const korean: PageWords = {
  title: '결정',
  about: {
    webUi: '사람이 웹 페이지로 사용합니까?',
    brownfield: '이미 있는 시스템에서 옮겨 옵니까?',
    polyglot: '서비스를 둘 이상의 언어로 작성합니까?',
  },
  yes: '예',
  no: '아니요',
  open: '미정',
  waived: '보류',
  ended: '답함',
  areas: '질문',
  end: {
    open: '미정',
    decided: '결정',
    covered: '함께 답함',
    provided: '딸려 옴',
    'not-applicable': '해당 없음',
    waived: '보류',
  },
  until: '기한',
  because: '이 질문을 부른 것',
  carriedOutBy: '수행:',
  notBuilt: '아직 구현되지 않음: 기록할 수는 있으나 시작되지 않습니다',
  default: '추천',
  benefits: '장점',
  drawbacks: '대가',
  forces: '힘',
  effect: { '+': '나아짐', '-': '나빠짐', '0': '둘 다이거나 변화 없음' },
  brings: '함께 오는 것',
  raises: '새로 생기는 질문',
  closes: '끝나는 질문',
  excludes: '함께 선택할 수 없게 되는 것',
  against: '함께 선택할 수 없음:',
  nothing: '없음',
  reason: '이유',
  reasonHint: '비워 두면 추천 이유 또는 답의 장점을 적습니다.',
  take: '선택',
  putOff: '보류합니다',
  putOffUntil: '기한',
  untilHint: '날짜가 없으면 1년입니다.',
  skip: '나중에',
  back: '뒤로',
  defaults: '여기부터 모두 추천대로',
  defaultsHint: '하나씩 다시 결정할 수 있습니다.',
  told: '고를 것이 없어 바로 답한 질문',
  finished: '모든 질문에 답했습니다.',
  finishedOpen: '나중으로 미룬 질문이 남았습니다. 왼쪽에서 고르십시오.',
  saved: 'decisions.ts에 적혀 있습니다.',
  stale: '다른 사람이 먼저 답했습니다. 지금 상태는 다음과 같습니다.',
  keys: '키: 1–9 고르기, Enter 선택, B 뒤로, S 나중에',
  other: 'English',
  several: '여러 개를 선택할 수 있습니다.',
  anew: '다시 결정',
  defaultIsPutOff: '추천: 보류합니다.',
}

/** The words by language. */
export const pageWords: Readonly<Record<Language, PageWords>> = { en: english, ko: korean }

/** What the page of the decisions says beside the texts of the patterns, in each language. */
import type { Language } from '@atoll/patterns'

/** All words of the page. */
export interface PageWords {
  readonly title: string
  readonly yes: string
  readonly no: string
  readonly open: string
  readonly waived: string
  readonly ended: string
  readonly areas: string
  readonly until: string
  readonly because: string
  readonly default: string
  readonly now: string
  readonly idles: string
  readonly benefits: string
  readonly drawbacks: string
  readonly forces: string
  readonly effect: Readonly<Record<'+' | '-' | '0', string>>
  readonly brings: string
  readonly raises: string
  readonly closes: string
  readonly excludes: string
  readonly against: string
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
  readonly defaultIsPutOff: string
}

const english: PageWords = {
  title: 'Decisions',
  yes: 'Yes',
  no: 'No',
  open: 'open',
  waived: 'put off',
  ended: 'answered',
  areas: 'Questions',
  until: 'until',
  because: 'Asked because of',
  default: 'suggested',
  now: 'so far',
  idles: 'Answers that concern nothing any more',
  benefits: 'What speaks for it',
  drawbacks: 'Its price',
  forces: 'Forces',
  effect: { '+': 'better', '-': 'worse', '0': 'both or neither' },
  brings: 'Comes with it',
  raises: 'Questions that it brings',
  closes: 'Questions that it ends',
  excludes: 'No longer possible beside it',
  against: 'Not possible beside',
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
  defaultIsPutOff: 'Suggested: put it off.',
}

const korean: PageWords = {
  title: '결정',
  yes: '예',
  no: '아니요',
  open: '미정',
  waived: '보류',
  ended: '답함',
  areas: '질문',
  until: '기한',
  because: '이 질문을 부른 것',
  default: '추천',
  now: '지금까지',
  idles: '더 이상 해당 없는 답',
  benefits: '장점',
  drawbacks: '대가',
  forces: '힘',
  effect: { '+': '나아짐', '-': '나빠짐', '0': '둘 다이거나 변화 없음' },
  brings: '함께 오는 것',
  raises: '새로 생기는 질문',
  closes: '끝나는 질문',
  excludes: '함께 선택할 수 없게 되는 것',
  against: '함께 선택할 수 없음:',
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
  defaultIsPutOff: '추천: 보류합니다.',
}

/** The words by language. */
export const pageWords: Readonly<Record<Language, PageWords>> = { en: english, ko: korean }

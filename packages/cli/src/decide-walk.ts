/** The interview at a terminal: shows what `@atoll/decisions` asks, and hands back what somebody chose. Decides nothing itself. */
import {
  type AreaQuestion,
  answer,
  back,
  detailsOf,
  inAYear,
  type Interview,
  isDayAfter,
  type Layout,
  phrases,
  progressOf,
  putOff,
  questionOf,
  settingNeededBy,
  skip,
  takeDefault,
  takeDefaults,
  tell,
  toDetails,
  toLabel,
  toQuestion,
  toTold,
  usualReason,
  wrap,
} from '@atoll/decisions'
import type { PatternId } from '@atoll/patterns'
import type { PromptOption, Prompts } from './prompts.ts'

/** What a walk needs. */
export interface Walking {
  readonly prompts: Prompts
  /** Units: columns of the terminal. */
  readonly columns: number
  /** Keeps what was said so far. */
  readonly save: (now: Interview) => void
}

/** How a walk ended: at the end of all questions, on a wish, or by Ctrl-C. */
export type WalkEnd = 'done' | 'stopped' | 'interrupted'

/** What the drawing of a question takes on its left: a bar, and a mark before each answer. */
const drawnColumns = 6

/** What somebody wants instead of an answer. */
const menu = 'menu'

type Reply = Interview | 'stop' | 'interrupt' | 'again'

/** Asks until nothing is open. */
export async function walkThrough(
  from: Interview,
  walking: Walking,
): Promise<{ readonly now: Interview; readonly end: WalkEnd }> {
  const { prompts, save } = walking
  const layout = { language: from.language, columns: walking.columns - drawnColumns }
  let now = from
  for (let question = questionOf(now); question !== null; question = questionOf(now)) {
    const reply =
      question.kind === 'about'
        ? await askAbout(now, question.about, { prompts, layout })
        : await askArea(now, question, { prompts, layout })
    if (reply === 'interrupt') return { now, end: 'interrupted' }
    if (reply === 'stop') return { now, end: 'stopped' }
    if (reply === 'again') continue
    const isOnward = reply.answered > now.answered
    now = reply
    save(now)
    if (isOnward && now.told.length > 0) prompts.say(toTold(now.told, layout))
  }
  return { now, end: 'done' }
}

interface Surface {
  readonly prompts: Prompts
  readonly layout: Layout
}

function headOf(now: Interview): string {
  const { answered, left } = progressOf(now)
  return phrases[now.language].interview.progress(answered + 1, left - 1)
}

async function askAbout(
  now: Interview,
  about: 'brownfield' | 'polyglot' | 'webUi',
  { prompts }: Surface,
): Promise<Reply> {
  const said = phrases[now.language].interview
  const chosen = await prompts.choose({
    message: `${headOf(now)}\n${said.about[about]}`,
    options: [
      { value: 'no', label: said.no },
      { value: 'yes', label: said.yes },
      ...(now.before === null ? [] : [{ value: 'back', label: said.back }]),
      { value: 'stop', label: said.stop },
    ],
    initial: ['no'],
  })
  if (chosen === null) return 'interrupt'
  if (chosen === 'stop') return 'stop'
  return chosen === 'back' ? back(now) : tell(now, about, chosen === 'yes')
}

async function askArea(now: Interview, question: AreaQuestion, surface: Surface): Promise<Reply> {
  const { prompts, layout } = surface
  const said = phrases[now.language].interview
  const options = question.options.map(
    (option): PromptOption => ({
      value: `${option.pattern}:${option.adapter}`,
      label: toLabel(option, question, layout),
      isDisabled: option.against.length > 0,
    }),
  )
  const present = question.options.filter(({ isNow }) => isNow)
  const marked = present.length > 0 ? present : question.options.filter(({ isUsual }) => isUsual)
  const initial = marked.map(({ pattern, adapter }) => `${pattern}:${adapter}`)
  const isPutOffUsually = question.usual.patterns.length === 0 && question.canPutOff
  const later = { value: 'later', label: question.choose === 'revisit' ? said.accept : said.putOff }
  const others = [...(isPutOffUsually ? [later] : []), { value: menu, label: said.others }]
  const message = `${headOf(now)}\n${toQuestion(question, layout)}`
  const chosen =
    question.choose === 'some' && options.length > 1
      ? await prompts.chooseSeveral({ message: `${message}\n(${said.several})`, options, initial })
      : await prompts.choose({
          message,
          options: [...options, ...others],
          initial: initial.length === 0 ? [others[0]?.value ?? menu] : initial,
        })
  if (chosen === null) return 'interrupt'
  const values = typeof chosen === 'string' ? [chosen] : chosen
  if (values.includes('later')) return askPutOff(now, question, surface)
  if (values.length === 0 || values.includes(menu)) return askOther(now, question, surface)
  return take(now, question, { surface, values })
}

/** Takes what was chosen, and asks for what belongs to it: where a server is, and why. */
async function take(
  now: Interview,
  question: AreaQuestion,
  { surface, values }: { readonly surface: Surface; readonly values: readonly string[] },
): Promise<Reply> {
  const said = phrases[now.language].interview
  const answers = []
  for (const { pattern, adapter } of question.options.filter((each) =>
    values.includes(`${each.pattern}:${each.adapter}`),
  )) {
    const setting = settingNeededBy(adapter, now.language)
    if (setting === null) {
      answers.push({ pattern, adapter })
      continue
    }
    const usual = setting.usual.join(',')
    const written = await askFor(`${adapter}: ${setting.asks}`, usual, surface)
    if (written === null) return 'interrupt'
    const addresses = written.split(',').map((each) => each.trim())
    answers.push({ pattern, adapter, settings: { [setting.name]: addresses } })
  }
  const usual = usualReason(now, question, answers)
  const reason = await askFor(said.why, usual, surface)
  return reason === null ? 'interrupt' : answer(now, question, { answers, reason })
}

async function askOther(now: Interview, question: AreaQuestion, surface: Surface): Promise<Reply> {
  const { prompts } = surface
  const said = phrases[now.language].interview
  const chosen = await prompts.choose({
    message: question.name,
    options: [
      { value: 'explain', label: said.explain },
      { value: 'usual', label: said.takeUsual },
      { value: 'rest', label: said.takeRest },
      ...(question.canPutOff ? [{ value: 'put-off', label: said.putOff }] : []),
      { value: 'skip', label: said.skip },
      ...(now.before === null ? [] : [{ value: 'back', label: said.back }]),
      { value: 'return', label: said.return },
      { value: 'stop', label: said.stop },
    ],
    initial: ['explain'],
  })
  const replies: Readonly<Record<string, () => Reply | Promise<Reply>>> = {
    explain: () => explainAnswers(now, question, surface),
    usual: () => takeDefault(now),
    rest: () => takeDefaults(now),
    'put-off': () => askPutOff(now, question, surface),
    skip: () => skip(now),
    back: () => back(now),
    stop: () => 'stop',
    return: () => 'again',
  }
  return chosen === null ? 'interrupt' : (replies[chosen]?.() ?? 'again')
}

async function askPutOff(now: Interview, question: AreaQuestion, surface: Surface): Promise<Reply> {
  const { prompts } = surface
  const said = phrases[now.language].interview
  const usual = inAYear(now.today)
  const until = await prompts.ask({
    message: `${said.until}\n${said.enterTakes(usual)}`,
    usual,
    problemOf: (text) => (isDayAfter(text, now.today) ? null : said.noDay),
  })
  if (until === null) return 'interrupt'
  const reason = await askFor(said.why, question.meanwhile, surface)
  return reason === null ? 'interrupt' : putOff(now, question, { until, reason })
}

/** Asks for words; what an empty answer stands for is shown, as it is often all that is wanted. */
function askFor(
  message: string,
  usual: string,
  { prompts, layout: { language, columns } }: Surface,
): Promise<string | null> {
  const hint = wrap(phrases[language].interview.enterTakes(usual), columns)
  return prompts.ask({ message: [message, ...hint].join('\n'), usual })
}

/** Explains one answer after the other until that is enough; then the question is asked again. */
async function explainAnswers(
  now: Interview,
  question: AreaQuestion,
  { prompts, layout }: Surface,
): Promise<Reply> {
  const said = phrases[now.language].interview
  const patterns = [...new Map(question.options.map((each) => [each.pattern, each.name]))]
  for (;;) {
    const chosen = await prompts.choose({
      message: said.explain,
      options: [
        ...patterns.map(([value, label]) => ({ value, label })),
        { value: 'return', label: said.return },
      ],
      initial: patterns.slice(0, 1).map(([value]) => value),
    })
    if (chosen === null) return 'interrupt'
    if (chosen === 'return') return 'again'
    // The values are patterns, but for that one.
    prompts.say(toDetails(detailsOf(now, question, chosen as PatternId), layout))
  }
}

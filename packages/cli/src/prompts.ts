/** Asking somebody at a terminal. The only file that knows the library which draws questions; tests hand over answers instead. */
import type { Readable, Writable } from 'node:stream'
import { promptStreams } from './screen.ts'

/** Where keys come from, and where questions are drawn. */
export interface PromptStreams {
  readonly input: Readable
  readonly output: Writable
}

/** One of the answers to choose from. */
export interface PromptOption {
  readonly value: string
  /** May have several lines. */
  readonly label: string
  readonly isDisabled?: boolean
}

/** A question with answers to choose from. */
export interface Choosing {
  readonly message: string
  readonly options: readonly PromptOption[]
  /** Where the cursor stands, or what is marked, at first. */
  readonly initial: readonly string[]
}

/** A question that is answered in words. */
export interface Asking {
  readonly message: string
  /** What is taken for an empty answer. */
  readonly usual: string
  /** What is wrong with an answer, if anything is. */
  readonly problemOf?: (text: string) => string | null
}

/** Asks. Each question is answered, or null for Ctrl-C. */
export interface Prompts {
  begin(title: string): void
  say(text: string): void
  end(text: string): void
  choose(choosing: Choosing): Promise<string | null>
  chooseSeveral(choosing: Choosing): Promise<readonly string[] | null>
  ask(asking: Asking): Promise<string | null>
}

/** Opens the terminal. Loaded only where somebody is asked: most commands ask nothing. */
export async function openPrompts(streams: PromptStreams = promptStreams): Promise<Prompts> {
  const clack = await import('@clack/prompts')
  const { isCancel } = clack
  const toOption = ({ value, label, isDisabled = false }: PromptOption) => ({
    value,
    label,
    disabled: isDisabled,
  })
  return {
    begin: (title) => clack.intro(title, streams),
    say: (text) => clack.log.message(text, streams),
    end: (text) => clack.outro(text, streams),
    async choose({ message, options, initial: [first] }) {
      const chosen = await clack.select<string>({
        ...streams,
        message,
        options: options.map(toOption),
        showInstructions: false,
        ...(first === undefined ? {} : { initialValue: first }),
      })
      return isCancel(chosen) ? null : chosen
    },
    async chooseSeveral({ message, options, initial }) {
      const chosen = await clack.multiselect<string>({
        ...streams,
        message,
        options: options.map(toOption),
        initialValues: [...initial],
        required: false,
        showInstructions: false,
      })
      return isCancel(chosen) ? null : chosen
    },
    async ask({ message, usual, problemOf }) {
      const text = await clack.text({
        ...streams,
        // Of this question alone the library does not draw its bar before further lines.
        message: message.replaceAll('\n', `\n${clack.S_BAR}  `),
        validate: (value) =>
          problemOf?.(value === undefined || value === '' ? usual : value) ?? undefined,
      })
      if (isCancel(text)) return null
      return text === undefined || text.trim() === '' ? usual : text.trim()
    },
  }
}

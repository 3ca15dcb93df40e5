/** The languages in which the graph explains itself. */
import { english } from './english/texts.ts'
import { korean } from './korean/texts.ts'
import type { Texts } from './text.ts'

/** A language, by its code in BCP 47. */
export type Language = 'en' | 'ko'

/** All texts by language. */
export const texts: Readonly<Record<Language, Texts>> = { en: english, ko: korean }

/**
 * What the host says to people, as a code with what it is filled with: each door prints it in its own language. English is
 * the catalogue in shared/messages; doors that speak English alone use `englishOf`.
 */
import { MESSAGES } from './messages/index.ts'
import type { Language } from './view.ts'

export type MessageCode = keyof typeof MESSAGES

/** What a blank is filled with: a name or number as it is, another message, or several that are listed with commas. */
export type SaidValue = string | number | Said | readonly (string | Said)[]

/** A message; plain data that crosses every door. */
export interface Said {
  readonly code: MessageCode
  readonly values?: Readonly<Record<string, SaidValue>>
}

type Blank<P extends string> = P extends `${infer Name}, number`
  ? { readonly [K in Name]: number }
  : { readonly [K in P]: SaidValue }

type Blanks<S> = S extends `${string}{{${infer P}}}${infer Rest}` ? Blank<P> & Blanks<Rest> : unknown

type Values<C extends MessageCode> =
  unknown extends Blanks<(typeof MESSAGES)[C]>
    ? []
    : [Blanks<(typeof MESSAGES)[C]> & Readonly<Record<string, SaidValue>>]

/** Builds a message: exactly the blanks of its text have to be filled. */
export function say<C extends MessageCode>(code: C, ...[values]: Values<C>): Said {
  return values === undefined ? { code } : { code, values }
}

/** The text of every message in one language. */
export type Catalogue = Readonly<Record<MessageCode, string>>

/** The message in English. */
export function englishOf(said: Said): string {
  return textOf(said, MESSAGES, 'en')
}

/** The message in the language of a catalogue, with numbers grouped as it groups them. */
export function textOf({ code, values = {} }: Said, catalogue: Catalogue, language: Language): string {
  return catalogue[code].replaceAll(/\{\{(\w+)(, number)?\}\}/g, (_, name: string, isNumber?: string) => {
    const value = values[name] ?? ''
    return isNumber !== undefined && typeof value === 'number'
      ? new Intl.NumberFormat(language).format(value)
      : valueText(value, catalogue, language)
  })
}

const COMMAS: Readonly<Record<Language, string>> = { en: ', ', 'zh-CN': '，' }

function valueText(value: SaidValue, catalogue: Catalogue, language: Language): string {
  if (typeof value === 'number') return String(value)
  if (typeof value === 'string') return value
  if ('code' in value) return textOf(value, catalogue, language)
  return value.map((part) => valueText(part, catalogue, language)).join(COMMAS[language])
}

/** One message on a wire: its English text, and the message itself. */
export interface Worded {
  readonly text: string
  readonly said: Said
}

/** The wire's two fields for one message. */
export function worded(said: Said): Worded {
  return { text: englishOf(said), said }
}

/** Whether something that was stored is a message of this version. */
export function isSaid(value: unknown): value is Said {
  return (
    typeof value === 'object' &&
    value !== null &&
    'code' in value &&
    typeof value.code === 'string' &&
    Object.hasOwn(MESSAGES, value.code)
  )
}

/**
 * What the host says to people, as a code with what it is filled with: each door prints it in its own language. English is
 * the catalogue in shared/messages; doors that speak English alone use `englishOf`.
 */
import { MESSAGES } from './messages/index.ts'

export type MessageCode = keyof typeof MESSAGES

/** What a blank is filled with: a name or number as it is, another message, or several that are listed with commas. */
export type SaidValue = string | number | Said | readonly (string | Said)[]

/** A message; plain data that crosses every door. */
export interface Said {
  readonly code: MessageCode
  readonly values?: Readonly<Record<string, SaidValue>>
}

/** A message, or a sentence that has no code yet and is English everywhere. */
export type Wording = string | Said

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

/** The message in English; a sentence is English already. */
export function englishOf(wording: Wording): string {
  if (typeof wording === 'string') return wording
  const values: Readonly<Record<string, SaidValue>> = wording.values ?? {}
  return MESSAGES[wording.code].replaceAll(/\{\{(\w+)(?:, number)?\}\}/g, (_, name: string) => {
    return valueText(values[name] ?? '')
  })
}

function valueText(value: SaidValue): string {
  if (typeof value === 'number') return String(value)
  if (typeof value === 'string' || 'code' in value) return englishOf(value)
  return value.map(englishOf).join(', ')
}

/** The wire's two fields for one wording: the English text, and the message where it has a code. */
export function worded(wording: Wording): { readonly text: string; readonly said?: Said } {
  return typeof wording === 'string' ? { text: wording } : { text: englishOf(wording), said: wording }
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

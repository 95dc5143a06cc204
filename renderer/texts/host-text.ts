/** What the host says, in the language of the window: it speaks English, and sends a code beside it. */
import type { Said, SaidValue } from '../../shared/said.ts'
import { IpcError } from '../bridge/bridge.ts'
import { currentLanguage, hasSaid, t, tSaid } from '../i18n/index.ts'
import { listText } from './words.ts'

/** `otherwise` is said in another language than English where the message has no code. */
export function hostText(
  english: string,
  said: Said | null | undefined,
  otherwise: string = english,
): string {
  if (currentLanguage() === 'en') return english
  return said && hasSaid(said.code) ? saidText(said) : otherwise
}

/** An error for people. What was not planned is called so, without its text. */
export function errorText(error: unknown): string {
  if (!(error instanceof IpcError)) return t('notices.unexpected')
  return hostText(error.message, error.said, t(`errorTitles.${error.code}`))
}

function saidText({ code, values = {} }: Said): string {
  return tSaid(
    code,
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, valueText(value)])),
  )
}

function valueText(value: SaidValue): string | number {
  if (typeof value === 'number' || typeof value === 'string') return value
  return 'code' in value ? saidText(value) : listText(value.map((part) => String(valueText(part))))
}

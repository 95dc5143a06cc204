/** Pasted text to lines and back: what was refused stays for correction, except secrets. */
import type { RefusedEntry } from '../../../shared/address.ts'

/** A line that is not blank, with its number in the text, from 1. */
export interface NumberedLine {
  readonly number: number
  readonly text: string
}

/** The lines that are not blank, trimmed. */
export function linesOf(text: string): readonly NumberedLine[] {
  return text
    .split(/\r?\n/)
    .map((line, index) => ({ number: index + 1, text: line.trim() }))
    .filter((line) => line.text !== '')
}

/** Refusals with the line numbers of the text the person sees instead of those of what was sent. */
export function renumber(
  refused: readonly RefusedEntry[],
  sent: readonly NumberedLine[],
): readonly RefusedEntry[] {
  return refused.map((entry) => ({ ...entry, line: sent[entry.line - 1]?.number ?? entry.line }))
}

/** The text that stays in the field: refused lines, without the secret ones. */
export function textToCorrect(refused: readonly RefusedEntry[]): string {
  return refused
    .map(({ text }) => text)
    .filter((text) => text !== null)
    .join('\n')
}

/** Days and heights as people's files write them. Pure. */
import { isDay } from '../../../shared/fiat.ts'
import type { ImportBirthday } from '../../../shared/ipc/imports.ts'

/** 2020-12-31 (also with a time behind it), 2020/12/31, 31.12.2020, or seconds or ms since 1970. 12/31/2020 is not clear. */
export function dayIn(cell: string): string | null {
  const text = cell.trim()
  if (/^\d{9,10}$|^\d{12,13}$/.test(text)) {
    const number = Number(text)
    return new Date(text.length > 10 ? number : number * 1000).toISOString().slice(0, 10)
  }
  const iso = /^(\d{4})[-/](\d{2})[-/](\d{2})(?:[T ].{0,40})?$/.exec(text)
  const dotted = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(text)
  const day = iso
    ? `${iso[1]}-${iso[2]}-${iso[3]}`
    : dotted
      ? `${dotted[3]}-${(dotted[2] ?? '').padStart(2, '0')}-${(dotted[1] ?? '').padStart(2, '0')}`
      : ''
  return isDay(day) ? day : null
}

/** A day, or the height of a block; null where it is neither. */
export function birthdayIn(cell: string): ImportBirthday | null {
  const text = cell.trim()
  if (/^\d{1,7}$/.test(text)) return { height: Number(text) }
  const date = dayIn(text)
  return date === null ? null : { date }
}

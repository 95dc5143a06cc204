import type { ImportColumns } from '../../shared/ipc/imports.ts'
import type { OptionValues } from './option-spec.ts'
import { UsageError } from './usage-error.ts'

const NAMES = ['address', 'label', 'group', 'note', 'birthday'] as const
type Name = (typeof NAMES)[number]

const FORM =
  '--columns must be such as address=1,label=2: columns from 1, of address (or descriptor), label, group, note and birthday; and header=no where the first row is one of them.'
const MAX_COLUMN = 1_000

/** The columns of `--columns`, null without it; the first row is taken for names unless `header=no`. Throws UsageError. */
export function columnsOption({ columns }: OptionValues): ImportColumns | null {
  if (columns === undefined) return null
  const said = new Map<string, string>()
  for (const part of columns.split(',')) {
    const [name = '', value = '', more] = part.trim().split('=')
    if (more !== undefined || said.has(name) || !isKnown(name)) throw new UsageError(FORM)
    said.set(name, value)
  }
  const address = placeOf(said, 'address')
  const header = said.get('header') ?? 'yes'
  if (address === null || (header !== 'yes' && header !== 'no')) throw new UsageError(FORM)
  return {
    header: header === 'yes',
    address,
    label: placeOf(said, 'label'),
    group: placeOf(said, 'group'),
    note: placeOf(said, 'note'),
    birthday: placeOf(said, 'birthday'),
  }
}

function isKnown(name: string): boolean {
  return name === 'header' || NAMES.some((each) => each === name)
}

/** From 0; null where it was not said. */
function placeOf(said: ReadonlyMap<string, string>, name: Name): number | null {
  const text = said.get(name)
  if (text === undefined) return null
  const place = /^\d{1,4}$/.test(text) ? Number(text) : 0
  if (place < 1 || place > MAX_COLUMN) throw new UsageError(FORM)
  return place - 1
}

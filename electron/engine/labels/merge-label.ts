/** Joins what is said of a thing with what is known of it: what is not said stays. Pure. */
import type { Label, LabelKey } from '../../../shared/labels.ts'
import { parseExactObject } from './exact-json.ts'

/** What somebody says: an absent field leaves what is there, null (or an empty label) takes it away. */
export interface LabelPut extends LabelKey {
  readonly label?: string | null
  readonly spendable?: boolean | null
  /** The text of a JSON object; its fields replace those of the same name. */
  readonly extra?: string
}

/** A label together with a change; null when nothing is left to keep. */
export function mergeLabel(known: Label | null, said: LabelPut): Label | null {
  const { type, ref, origin } = said
  const label = (said.label === undefined ? known?.label : said.label) ?? null
  const merged = {
    type,
    ref,
    origin,
    label: label === '' ? null : label,
    spendable: (said.spendable === undefined ? known?.spendable : said.spendable) ?? null,
    extra: mergeExtra(known?.extra ?? NO_EXTRA, said.extra ?? NO_EXTRA),
  }
  return isEmpty(merged) ? null : merged
}

/** The text of an object without fields. */
export const NO_EXTRA = '{}'

/** What a change does to what is known. */
export type LabelEffect = 'new' | 'changed' | 'same' | 'conflict'

/** Names the effect: a conflict is a label or a `spendable` that says otherwise than what is there. */
export function effectOf(known: Label | null, merged: Label | null): LabelEffect {
  if (known === null) return merged === null ? 'same' : 'new'
  const differs = (one: unknown, other: unknown): boolean => one !== null && one !== other
  if (differs(known.label, merged?.label ?? null)) return 'conflict'
  if (differs(known.spendable, merged?.spendable ?? null)) return 'conflict'
  const same =
    known.label === merged?.label && known.spendable === merged.spendable && known.extra === merged.extra
  return same ? 'same' : 'changed'
}

function isEmpty({ label, spendable, extra }: Label): boolean {
  return label === null && spendable === null && extra === NO_EXTRA
}

function mergeExtra(known: string, said: string): string {
  if (said === NO_EXTRA) return known
  const fields = Object.entries({ ...parseExactObject(known), ...parseExactObject(said) })
  return JSON.stringify(Object.fromEntries(fields))
}

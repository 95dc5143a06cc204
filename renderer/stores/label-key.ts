/** What the label of an entry is about, as BIP-329 has it. */
import type { Watch } from '../../shared/ipc/contract.ts'
import type { LabelKey } from '../../shared/labels.ts'

/** An address is labelled as itself. */
export function labelKeyOf({ text }: Watch): Pick<LabelKey, 'type' | 'ref'> {
  return { type: 'addr', ref: text }
}

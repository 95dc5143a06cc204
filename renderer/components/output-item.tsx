import type { Outpoint } from '../../shared/chain.ts'
import { shortOutpoint } from '../format/address.ts'
import { Amount } from './amount.tsx'

interface OutputItemProps extends Outpoint {
  readonly value: number
  readonly note: string
  /** The value moved: it has its sign. */
  readonly signed?: boolean
}

/** An output in a list of them: which, how much, and a note below. */
export function OutputItem({ txid, vout, value, note, signed = false }: OutputItemProps) {
  return (
    <li>
      <span className="output-line">
        <span className="mono dim" title={`${txid}:${vout}`}>
          {shortOutpoint(txid, vout)}
        </span>
        <Amount sats={value} signed={signed} />
      </span>
      <span className="output-note">{note}</span>
    </li>
  )
}

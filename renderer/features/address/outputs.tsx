/** The unspent outputs of an address, and what changed inside holes. */
import { useState } from 'react'
import type { AddressDetail, HoleChange, UnspentOutput } from '../../../shared/ipc/contract.ts'
import { useApp } from '../../app-context.ts'
import { Amount } from '../../components/amount.tsx'
import { LabelEdit } from '../../components/label-edit.tsx'
import { OutputItem } from '../../components/output-item.tsx'
import { useLabels } from '../../components/use-labels.ts'
import { shortOutpoint } from '../../format/address.ts'
import { t } from '../../i18n/index.ts'
import { blockText, listText } from '../../texts/words.ts'

/** Each unspent output with its block, confirmations and label, and what speaks against it. */
export function UnspentOutputs({ detail }: { readonly detail: AddressDetail }) {
  const { unspent, reading } = detail
  const [limit, setLimit] = useState(SHOWN)
  const shown = unspent.slice(0, limit)
  const labels = useLabels('output', shown.map(refOf))
  const perAddress = Map.groupBy(unspent, ({ address = '' }) => address)
  return (
    <section aria-label={t('pane.unspent')}>
      <h3>{t('pane.unspent')}</h3>
      {unspent.length === 0 && (
        <p className="dim">{reading.source === 'ledger' ? t('pane.noUnspent') : t('pane.unspentFrom')}</p>
      )}
      <ul className="outputs">
        {shown.map((output) => (
          <Output
            key={refOf(output)}
            output={output}
            label={labels.get(refOf(output)) ?? ''}
            atAddress={perAddress.get(output.address ?? '')?.length ?? 1}
          />
        ))}
      </ul>
      {unspent.length > limit && (
        <button type="button" className="btn" onClick={() => setLimit(limit + 5 * SHOWN)}>
          {t('transaction.more')}
        </button>
      )}
    </section>
  )
}

const SHOWN = 20
/** Below this, bitcoind relays no output of the usual kinds (its default of 3 sat/vB for p2pkh). */
const DUST = 546

const refOf = ({ txid, vout }: UnspentOutput): string => `${txid}:${vout}`

interface OutputProps {
  readonly output: UnspentOutput
  readonly label: string
  /** How many of these outputs its address holds. */
  readonly atAddress: number
}

function Output({ output, label, atAddress }: OutputProps) {
  const { view } = useApp()
  const { txid, vout, value } = output
  return (
    <li>
      <span className="output-line">
        <button
          type="button"
          className="link mono"
          title={refOf(output)}
          onClick={() => view.setState({ dialog: 'transaction', transaction: txid })}
        >
          {shortOutpoint(txid, vout)}
        </button>
        <Amount sats={value} />
      </span>
      <span className="output-note">{noteOf(output, atAddress)}</span>
      <LabelEdit type="output" refText={refOf(output)} label={label} name={shortOutpoint(txid, vout)} />
    </li>
  )
}

function noteOf(
  { at, confirmations, coinbase, spendPending, value }: UnspentOutput,
  atAddress: number,
): string {
  const parts = [
    at === null
      ? t('pane.unconfirmed')
      : t('output.inBlock', {
          block: blockText(at.height),
          confirmations: t('pane.confirmations', { count: confirmations }),
        }),
    coinbase ? t('pane.coinbase') : '',
    spendPending ? t('pane.spendPending') : '',
    value < DUST ? t('output.dust') : '',
    atAddress > 1 ? t('output.reused', { count: atAddress }) : '',
  ]
  return listText(parts)
}

/** What moved in blocks that nobody read, in sum; nothing when there is no hole. */
export function HoleChanges({ holes }: { readonly holes: readonly HoleChange[] }) {
  if (holes.length === 0) return null
  return (
    <section aria-label={t('pane.changes')}>
      <h3>{t('pane.changes')}</h3>
      {holes.map((hole) => (
        <div key={`${hole.from.hash}${hole.to.hash}`} className="hole">
          <p>{t('pane.changedBetween', { from: hole.from.height, to: hole.to.height })}</p>
          <ul className="outputs">
            {hole.received.map((each) => (
              <OutputItem signed key={`+${each.txid}:${each.vout}`} {...each} note={t('pane.received')} />
            ))}
            {hole.spent.map((each) => (
              <OutputItem
                signed
                key={`-${each.txid}:${each.vout}`}
                {...each}
                value={-each.value}
                note={t('pane.spent')}
              />
            ))}
          </ul>
        </div>
      ))}
    </section>
  )
}

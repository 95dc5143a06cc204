/** The unspent outputs of an address, and what changed inside holes. */
import { useState } from 'react'
import type { AddressDetail, HoleChange, UnspentOutput } from '../../../shared/ipc/contract.ts'
import { useApp } from '../../app-context.ts'
import { Amount } from '../../components/amount.tsx'
import { LabelEdit } from '../../components/label-edit.tsx'
import { OutputItem } from '../../components/output-item.tsx'
import { SaveList } from '../../components/save-list.tsx'
import { useLabels } from '../../components/use-labels.ts'
import { shortOutpoint } from '../../format/address.ts'
import { t } from '../../i18n/index.ts'
import { hintsText } from '../../texts/transaction-text.ts'
import { blockText, listText } from '../../texts/words.ts'

/** Each unspent output with its block, confirmations and label, and what speaks against it. */
export function UnspentOutputs({
  detail,
  watchId,
}: {
  readonly detail: AddressDetail
  readonly watchId: number
}) {
  const { unspent, reading } = detail
  const [limit, setLimit] = useState(SHOWN)
  const shown = unspent.slice(0, limit)
  const labels = useLabels('output', shown.map(refOf))
  return (
    <section aria-label={t('pane.unspent')}>
      <h3>{t('pane.unspent')}</h3>
      {unspent.length === 0 && (
        <p className="dim">{reading.source === 'ledger' ? t('pane.noUnspent') : t('pane.unspentFrom')}</p>
      )}
      <ul className="outputs">
        {shown.map((output) => (
          <Output key={refOf(output)} output={output} label={labels.get(refOf(output)) ?? ''} />
        ))}
      </ul>
      {unspent.length > 0 && <SaveList quiet list={{ kind: 'unspent', watchId }} />}
      {unspent.length > limit && (
        <button type="button" className="btn" onClick={() => setLimit(limit + 5 * SHOWN)}>
          {t('transaction.more')}
        </button>
      )}
    </section>
  )
}

const SHOWN = 20

const refOf = ({ txid, vout }: UnspentOutput): string => `${txid}:${vout}`

interface OutputProps {
  readonly output: UnspentOutput
  readonly label: string
}

function Output({ output, label }: OutputProps) {
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
      <span className="output-note">{noteOf(output)}</span>
      <LabelEdit type="output" refText={refOf(output)} label={label} name={shortOutpoint(txid, vout)} />
    </li>
  )
}

function noteOf({ at, confirmations, coinbase, spendPending, ...hints }: UnspentOutput): string {
  const parts = [
    at === null
      ? t('pane.unconfirmed')
      : t('output.inBlock', {
          block: blockText(at.height),
          confirmations: t('pane.confirmations', { count: confirmations }),
        }),
    coinbase ? t('pane.coinbase') : '',
    spendPending ? t('pane.spendPending') : '',
    hintsText(hints),
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

/** The transactions of one entry, newest first, each leading to its details. */
import { useState } from 'react'
import type { TransactionRow } from '../../../shared/ipc/time.ts'
import { useApp } from '../../app-context.ts'
import { Amount } from '../../components/amount.tsx'
import { AsyncList } from '../../components/async-list.tsx'
import { useFetched } from '../../components/use-fetched.ts'
import { useLabels } from '../../components/use-labels.ts'
import { shortTxid } from '../../format/address.ts'
import { t } from '../../i18n/index.ts'
import { kindText, remarksText, stateText, whenText } from '../../texts/transaction-text.ts'
import { listText } from '../../texts/words.ts'

/** More are fetched at a press, by so many. */
const STEP = 10
const MOST = 1000

/** Pending ones first, then by block; on demand those that left the mempool without a block. */
export function TransactionsPart({ watchId }: { readonly watchId: number }) {
  const [limit, setLimit] = useState(STEP)
  const [gone, setGone] = useState(false)
  const of = { kind: 'watches', watchIds: [watchId] } as const
  const { state, retry } = useFetched('transactions.list', { of, limit, gone })
  return (
    <section aria-label={t('transaction.list')}>
      <h3>{t('transaction.list')}</h3>
      <label className="tick small">
        <input type="checkbox" checked={gone} onChange={(event) => setGone(event.target.checked)} />
        {t('transaction.showGone')}
      </label>
      <AsyncList
        state={state}
        retry={retry}
        isEmpty={({ transactions }) => transactions.length === 0}
        empty={t('transaction.none')}
      >
        {({ transactions, next }) => (
          <>
            <List rows={transactions} />
            {next !== null && limit < MOST && (
              <button type="button" className="btn" onClick={() => setLimit(limit + 5 * STEP)}>
                {t('transaction.more')}
              </button>
            )}
          </>
        )}
      </AsyncList>
    </section>
  )
}

function List({ rows }: { readonly rows: readonly TransactionRow[] }) {
  const labels = useLabels(
    'tx',
    rows.map(({ txid }) => txid),
  )
  return (
    <ul className="outputs">
      {rows.map((row) => (
        <Line key={row.txid} row={row} label={labels.get(row.txid) ?? ''} />
      ))}
    </ul>
  )
}

function Line({ row, label }: { readonly row: TransactionRow; readonly label: string }) {
  const { view } = useApp()
  const { txid, net, state } = row
  return (
    <li data-state={state}>
      <button
        type="button"
        className="line-button"
        onClick={() => view.setState({ dialog: 'transaction', transaction: txid })}
      >
        <span className="sr-only">{t('transaction.open', { txid: shortTxid(txid) })}</span>
        <span className="output-line">
          <span>{label === '' ? kindText(row) : label}</span>
          <span className={net > 0 ? 'in' : 'out'}>
            <Amount sats={net} signed />
          </span>
        </span>
        <span className="output-note">
          {listText([state === 'confirmed' ? whenText(row) : '', stateText(row), remarksText(row)])}
        </span>
      </button>
    </li>
  )
}

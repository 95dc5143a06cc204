/** The transactions of a scope, newest first, each leading to its details: all there are, or those up to a past block. */
import { useState } from 'react'
import type { Scope, TransactionRow } from '../../shared/ipc/time.ts'
import { useApp } from '../app-context.ts'
import { shortTxid } from '../format/address.ts'
import { t } from '../i18n/index.ts'
import { kindText, remarksText, stateText, timeOf, whenText } from '../texts/transaction-text.ts'
import { listText } from '../texts/words.ts'
import { Amount } from './amount.tsx'
import { AsyncList } from './async-list.tsx'
import { SaveList } from './save-list.tsx'
import { useFetched } from './use-fetched.ts'
import { useLabels } from './use-labels.ts'
import { useWorthThen } from './worth-then.tsx'

/** More are fetched at a press, by so many. */
const STEP = 10
const MOST = 1000

interface ListProps {
  readonly of: Scope
  /** The height of the block that it is of; null is now. */
  readonly upTo: number | null
  readonly title: string
  /** It is read again at most once in so many ms. */
  readonly everyMs?: number
  /** Without those that are gone. */
  readonly brief?: boolean
}

/** Pending ones first, then by block; on demand those that left the mempool without a block, of which only now is known. */
export function TransactionList({ of, upTo, title, everyMs = 0, brief = false }: ListProps) {
  const [limit, setLimit] = useState(STEP)
  const [gone, setGone] = useState(false)
  const question = upTo === null ? { of, limit, gone } : { of, limit, upTo }
  const { state, retry } = useFetched('transactions.list', question, 0, everyMs)
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      {upTo === null && !brief && (
        <label className="tick small">
          <input type="checkbox" checked={gone} onChange={(event) => setGone(event.target.checked)} />
          {t('transaction.showGone')}
        </label>
      )}
      <AsyncList
        state={state}
        retry={retry}
        isEmpty={({ transactions }) => transactions.length === 0}
        empty={t('transaction.none')}
      >
        {({ transactions, next }) => (
          <>
            <List rows={transactions} />
            <SaveList quiet list={{ kind: 'transactions', of, ...(upTo === null ? { gone } : { upTo }) }} />
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
  const worth = useWorthThen(rows.map(timeOf))
  return (
    <ul className="outputs">
      {rows.map((row) => (
        <Line
          key={row.txid}
          row={row}
          label={labels.get(row.txid) ?? ''}
          worth={worth(row.net, timeOf(row))}
        />
      ))}
    </ul>
  )
}

interface LineProps {
  readonly row: TransactionRow
  readonly label: string
  /** Null where there is nothing to say. */
  readonly worth: string | null
}

function Line({ row, label, worth }: LineProps) {
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
        <span className="output-line output-note">
          <span>
            {listText([state === 'confirmed' ? whenText(row) : '', stateText(row), remarksText(row)])}
          </span>
          {worth !== null && <span className="worth-then">{worth}</span>}
        </span>
      </button>
    </li>
  )
}

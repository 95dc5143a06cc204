/** What had moved by a moment in the past: the transactions in blocks up to it, newest first. From the ledger. */
import { useState } from 'react'
import type { RequestOutput } from '../../../shared/ipc/contract.ts'
import type { ScopeCompleteness, TransactionRow } from '../../../shared/ipc/time.ts'
import { useApp } from '../../app-context.ts'
import { Amount } from '../../components/amount.tsx'
import { AsyncList } from '../../components/async-list.tsx'
import { PageTurns } from '../../components/page-turns.tsx'
import { SaveList } from '../../components/save-list.tsx'
import { useFetched } from '../../components/use-fetched.ts'
import { useLabels } from '../../components/use-labels.ts'
import { useWorthThen } from '../../components/worth-then.tsx'
import { shortTxid } from '../../format/address.ts'
import { t } from '../../i18n/index.ts'
import { knownText } from '../../texts/known-text.ts'
import { kindText, remarksText, timeOf, whenText } from '../../texts/transaction-text.ts'
import { blockText, listText } from '../../texts/words.ts'
import { JournalHead } from './journal-head.tsx'
import { MOST_ENTRIES, useNamed } from './use-named.ts'

const PAGE = 100

/** A page at a time, of all entries or of those that a text names. */
export function PastPart({ height }: { readonly height: number }) {
  const [text, setText] = useState('')
  const [places, setPlaces] = useState<readonly string[]>([])
  const named = useNamed(text)
  const before = places.at(-1)
  const question = named.of && { of: named.of, limit: PAGE, upTo: height, ...(before && { before }) }
  const asked = useFetched('transactions.list', question)
  const { state, retry } = named.failed ?? asked
  const isEmpty = ({ transactions }: Page): boolean => transactions.length === 0 && places.length === 0
  const change = (typed: string): void => {
    setText(typed)
    setPlaces([])
  }
  return (
    <section className="past-part" aria-label={t('activity.past.title', { height })}>
      <div className="filters" role="search" aria-label={t('activity.filters')}>
        <label className="field grow">
          <span>{t('activity.entry')}</span>
          <input
            type="text"
            value={text}
            onChange={({ target: { value } }) => change(value)}
            spellCheck={false}
            autoComplete="off"
          />
        </label>
        {named.of && <SaveList list={{ kind: 'transactions', of: named.of, upTo: height }} />}
      </div>
      {named.more && <p className="form-note">{t('activity.tooMany', { most: MOST_ENTRIES })}</p>}
      {state.kind === 'ready' && (
        <p className="section-text">{knownThenText(state.value.completeness, height)}</p>
      )}
      <AsyncList
        state={state}
        retry={retry}
        isEmpty={isEmpty}
        empty={text === '' ? t('activity.past.empty') : t('activity.noMatch')}
      >
        {({ transactions, next }) => (
          <>
            <PastTable rows={transactions} />
            <PageTurns places={places} next={next} onPlaces={setPlaces} />
          </>
        )}
      </AsyncList>
    </section>
  )
}

type Page = RequestOutput<'transactions.list'>

/** From where to where nothing is missing; whatever lies outside is said to be unknown. */
function knownThenText(completeness: ScopeCompleteness, height: number): string {
  const { since, to, unread } = completeness
  if (unread > 0 || since === null || to === null) return knownText({ unread, since: to && since })
  if (since.height >= height) return t('activity.past.before', { block: blockText(since.height) })
  const begins = knownText(completeness)
  return to.height >= height
    ? begins
    : `${begins}${t('words.sentence')}${t('activity.past.reaches', { block: blockText(to.height) })}`
}

function PastTable({ rows }: { readonly rows: readonly TransactionRow[] }) {
  const labels = useLabels(
    'tx',
    rows.map(({ txid }) => txid),
  )
  const worth = useWorthThen(rows.map(timeOf))
  return (
    <table className="plain journal">
      <JournalHead third={t('activity.past.label')} />
      <tbody>
        {rows.map((row) => (
          <Line
            key={row.txid}
            row={row}
            label={labels.get(row.txid) ?? ''}
            worth={worth(row.net, timeOf(row))}
          />
        ))}
      </tbody>
    </table>
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
  const { txid, block, told, confirmations, net } = row
  const height = block?.height ?? told?.height
  return (
    <tr data-transaction={row.state}>
      <td>
        {block === null ? t('words.unknown') : whenText(row)}
        {height !== undefined && <span className="dim below">{blockText(height)}</span>}
      </td>
      <td>
        {kindText(row)}
        <span className="dim below">
          {listText([t('pane.confirmations', { count: confirmations }), remarksText(row)])}
        </span>
      </td>
      <td>{label === '' ? <span className="dim">{t('words.noLabel')}</span> : label}</td>
      <td>
        <button
          type="button"
          className="link mono"
          title={txid}
          onClick={() => view.setState({ dialog: 'transaction', transaction: txid })}
        >
          {shortTxid(txid)}
        </button>
      </td>
      <td className={net > 0 ? 'r in' : 'r out'}>
        <Amount sats={net} signed />
        {worth !== null && <span className="dim below">{worth}</span>}
      </td>
    </tr>
  )
}

/** What moved, newest first: pending ones, then block by block. From the ledger; nobody is asked. */
import { useState } from 'react'
import type { ScopeCompleteness, TransactionRow } from '../../../shared/ipc/time.ts'
import { Amount } from '../../components/amount.tsx'
import { AsyncList } from '../../components/async-list.tsx'
import { Page } from '../../components/page.tsx'
import { useFetched } from '../../components/use-fetched.ts'
import { dateTime } from '../../format/age.ts'
import { t } from '../../i18n/index.ts'
import { blockText, listText } from '../../texts/words.ts'

/** More are fetched at a press, by so many. */
const STEP = 50
const MOST = 1000

/** Payments, spends and own transfers of everything that is watched, and what is known to be missing. */
export function ActivityPage() {
  const [limit, setLimit] = useState(STEP)
  const [gone, setGone] = useState(false)
  const { state, retry } = useFetched('transactions.list', { of: { kind: 'all' }, limit, gone })
  return (
    <Page title={t('activity.title')} text={t('activity.text')}>
      <label className="tick">
        <input type="checkbox" checked={gone} onChange={(event) => setGone(event.target.checked)} />
        {t('activity.showGone')}
      </label>
      <AsyncList
        state={state}
        retry={retry}
        isEmpty={({ transactions }) => transactions.length === 0}
        empty={t('activity.empty')}
      >
        {({ transactions, next, completeness }) => (
          <>
            <p className="section-text">{completenessText(completeness)}</p>
            <Transactions rows={transactions} />
            {next !== null && limit < MOST && (
              <p className="form-actions">
                <button type="button" className="btn" onClick={() => setLimit(limit + STEP)}>
                  {t('activity.more')}
                </button>
              </p>
            )}
          </>
        )}
      </AsyncList>
    </Page>
  )
}

/** Since when the list is all there is; before that, unknown is said to be unknown. */
function completenessText({ since, unread }: ScopeCompleteness): string {
  if (unread > 0) return t('activity.unread', { count: unread })
  return since === null ? t('activity.inDoubt') : t('activity.since', { block: blockText(since.height) })
}

function Transactions({ rows }: { readonly rows: readonly TransactionRow[] }) {
  return (
    <table className="plain">
      <thead>
        <tr>
          <th scope="col">{t('activity.when')}</th>
          <th scope="col">{t('activity.what')}</th>
          <th scope="col">{t('activity.transaction')}</th>
          <th scope="col" className="r">
            {t('activity.amount')}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.txid} data-state={row.state}>
            <td>{whenText(row)}</td>
            <td>{whatText(row)}</td>
            <td className="mono" title={row.txid}>
              {`${row.txid.slice(0, 8)}…${row.txid.slice(-8)}`}
            </td>
            <td className={`r ${row.net > 0 ? 'in' : 'out'}`}>
              <Amount sats={row.net} signed />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function whenText({ state, block, seenAt, told }: TransactionRow): string {
  if (told !== undefined && block === null) return blockText(told.height)
  if (block !== null) return listText([dateTime(block.time * 1000), blockText(block.height)])
  if (seenAt === null) return t(`activity.states.${state}`)
  return listText([t(`activity.states.${state}`), dateTime(seenAt)])
}

function whatText({
  net,
  ownTransfer,
  coinbase,
  immature,
  confirmations,
  complete,
  state,
  told,
}: TransactionRow): string {
  const kind = coinbase ? 'reward' : ownTransfer === true ? 'own' : net >= 0 ? 'received' : 'sent'
  return listText([
    t(`activity.kinds.${kind}`),
    state === 'confirmed' ? t('pane.confirmations', { count: confirmations }) : '',
    immature ? t('total.immature') : '',
    complete ? '' : t('activity.partly'),
    ...(told?.sources.map((source) => source.replace(/^provider:/, '')) ?? []),
  ])
}

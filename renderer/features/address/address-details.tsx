/** The details of one entry: its figure explained, its past, its outputs and transactions. */
import type { PortfolioRow } from '../../../shared/ipc/contract.ts'
import { useApp, useView } from '../../app-context.ts'
import { AccountPart } from '../../components/account-part.tsx'
import { FullAddress } from '../../components/address.tsx'
import { BalanceChart } from '../../components/balance-chart.tsx'
import { ExplorerLink } from '../../components/explorer-link.tsx'
import { FreshnessText } from '../../components/freshness.tsx'
import { LabelEdit } from '../../components/label-edit.tsx'
import { TransactionList } from '../../components/transaction-list.tsx'
import { shortChunks } from '../../format/address.ts'
import { t } from '../../i18n/index.ts'
import { CrossCheckPart } from './cross-check.tsx'
import { NotePart } from './note-part.tsx'
import { HoleChanges, UnspentOutputs } from './outputs.tsx'
import { QrPart } from './qr-part.tsx'
import { useAddressDetail } from './use-address-detail.ts'
import { WhyThisNumber } from './why-this-number.tsx'

/** Everything about the row's entry that the pane shows. */
export function AddressDetails({ row }: { readonly row: PortfolioRow }) {
  const { view } = useApp()
  const { state, retry } = useAddressDetail(row.watch.id)
  const detail = state.kind === 'ready' ? state.detail : null
  const own = { kind: 'watches', watchIds: [row.watch.id] } as const
  return (
    <>
      <header className="pane-head">
        <EntryName watch={row.watch} />
        <FreshnessText reading={row.reading} sentence />
        {row.watch.kind === 'address' ? (
          <ExplorerLink thing="address" id={row.watch.text}>
            <FullAddress address={row.watch.text} />
          </ExplorerLink>
        ) : (
          <p className="mono descriptor">{row.watch.text}</p>
        )}
        {row.watch.archived && <p className="dim">{t('pane.archived')}</p>}
        <NotePart text={row.watch.text} />
        <PaneActions row={row} />
      </header>
      <WhyThisNumber row={row} detail={detail} />
      <BalanceChart of={own} until={null} />
      {row.watch.kind === 'address' && <CrossCheckPart address={row.watch.text} />}
      {detail && <UnspentOutputs detail={detail} watchId={row.watch.id} />}
      <TransactionList of={own} upTo={null} title={t('transaction.list')} />
      {row.watch.account && <AccountPart watch={row.watch} account={row.watch.account} height={null} />}
      {detail && <HoleChanges holes={detail.holes} />}
      <div className="pane-foot">
        <ArchiveButton watch={row.watch} />
        <button type="button" className="btn" onClick={() => view.setState({ dialog: 'move' })}>
          {t('picked.move')}
        </button>
        <button type="button" className="btn" onClick={() => view.setState({ dialog: 'remove' })}>
          {t('pane.remove')}
        </button>
      </div>
      {state.kind === 'failed' && (
        <p>
          {t('pane.loadFailed')}{' '}
          <button type="button" className="btn" onClick={retry}>
            {t('pane.retry')}
          </button>
        </p>
      )}
    </>
  )
}

/** The name, edited in its place. */
function EntryName({ watch }: Pick<PortfolioRow, 'watch'>) {
  const { actions } = useApp()
  const { label, text, kind } = watch
  const name = kind === 'account' ? t('account.title') : (shortChunks(text)[0] ?? text)
  return (
    <h2>
      <LabelEdit
        type="addr"
        refText={text}
        label={label}
        name={name}
        onSet={(next) => void actions.rename(watch, next)}
      />
    </h2>
  )
}

function ArchiveButton({ watch: { id, archived } }: Pick<PortfolioRow, 'watch'>) {
  const { actions } = useApp()
  return (
    <button type="button" className="btn" onClick={() => void actions.archive([id], !archived)}>
      {archived ? t('pane.bringBack') : t('pane.archive')}
    </button>
  )
}

function PaneActions({ row: { watch } }: { readonly row: PortfolioRow }) {
  const { actions, notices, view } = useApp()
  const refreshing = useView((state) => state.refreshingOne.has(watch.id))
  const isAddress = watch.kind === 'address'
  const copy = (): void => {
    navigator.clipboard
      .writeText(watch.text)
      .then(
        () => notices.done(isAddress ? t('notices.copied') : t('notices.copiedDescriptor')),
        notices.error,
      )
  }
  return (
    <div className="pane-actions">
      <button type="button" className="btn" onClick={copy}>
        {isAddress ? t('pane.copy') : t('pane.copyDescriptor')}
      </button>
      {isAddress && <QrPart text={watch.text} />}
      {watch.account?.ranged === true && (
        <button
          type="button"
          className="btn"
          data-dialog="doctor"
          onClick={() => view.setState({ dialog: 'doctor' })}
        >
          {t('doctor.open')}
        </button>
      )}
      <button
        type="button"
        className="btn"
        aria-disabled={refreshing}
        onClick={() => void actions.refreshOne(watch.id, watch.text)}
      >
        {refreshing ? t('pane.refreshing') : t('pane.refresh')}
      </button>
    </div>
  )
}

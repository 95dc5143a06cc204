/** One transaction as own data knows it: where it stands, what of it is one's own, and what fights it for the same coins. */
import type { Rival, TransactionDetail } from '../../../shared/ipc/time.ts'
import { useApp, useView } from '../../app-context.ts'
import { Amount } from '../../components/amount.tsx'
import { AsyncList } from '../../components/async-list.tsx'
import { ExplorerLink } from '../../components/explorer-link.tsx'
import { FactList } from '../../components/fact-list.tsx'
import { LabelEdit } from '../../components/label-edit.tsx'
import { Modal } from '../../components/modal.tsx'
import { useFetched } from '../../components/use-fetched.ts'
import { useLabels } from '../../components/use-labels.ts'
import { useWorthThenFacts } from '../../components/worth-then.tsx'
import { shortTxid } from '../../format/address.ts'
import { t } from '../../i18n/index.ts'
import { kindText, remarksText, stateText, timeOf, whenText } from '../../texts/transaction-text.ts'
import { blockText, listText } from '../../texts/words.ts'
import { OwnInputs, OwnOutputs } from './own-parts.tsx'

/** The dialog; it follows from transaction to transaction. */
export function TransactionDialog() {
  const { view } = useApp()
  const open = useView((state) => state.dialog === 'transaction')
  const txid = useView((state) => state.transaction)
  const close = (): void => view.setState({ dialog: 'none' })
  return (
    <Modal open={open && txid !== null} onClose={close} title={t('transaction.title')} fromTop>
      {txid !== null && <Content key={txid} txid={txid} onClose={close} />}
    </Modal>
  )
}

interface ContentProps {
  readonly txid: string
  readonly onClose: () => void
}

function Content({ txid, onClose }: ContentProps) {
  const { notices } = useApp()
  const upTo = useView(({ moment }) => moment?.height ?? null)
  const { state, retry } = useFetched('transactions.detail', upTo === null ? { txid } : { txid, upTo })
  const copy = (): void => {
    navigator.clipboard.writeText(txid).then(() => notices.done(t('transaction.copied')), notices.error)
  }
  return (
    <>
      <p className="mono txid">
        <ExplorerLink thing="tx" id={txid}>
          {txid}
        </ExplorerLink>
      </p>
      {upTo !== null && <p className="form-note">{t('transaction.asOf', { block: blockText(upTo) })}</p>}
      <AsyncList
        state={state}
        retry={retry}
        isEmpty={(detail) => detail === null}
        empty={upTo === null ? t('transaction.notOurs') : t('transaction.notThen')}
      >
        {(detail) => detail && <Details txid={txid} detail={detail} />}
      </AsyncList>
      <div className="modal-actions">
        <button type="button" className="btn" onClick={copy}>
          {t('transaction.copyId')}
        </button>
        <button type="button" className="btn main" onClick={onClose}>
          {t('transaction.close')}
        </button>
      </div>
    </>
  )
}

interface DetailsProps {
  readonly txid: string
  readonly detail: TransactionDetail
}

function Details({ txid, detail }: DetailsProps) {
  const { row, rivals, totals } = detail
  const label = useLabels('tx', [txid]).get(txid) ?? ''
  const worth = useWorthThenFacts(row.net, timeOf(row))
  return (
    <>
      <p>
        <LabelEdit type="tx" refText={txid} label={label} name={shortTxid(txid)} />
      </p>
      <FactList
        facts={[
          [t('transaction.state'), stateText(row, rivals)],
          [kindText(row), listText([whenText(row), remarksText(row)])],
          [t('transaction.amount'), <Amount key="net" sats={row.net} signed withUnit />],
          ...worth,
          [t('transaction.fee'), <Amount key="fee" sats={row.fee} withUnit />],
          [
            t('transaction.size'),
            totals === null
              ? t('words.unknown')
              : t('transaction.totals', { inputs: totals.inputs, outputs: totals.outputs }),
          ],
        ]}
      />
      <Rivals rivals={rivals} />
      <OwnInputs inputs={detail.inputs} all={totals?.inputs ?? null} />
      <OwnOutputs txid={txid} outputs={detail.outputs} all={totals?.outputs ?? null} />
    </>
  )
}

function Rivals({ rivals }: { readonly rivals: readonly Rival[] }) {
  const { view } = useApp()
  if (rivals.length === 0) return null
  return (
    <section aria-label={t('transaction.rivals')}>
      <h3>{t('transaction.rivals')}</h3>
      <ul className="outputs">
        {rivals.map(({ txid, state }) => (
          <li key={txid} className="output-line">
            <button type="button" className="link mono" onClick={() => view.setState({ transaction: txid })}>
              {shortTxid(txid)}
            </button>
            <span>{t(`transaction.rivalStates.${state}`)}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}

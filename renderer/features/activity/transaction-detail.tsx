/** A transaction as the ledger knows it: only what is watched of it, and the rivals it has. */
import type { TransactionDetail as Detail } from '../../../shared/ipc/time.ts'
import { ShortAddress } from '../../components/address.tsx'
import { Amount } from '../../components/amount.tsx'
import { AsyncList } from '../../components/async-list.tsx'
import { FactList } from '../../components/fact-list.tsx'
import { useFetched } from '../../components/use-fetched.ts'
import { shortTxid } from '../../format/address.ts'
import { t } from '../../i18n/index.ts'
import { stateText as goneText } from '../../texts/transaction-text.ts'
import { blockText, listText } from '../../texts/words.ts'

/** Fetched when it is opened, and again when facts change. */
export function TransactionDetail({ txid }: { readonly txid: string }) {
  const { state, retry } = useFetched('transactions.detail', { txid })
  return (
    <AsyncList
      state={state}
      retry={retry}
      isEmpty={(detail) => detail === null}
      empty={t('activity.notHeld')}
    >
      {(detail) => detail && <Facts txid={txid} detail={detail} />}
    </AsyncList>
  )
}

function Facts({ txid, detail }: { readonly txid: string; readonly detail: Detail }) {
  const { row, inputs, outputs, rivals } = detail
  return (
    <>
      <FactList
        facts={[
          [t('activity.transaction'), <CopyableTxid key="txid" txid={txid} />],
          [t('activity.state'), stateText(detail)],
          [t('activity.fee'), <Amount key="fee" sats={row.fee} withUnit />],
          ...(rivals.length === 0
            ? []
            : [[t('activity.rivals'), listText(rivals.map((rival) => shortTxid(rival.txid)))] as const]),
        ]}
      />
      <Parts
        title={t('activity.inputs')}
        parts={inputs.map(({ vin, ...part }) => ({ ...part, place: vin }))}
      />
      <Parts
        title={t('activity.outputs')}
        parts={outputs.map(({ vout, ...part }) => ({ ...part, place: vout }))}
      />
    </>
  )
}

function CopyableTxid({ txid }: { readonly txid: string }) {
  return <span className="mono whole">{txid}</span>
}

function stateText({ row, rivals }: Detail): string {
  const { state, block, confirmations, immature } = row
  if (state === 'gone') return goneText(row, rivals)
  return listText([
    t(`activity.states.${state}`),
    block === null ? '' : blockText(block.height),
    state === 'confirmed' ? t('pane.confirmations', { count: confirmations }) : '',
    immature ? t('total.immature') : '',
  ])
}

interface Part {
  readonly place: number
  readonly address: string
  readonly value: number
}

function Parts({ title, parts }: { readonly title: string; readonly parts: readonly Part[] }) {
  if (parts.length === 0) return null
  return (
    <ul className="lines" aria-label={title}>
      {parts.map(({ place, address, value }) => (
        <li key={place}>
          <span className="dim">{title}</span>
          <ShortAddress address={address} />
          <Amount sats={value} />
        </li>
      ))}
    </ul>
  )
}

/** The right pane at a moment: where the selected entry's figure then comes from, and the outputs it was made of. */
import type { ReactNode } from 'react'
import type { MomentRow } from '../../../shared/ipc/moment.ts'
import { HEIGHT_REASONS, type HeightReason, type Reason } from '../../../shared/reading.ts'
import { useView } from '../../app-context.ts'
import { AccountPart } from '../../components/account-part.tsx'
import { FullAddress } from '../../components/address.tsx'
import { Amount } from '../../components/amount.tsx'
import { AsyncList } from '../../components/async-list.tsx'
import { OutputItem } from '../../components/output-item.tsx'
import { PastChart, PlaceOverview } from '../../components/place-overview.tsx'
import { TransactionList } from '../../components/transaction-list.tsx'
import { useFetched } from '../../components/use-fetched.ts'
import { WorthFact } from '../../components/worth.tsx'
import { shortHash } from '../../format/address.ts'
import { t } from '../../i18n/index.ts'
import type { Moment } from '../../stores/view-store.ts'
import { hintsText } from '../../texts/transaction-text.ts'
import { blockText, listText, sourceText } from '../../texts/words.ts'

/** Outputs of one page. */
const SHOWN = 100

/** The details of the selected row at the moment, or how to select one. */
export function PastDetails({
  moment,
  rows,
}: {
  readonly moment: Moment
  /** Those of the list: they hold what was asked for a moment ago, which is kept nowhere. */
  readonly rows: readonly MomentRow[]
}) {
  const selected = useView((state) => state.selected)
  return (
    <aside className="pane" aria-label={t('pane.label')} data-pane="detail" tabIndex={-1}>
      {selected === null ? (
        <PlaceOverview hint={t('moment.select')} moment={moment} />
      ) : (
        <Details
          key={`${selected} ${moment.height}`}
          watchId={selected}
          moment={moment}
          listed={rows.find(({ watch }) => watch.id === selected) ?? null}
        />
      )}
    </aside>
  )
}

interface Place {
  readonly watchId: number
  readonly height: number
}

interface DetailsProps {
  readonly watchId: number
  readonly moment: Moment
  readonly listed: MomentRow | null
}

function Details({ watchId, moment, listed }: DetailsProps) {
  const { height } = moment
  const own = { kind: 'watches', watchIds: [watchId] } as const
  const { state: fetched, retry } = useFetched('moment.entry', listed === null ? { watchId, height } : null)
  const state = listed === null ? fetched : ({ kind: 'ready', value: listed } as const)
  return (
    <AsyncList state={state} retry={retry} isEmpty={(row) => row === null} empty={t('moment.select')}>
      {(row) =>
        row && (
          <>
            <header className="pane-head">
              <h2>{row.watch.label === '' ? t('words.noLabel') : row.watch.label}</h2>
              {row.watch.kind === 'address' ? (
                <FullAddress address={row.watch.text} />
              ) : (
                <p className="mono descriptor">{row.watch.text}</p>
              )}
            </header>
            <Why row={row} height={height} />
            <PastChart of={own} moment={moment} />
            <Outputs watchId={watchId} height={height} />
            <TransactionList of={own} upTo={height} title={t('moment.transactions')} />
            {row.watch.account && (
              <AccountPart watch={row.watch} account={row.watch.account} height={height} />
            )}
          </>
        )
      }
    </AsyncList>
  )
}

function Why({ row: { reading }, height }: { readonly row: MomentRow; readonly height: number }) {
  const { asOf, source, parts, reasons } = reading
  return (
    <section aria-label={t('moment.why')}>
      <h3>{t('moment.why')}</h3>
      <dl className="facts">
        <Fact name={t('pane.confirmed')}>
          <Amount sats={reading.confirmed} />
        </Fact>
        <WorthFact sats={reading.confirmed} />
        {(reading.immature ?? 0) !== 0 && (
          <Fact name={t('pane.immature')}>
            <Amount sats={reading.immature} />
          </Fact>
        )}
        <Fact name={t('pane.asOf')}>
          {asOf === null ? blockText(height) : t('moment.hash', { height, hash: shortHash(asOf.hash) })}
        </Fact>
        <Fact name={t('pane.source')}>{source === null ? t('pane.noSource') : sourceText(source)}</Fact>
        {parts && (
          <Fact name={t('moment.completeness')}>
            {t('moment.partly', { known: parts.known, all: parts.known + parts.stale + parts.unknown })}
          </Fact>
        )}
      </dl>
      {reasons.length > 0 && (
        <>
          <h4>{t('moment.whyNot')}</h4>
          <ul className="reasons">
            {reasons.map((reason) => (
              <li key={reason}>{reasonText(reason)}</li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}

function reasonText(reason: HeightReason): string {
  const own = HEIGHT_REASONS.find((each) => each === reason)
  // What is none of its own is a reason of today's readings, too.
  return own === undefined ? t(`reasons.${reason as Reason}`) : t(`moment.heightReasons.${own}`)
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  )
}

function Outputs({ watchId, height }: Place) {
  const of = { kind: 'watches', watchIds: [watchId] } as const
  const { state, retry } = useFetched('outputs.list', { of, at: { height }, limit: SHOWN })
  return (
    <section aria-label={t('moment.outputs')}>
      <h3>{t('moment.outputs')}</h3>
      <AsyncList
        state={state}
        retry={retry}
        isEmpty={({ outputs }) => outputs.length === 0}
        empty={
          state.kind === 'ready' && state.value.unknown === 0
            ? t('moment.noOutputs')
            : t('words.unknownSpoken')
        }
      >
        {({ outputs, next }) => (
          <>
            <ul className="outputs">
              {outputs.map(({ txid, vout, value, block, confirmations, coinbase, reused, dust }) => (
                <OutputItem
                  key={`${txid}:${vout}`}
                  txid={txid}
                  vout={vout}
                  value={value}
                  note={listText([
                    block === null ? '' : blockText(block.height),
                    t('pane.confirmations', { count: confirmations }),
                    coinbase ? t('pane.coinbase') : '',
                    hintsText({ reused, dust }),
                  ])}
                />
              ))}
            </ul>
            {next !== null && <p className="dim">{t('moment.moreOutputs', { count: outputs.length })}</p>}
          </>
        )}
      </AsyncList>
    </section>
  )
}

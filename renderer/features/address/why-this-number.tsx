/** Where the number comes from, line by line. */
import type { ReactNode } from 'react'
import type { AddressDetail, PortfolioRow } from '../../../shared/ipc/contract.ts'
import type { Reading } from '../../../shared/reading.ts'
import { Amount } from '../../components/amount.tsx'
import { WorthFact } from '../../components/worth.tsx'
import { shortHash } from '../../format/address.ts'
import { dateTime } from '../../format/age.ts'
import { t } from '../../i18n/index.ts'
import { useClock } from '../../stores/clock.ts'
import { providerId } from '../../stores/selectors.ts'
import { agoText, blockText } from '../../texts/words.ts'

interface WhyProps {
  readonly row: PortfolioRow
  /** Null while it is fetched. */
  readonly detail: AddressDetail | null
}

/** Figures, block, source, completeness, who was asked, and every reason in plain words. */
export function WhyThisNumber({ row: { watch, reading }, detail }: WhyProps) {
  return (
    <section aria-label={t('pane.why')}>
      <h3>{t('pane.why')}</h3>
      <dl className="facts">
        <Fact name={t('pane.confirmed')}>
          <Amount sats={reading.confirmed} />
        </Fact>
        <WorthFact sats={reading.confirmed} />
        <Fact name={t('pane.pending')}>
          {reading.pending === null ? t('pane.pendingUnseen') : <Amount sats={reading.pending} signed />}
        </Fact>
        {(reading.immature ?? 0) !== 0 && (
          <Fact name={t('pane.immature')}>
            <Amount sats={reading.immature} />
          </Fact>
        )}
        <Fact name={t('pane.asOf')}>{asOfText(reading)}</Fact>
        <Fact name={t('pane.source')}>{sourceText(reading)}</Fact>
        <Fact name={t('pane.madeOf')}>{madeOfText(reading, detail)}</Fact>
        <Fact name={t('pane.knownSince')}>{historyText(reading)}</Fact>
        <Fact name={t('pane.holes')}>{holesText(reading)}</Fact>
        <Fact name={t('pane.asked')}>{detail === null ? '…' : <Asked detail={detail} />}</Fact>
        <Fact name={t('pane.kind')}>{t(`scripts.${watch.scriptType}`)}</Fact>
        {watch.group !== '' && <Fact name={t('pane.group')}>{watch.group}</Fact>}
        <Fact name={t('pane.added')}>{dateTime(watch.addedAt)}</Fact>
      </dl>
      {reading.reasons.length > 0 && <Reasons reading={reading} />}
    </section>
  )
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  )
}

function Reasons({ reading }: { readonly reading: Reading }) {
  return (
    <>
      <h4>{t('pane.reasons')}</h4>
      <ul className="reasons">
        {reading.reasons.map((reason) => (
          <li key={reason} data-reason={reason}>
            {t(`reasons.${reason}`)}
          </li>
        ))}
      </ul>
    </>
  )
}

function Asked({ detail: { askedOf } }: { readonly detail: AddressDetail }) {
  const ages = useClock((now) => askedOf.map(({ lastAt }) => agoText(lastAt, now)).join('\n')).split('\n')
  if (askedOf.length === 0) return t('pane.askedNobody')
  return askedOf.map(({ source }, index) => (
    <span key={source} className="line">
      {source === 'ledger' || source === 'node' ? t('words.ownNode') : source.replace(/^provider:/, '')}
      {t('words.comma')}
      {ages[index]}
    </span>
  ))
}

function asOfText({ asOf }: Reading): string {
  return asOf === null
    ? t('words.unknown')
    : t('pane.blockWithHash', { height: asOf.height, hash: shortHash(asOf.hash) })
}

function sourceText(reading: Reading): string {
  if (reading.source === null) return t('pane.noSource')
  if (reading.source === 'several') return t('words.several')
  const id = providerId(reading)
  return id === null ? t('pane.ledger') : id
}

function madeOfText(reading: Reading, detail: AddressDetail | null): string {
  if (reading.confirmed === null) return t('words.unknown')
  if (reading.source !== 'ledger' || reading.completeness.unspent === 'incomplete')
    return t('pane.incomplete')
  return detail === null ? '…' : t('pane.outputs', { count: detail.unspent.length })
}

function historyText({ kind, completeness: { historyFrom } }: Reading): string {
  if (kind === 'unknown') return t('words.unknown')
  return historyFrom === null ? t('pane.onlyBalance') : blockText(historyFrom.height)
}

function holesText({ completeness: { holes } }: Reading): string {
  return holes.length === 0 ? t('pane.noHoles') : t('pane.holeCount', { count: holes.length })
}

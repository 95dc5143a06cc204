/** What a statement says, before it is saved; amounts are hidden where the person hid them. */
import type { Statement, StatementBalance, StatementRow, StatementWorth } from '../../../shared/ipc/time.ts'
import { usePrefs } from '../../app-context.ts'
import { Amount } from '../../components/amount.tsx'
import { FactList } from '../../components/fact-list.tsx'
import { formatNumber } from '../../format/digits.ts'
import { moneyText } from '../../format/fiat.ts'
import { zonedDateTime } from '../../format/zoned.ts'
import { t } from '../../i18n/index.ts'

/** Movements that are shown; the file has all. */
const SHOWN = 12

/** Balances, sums, what is complete, and the first movements. */
export function StatementPreview({ statement }: { readonly statement: Statement }) {
  const hidden = usePrefs((prefs) => prefs.hideAmounts)
  const { opening, closing, totals, rows } = statement
  return (
    <section aria-label={t('statement.preview')} aria-live="polite">
      {hidden && <p className="form-note">{t('statement.hidden')}</p>}
      <FactList
        facts={[
          [t('statement.opening'), <Balance key="opening" of={opening} />],
          [t('statement.received'), <Amount key="received" sats={totals.received} signed withUnit />],
          [t('statement.spent'), <Amount key="spent" sats={-totals.spent} signed withUnit />],
          [t('statement.fees'), <Amount key="fees" sats={totals.fees} withUnit />],
          [t('statement.closing'), <Balance key="closing" of={closing} />],
          [t('statement.transactions'), formatNumber(totals.transactions)],
        ]}
      />
      <Complete statement={statement} />
      {rows.length === 0 ? (
        <p className="dim">{t('statement.noMovements')}</p>
      ) : (
        <Rows statement={statement} />
      )}
    </section>
  )
}

/** Of that day; that no price of it is known is said, and nothing while amounts are hidden. */
function Worth({ of }: { readonly of: StatementWorth | undefined }) {
  const hidden = usePrefs((prefs) => prefs.hideAmounts)
  if (of === undefined || hidden) return null
  const { currency, value } = of
  return (
    <span className="dim line small" data-worth={value === null ? 'unknown' : value}>
      {value === null || currency === null ? t('worth.unknownDay') : `≈ ${moneyText(value, currency)}`}
    </span>
  )
}

function Balance({ of: { balance, height, worth } }: { readonly of: StatementBalance }) {
  return (
    <>
      <Amount sats={balance} withUnit /> <span className="dim">{t('statement.atHeight', { height })}</span>
      <Worth of={worth} />
    </>
  )
}

function Complete({ statement: { addsUp, complete, unread } }: { readonly statement: Statement }) {
  const hasHoles = complete.some(({ holes, inDoubt }) => holes.length > 0 || inDoubt)
  const text = addsUp === null ? 'addsUpUnknown' : addsUp ? 'addsUp' : 'addsUpNot'
  return (
    <>
      <p className={addsUp === true ? 'form-note' : 'form-error'}>{t(`statement.${text}`)}</p>
      {hasHoles && <p className="form-error">{t('statement.holes')}</p>}
      {unread > 0 && <p className="form-error">{t('statement.unread', { count: unread })}</p>}
    </>
  )
}

function Rows({ statement: { rows, zone } }: { readonly statement: Statement }) {
  return (
    <>
      <table className="plain" aria-label={t('statement.movements')}>
        <thead>
          <tr>
            <th scope="col">{t('statement.day')}</th>
            <th scope="col">{t('statement.what')}</th>
            <th scope="col" className="r">
              {t('statement.change')}
            </th>
            <th scope="col" className="r">
              {t('statement.balance')}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, SHOWN).map((row) => (
            <Row key={`${row.height} ${row.txid ?? row.what}`} row={row} zone={zone} />
          ))}
        </tbody>
      </table>
      {rows.length > SHOWN && (
        <p className="dim">{t('statement.shown', { shown: SHOWN, all: rows.length })}</p>
      )}
    </>
  )
}

function Row({ row, zone }: { readonly row: StatementRow; readonly zone: string }) {
  return (
    <tr>
      <td>{row.time === null ? t('words.unknown') : zonedDateTime(row.time * 1000, zone)}</td>
      <td>{t(`statement.kinds.${row.what}`)}</td>
      <td className="r">
        <Amount sats={row.net} signed />
        <Worth of={row.worth} />
      </td>
      <td className="r">
        <Amount sats={row.balance} />
      </td>
    </tr>
  )
}

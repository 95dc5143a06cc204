/** Per entry and source: what each said, of which block, and when that was compared. Worst first. */
import type { CrossCheck } from '../../../shared/cross-check.ts'
import type { ReadingSource } from '../../../shared/reading.ts'
import { ShortAddress } from '../../components/address.tsx'
import { Amount } from '../../components/amount.tsx'
import { dateTime } from '../../format/age.ts'
import { t } from '../../i18n/index.ts'
import { saidText, voiceText } from '../../texts/cross-check-text.ts'

/** Shown at once; there may be as many as entries. */
const SHOWN = 50

const RANK: Readonly<Record<CrossCheck['outcome'], number>> = { disagree: 0, not_comparable: 1, agree: 2 }

/** The newest result of each entry; a column for each source that ever said something, or was silent. */
export function CrossCheckTable({ checks }: { readonly checks: readonly CrossCheck[] }) {
  const sorted = checks.toSorted((a, b) => RANK[a.outcome] - RANK[b.outcome] || b.checkedAt - a.checkedAt)
  const shown = sorted.slice(0, SHOWN)
  const sources = [...new Set(shown.flatMap(sourcesOf))]
  return (
    // A table that is wider than the page scrolls by itself, by keyboard too.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="scroll-x" tabIndex={0} role="region" aria-label={t('sources.crossChecks')}>
      <table className="plain matrix">
        <thead>
          <tr>
            <th scope="col">{t('table.address')}</th>
            <th scope="col">{t('sources.outcome')}</th>
            {sources.map((source) => (
              <th key={source} scope="col">
                {voiceText(source)}
              </th>
            ))}
            <th scope="col">{t('sources.compared')}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((check) => (
            <tr key={check.address} data-outcome={check.outcome}>
              <th scope="row">
                <ShortAddress address={check.address} />
              </th>
              <td className={check.outcome === 'disagree' ? 'out' : ''}>{outcomeText(check)}</td>
              {sources.map((source) => (
                <td key={source}>
                  <Said check={check} source={source} />
                </td>
              ))}
              <td className="dim">{dateTime(check.checkedAt)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {sorted.length > SHOWN && (
        <p className="dim">{t('crossCheck.more', { count: sorted.length - SHOWN })}</p>
      )}
    </div>
  )
}

function sourcesOf({ statements, silent }: CrossCheck): readonly ReadingSource[] {
  return [...statements, ...silent].map(({ source }) => source)
}

function outcomeText({ outcome, reason }: CrossCheck): string {
  if (outcome !== 'not_comparable') return t(`crossCheck.outcomes.${outcome}`)
  return reason === null ? t('words.unknown') : t(`crossCheck.reasons.${reason}`)
}

/** A figure with its block, or why there is none; a source that was not asked said nothing. */
function Said({ check, source }: { readonly check: CrossCheck; readonly source: ReadingSource }) {
  const said = check.statements.find((each) => each.source === source)
  if (said)
    return (
      <>
        <Amount sats={said.confirmed} /> <span className="dim">{saidText(said)}</span>
      </>
    )
  const silent = check.silent.find((each) => each.source === source)
  return (
    <span className="dim">{silent ? t(`crossCheck.reasons.${silent.reason}`) : t('sources.notAsked')}</span>
  )
}

/** Whether independent sources say the same of the address: one line, and who said what where they do not. */
import type { CrossCheck, CrossCheckDifference, OutputsOnly } from '../../../shared/cross-check.ts'
import type { ReadingSource } from '../../../shared/reading.ts'
import { Amount } from '../../components/amount.tsx'
import { OutputItem } from '../../components/output-item.tsx'
import { t } from '../../i18n/index.ts'
import { crossCheckLine, saidText, voiceText } from '../../texts/cross-check-text.ts'
import { useCrossCheck } from './use-cross-check.ts'

/** The newest result with a button for a new one. */
export function CrossCheckPart({ address }: { readonly address: string }) {
  const { check, running, toggle } = useCrossCheck(address)
  return (
    <section aria-label={t('crossCheck.title')}>
      <h3>{t('crossCheck.title')}</h3>
      <p data-cross-check={check?.outcome ?? 'never'} aria-live="polite">
        {check === null ? t('crossCheck.never') : crossCheckLine(check)}
      </p>
      {check !== null && check.outcome !== 'agree' && <Particulars check={check} />}
      <div className="pane-actions">
        <button type="button" className="btn" title={t('crossCheck.hint')} onClick={toggle}>
          {running ? t('crossCheck.running') : t('crossCheck.run')}
        </button>
      </div>
    </section>
  )
}

function Particulars({ check: { reason, statements, silent, differences } }: { readonly check: CrossCheck }) {
  return (
    <>
      {reason !== null && <p>{t(`crossCheck.reasons.${reason}`)}</p>}
      <ul className="outputs">
        {statements.map((said) => (
          <li key={`${said.source} ${said.at.hash}`}>
            <span className="output-line">
              <span>{voiceText(said.source)}</span>
              <Amount sats={said.confirmed} />
            </span>
            <span className="output-note">{saidText(said)}</span>
          </li>
        ))}
        {silent.map(({ source, reason: why }) => (
          <li key={source}>
            {voiceText(source)} <span className="output-note">{t(`crossCheck.reasons.${why}`)}</span>
          </li>
        ))}
        {differences.map((difference) => (
          <Difference key={`${difference.between.join(' ')} ${difference.at.hash}`} difference={difference} />
        ))}
      </ul>
    </>
  )
}

/** Sums are in the list above already. */
function Difference({ difference }: { readonly difference: CrossCheckDifference }) {
  if (difference.kind === 'sums') return null
  const {
    between: [first, second],
    only: [mine, others],
  } = difference
  return (
    <>
      <Only has={first} lacks={second} only={mine} />
      <Only has={second} lacks={first} only={others} />
    </>
  )
}

interface OnlyProps {
  readonly has: ReadingSource
  readonly lacks: ReadingSource
  readonly only: OutputsOnly
}

function Only({ has, lacks, only: { outputs, count } }: OnlyProps) {
  return (
    <>
      {outputs.map(({ txid, vout, value }) => (
        <OutputItem
          key={`${txid}:${vout}`}
          txid={txid}
          vout={vout}
          value={value}
          note={t('crossCheck.only', { has: voiceText(has), lacks: voiceText(lacks) })}
        />
      ))}
      {count > outputs.length && (
        <li className="output-note">{t('crossCheck.more', { count: count - outputs.length })}</li>
      )}
    </>
  )
}

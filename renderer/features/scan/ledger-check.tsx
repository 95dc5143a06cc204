/** Whether the ledger holds what the own node says is unspent: the newest check, and a way to do one. */
import { useState } from 'react'
import type { RequestOutput } from '../../../shared/ipc/contract.ts'
import type { LedgerCheck } from '../../../shared/ledger-check.ts'
import { useApp, useSnapshot } from '../../app-context.ts'
import { Amount } from '../../components/amount.tsx'
import { FactList } from '../../components/fact-list.tsx'
import { SaveNote } from '../../components/forms/save-note.tsx'
import { useSave } from '../../components/forms/use-save.ts'
import { shortOutpoint } from '../../format/address.ts'
import { dateTime } from '../../format/age.ts'
import { formatNumber } from '../../format/digits.ts'
import { percentOf } from '../../format/progress.ts'
import { t } from '../../i18n/index.ts'
import { blockText, percentText } from '../../texts/words.ts'

type Outcome = RequestOutput<'ledger.check'>

/** It may take minutes: the node goes through all its unspent outputs. */
export function LedgerCheckPart() {
  const { bridge } = useApp()
  const stored = useSnapshot(({ status }) => status.ledgerCheck ?? null)
  const [last, setLast] = useState<Outcome | null>(null)
  const { state, run } = useSave()
  const check = newest(stored, last?.check ?? null)
  const busy = state.kind === 'busy'
  return (
    <>
      <Running />
      {check === null ? <p className="dim">{t('scan.neverChecked')}</p> : <Result check={check} />}
      {last?.problem != null && (
        <p className="form-error" role="alert">
          {t('scan.checkFailed', { why: t(`waiting.${last.problem}`) })}
        </p>
      )}
      <div className="form-actions">
        <button
          type="button"
          className="btn"
          aria-disabled={busy}
          onClick={() => run(async (signal) => setLast(await bridge.call('ledger.check', {}, { signal })))}
        >
          {busy ? t('scan.checking') : t('scan.checkNow')}
        </button>
        <SaveNote state={state} done={last?.check == null ? t('scan.checkNothing') : t('scan.checkDone')} />
      </div>
    </>
  )
}

/** The one under way, whoever began it. */
function Running() {
  const running = useSnapshot(({ status }) => status.scan.check)
  if (running === null) return null
  const percent = percentOf(running.progress)
  const progress = percent === null ? t('status.scan.estimating') : percentText(percent)
  return <p role="status">{t('scan.checkRunning', { progress })}</p>
}

function newest(stored: LedgerCheck | null, own: LedgerCheck | null): LedgerCheck | null {
  if (stored === null || own === null) return stored ?? own
  return own.checkedAt > stored.checkedAt ? own : stored
}

function Result({ check }: { readonly check: LedgerCheck }) {
  const { missing, extra, repaired, differences } = check
  const equal = missing + extra === 0
  return (
    <>
      <p className={equal ? 'lead in' : 'lead out'} data-ledger-check={equal ? 'equal' : 'differs'}>
        {equal ? t('scan.equal') : t('scan.different', { missing, extra, repaired })}
      </p>
      <FactList
        facts={[
          [t('scan.checkedAt'), `${dateTime(check.checkedAt)} (${t(`scan.checkReasons.${check.reason}`)})`],
          [t('scan.checkedBlock'), blockText(check.block.height)],
          [t('scan.checkedScripts'), formatNumber(check.scripts)],
          [t('scan.checkedOutputs'), formatNumber(check.compared)],
        ]}
      />
      {differences.length > 0 && (
        <ul className="lines">
          {differences.map((each) => (
            <li key={`${each.kind} ${each.txid}:${each.vout}`}>
              <span className="mono">{shortOutpoint(each.txid, each.vout)}</span>
              <Amount sats={each.value} />
              <span>{t(`scan.differenceKinds.${each.kind}`)}</span>
              <span className="dim">{blockText(each.height)}</span>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

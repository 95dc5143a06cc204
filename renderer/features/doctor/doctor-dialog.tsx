/** Looks for coins of an account that are not seen, by the own node alone, and offers what brings them into view. */
import { useState } from 'react'
import type { Watch } from '../../../shared/ipc/contract.ts'
import {
  DOCTOR_RANGE,
  type DoctorFinding,
  type DoctorFix,
  type DoctorReport,
} from '../../../shared/ipc/doctor.ts'
import { useApp, useView } from '../../app-context.ts'
import { Amount } from '../../components/amount.tsx'
import { ErrorDetail } from '../../components/error-detail.tsx'
import { Modal } from '../../components/modal.tsx'
import { useRow } from '../../components/use-row.ts'
import { formatNumber } from '../../format/digits.ts'
import { t } from '../../i18n/index.ts'
import { blockText, listText } from '../../texts/words.ts'
import { type DoctorState, useDoctor } from './use-doctor.ts'

const RANGES = [1_000, DOCTOR_RANGE.usual, DOCTOR_RANGE.max]

/** For the selected account. */
export function DoctorDialog() {
  const { view } = useApp()
  const open = useView((state) => state.dialog === 'doctor')
  const watch = useRow(useView((state) => state.selected))?.watch
  const close = (): void => view.setState({ dialog: 'none' })
  return (
    <Modal
      open={open && watch !== undefined}
      onClose={close}
      title={t('doctor.title')}
      text={t('doctor.text')}
    >
      {watch && <Content watch={watch} onClose={close} />}
    </Modal>
  )
}

interface ContentProps {
  readonly watch: Watch
  readonly onClose: () => void
}

function Content({ watch, onClose }: ContentProps) {
  const [range, setRange] = useState<number>(DOCTOR_RANGE.usual)
  const { state, toggle } = useDoctor(watch.text, range)
  return (
    <>
      <label className="field narrow-field">
        <span>{t('doctor.range')}</span>
        <select value={range} onChange={(event) => setRange(Number(event.target.value))}>
          {RANGES.map((each) => (
            <option key={each} value={each}>
              {formatNumber(each)}
            </option>
          ))}
        </select>
      </label>
      <div aria-live="polite">
        <Outcome state={state} />
      </div>
      <div className="modal-actions">
        <button type="button" className="btn" onClick={onClose}>
          {t('doctor.close')}
        </button>
        <button type="button" className="btn main" onClick={toggle}>
          {state.kind === 'running' ? t('doctor.running') : t('doctor.run')}
        </button>
      </div>
    </>
  )
}

function Outcome({ state }: { readonly state: DoctorState }) {
  if (state.kind === 'failed') return <ErrorDetail error={state.error} message={state.message} />
  return state.kind === 'done' ? <Report report={state.report} /> : null
}

function Report({ report }: { readonly report: DoctorReport }) {
  const { coins, at, findings, fixes } = report
  const found = t('doctor.coins', { count: coins })
  return (
    <>
      {fixes.length === 0 && <p>{t('doctor.nothing', { coins: found, block: blockText(at.height) })}</p>}
      <ul className="outputs">
        {findings.map((finding) => (
          <Finding key={`${finding.descriptor} ${finding.chain}`} finding={finding} />
        ))}
      </ul>
      {fixes.map((fix) => (
        <Fix key={JSON.stringify(fix)} fix={fix} />
      ))}
    </>
  )
}

function Finding({ finding }: { readonly finding: DoctorFinding }) {
  const { scriptType, chain, highestIndex, coins, sats, pastGap, unwatched } = finding
  const kind = t(`scripts.${scriptType}`)
  return (
    <li>
      <span className="output-line">
        <span>{t('doctor.coins', { count: coins })}</span>
        <Amount sats={sats} withUnit />
      </span>
      <span className="output-note">
        {listText([
          t('doctor.chain', { kind, chain, index: highestIndex }),
          pastGap.coins > 0 ? t('doctor.pastGap', { count: pastGap.coins }) : '',
          unwatched.coins > 0 ? t('doctor.unwatched', { count: unwatched.coins }) : '',
        ])}
      </span>
    </li>
  )
}

function Fix({ fix }: { readonly fix: DoctorFix }) {
  const { bridge, notices, view } = useApp()
  const apply = (): void => {
    const done =
      fix.kind === 'widen'
        ? bridge.call('account.setGap', { watchId: fix.watchId, gapLimit: fix.gapLimit })
        : bridge.call('portfolio.add', { lines: [fix.descriptor], gapLimit: fix.gapLimit, atomic: true })
    const tell = (): void => {
      notices.done(t('doctor.fixed'))
      view.setState({ dialog: 'none' })
    }
    done.then(tell, notices.error)
  }
  return (
    <p className="form-actions">
      <button type="button" className="btn main" onClick={apply}>
        {fix.kind === 'widen'
          ? t('doctor.widen', { gap: fix.gapLimit })
          : t('doctor.addAccount', { kind: t(`scripts.${fix.scriptType}`) })}
      </button>
      <span>{t('doctor.unwatched', { count: fix.coins })}</span>
    </p>
  )
}

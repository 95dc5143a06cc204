/** What the scanner is doing right now, with figures only where they were measured. */
import type { AppStatus, HistoryProgress } from '../../../shared/ipc/contract.ts'
import { useApp, useFresh, useSnapshot } from '../../app-context.ts'
import { FactList } from '../../components/fact-list.tsx'
import { dateTime } from '../../format/age.ts'
import { formatNumber } from '../../format/digits.ts'
import { percentOf } from '../../format/progress.ts'
import { t } from '../../i18n/index.ts'
import { etaText, scanText, tipText } from '../../texts/status-text.ts'
import { blockText, percentText } from '../../texts/words.ts'

/** The bar is there as soon as something was measured, and never before. */
export function ReadingProgress() {
  const { scan, ledger } = useSnapshot(({ status }) => status)
  const tip = useFresh(({ status, now }) => tipText(status.tip, status.tipHeardAt, now))
  const { share, text } = progressOf(useSnapshot(({ status }) => status))
  return (
    <>
      <p className="lead" data-scan={scan.phase}>
        {scanText(scan, ledger)}
      </p>
      {percentOf(share) !== null && (
        <p className="progress-line">
          <progress className="long" max={1} value={share ?? 0} aria-label={t('scan.progress')} />
          <span className="mono">{text}</span>
        </p>
      )}
      <FactList
        facts={[
          [t('scan.readTo'), ledger === null ? t('scan.nothingRead') : readToText(ledger)],
          [t('scan.tip'), tip],
          ...(scan.phase === 'catching_up'
            ? [[t('scan.speed'), speedText(scan.blocksPerSecond)] as const]
            : []),
          ...(scan.history === null || scan.waitingFor === 'paused'
            ? []
            : [[t('scan.history'), historyText(scan.history)] as const]),
        ]}
      />
      <PauseReading />
    </>
  )
}

/** Kept over restarts. Nothing to pause where there is no node. */
function PauseReading() {
  const { bridge, notices } = useApp()
  const paused = useSnapshot(({ status }) => status.scan.paused)
  const hasNode = useSnapshot(({ settings }) => settings.node !== null)
  if (!hasNode) return null
  const set = (): void => {
    bridge.call('scan.pause', { paused: !paused }).catch(notices.error)
  }
  return (
    <p className="form-actions">
      <button
        type="button"
        className="btn"
        aria-describedby={paused ? 'reading-paused' : undefined}
        onClick={set}
      >
        {paused ? t('scan.resumeReading') : t('scan.pauseReading')}
      </button>
      {paused && (
        <span id="reading-paused" className="fixed-note">
          {t('scan.readingPaused')}
        </span>
      )}
    </p>
  )
}

/** The share done, where one can be told: of a look-up, or of the blocks up to the tip. */
function progressOf({ scan, ledger, tip }: AppStatus): { share: number | null; text: string } {
  const share =
    scan.phase === 'catching_up' && scan.blocksLeft !== null && ledger !== null && tip !== null
      ? tip.height === 0
        ? null
        : 1 - scan.blocksLeft / tip.height
      : scan.phase === 'snapshot' || scan.phase === 'waiting'
        ? scan.snapshotProgress
        : null
  const percent = percentOf(share)
  return { share, text: percent === null ? '' : percentText(percent) }
}

function readToText({ height, time }: NonNullable<AppStatus['ledger']>): string {
  return t('scan.blockAndTime', { block: blockText(height), time: dateTime(time * 1000) })
}

function speedText(blocksPerSecond: number | null): string {
  return blocksPerSecond === null
    ? t('status.scan.estimating')
    : t('scan.blocksPerSecond', { speed: perSecond(blocksPerSecond) })
}

/** Tenths below ten: "0.4" is not "0". */
function perSecond(speed: number): string {
  return speed < 10 ? speed.toFixed(1) : formatNumber(Math.round(speed))
}

function historyText({ scripts, from, to, target, mode, blocksPerSecond }: HistoryProgress): string {
  const share = target > from ? (to - from) / (target - from) : null
  const percent = percentOf(share)
  return t('scan.historyRunning', {
    scripts: t('words.addresses', { count: scripts }),
    percent: percent === null ? t('status.scan.estimating') : percentText(percent),
    mode: t(`scan.modes.${mode}`),
    eta: etaText(Math.max(0, target - to), blocksPerSecond),
  })
}

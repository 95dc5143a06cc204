/** The state of node, scan and tip in words, as the status bar says it. */
import { assertNever } from '../../shared/assert-never.ts'
import type { AppStatus, ScanStatus } from '../../shared/ipc/contract.ts'
import type { NodeProblem } from '../../shared/node-problem.ts'
import type { BestTip } from '../../shared/reading.ts'
import { durationOf } from '../format/age.ts'
import { percentOf, secondsLeft } from '../format/progress.ts'
import { t } from '../i18n/index.ts'
import { ageText, agoText, asOfText, blockText, listText, percentText } from './words.ts'

/** What is wrong with the node. */
export const nodeProblemText = (problem: NodeProblem): string => t(`nodeProblems.${problem}`)

/** The own node: its height, or why there is none and how old what is known is. */
export function nodeText({ node, ledger }: Pick<AppStatus, 'node' | 'ledger'>, now: number): string {
  const height = ledger?.height ?? null
  switch (node.kind) {
    case 'not_set':
      return listText([t('status.node.notSet'), asOfText(height, null, now)])
    case 'off':
      return listText([t('status.node.off'), asOfText(height, null, now)])
    case 'connecting':
      return t('status.node.connecting')
    case 'problem':
      return listText([nodeProblemText(node.problem), asOfText(height, node.answeredAt, now)])
    case 'ok': {
      const { blocks, initialDownload } = node
      if (blocks >= node.headers && !initialDownload) return t('status.node.ok', { height: blocks })
      const headers = Math.max(blocks, node.headers)
      return t(initialDownload ? 'status.node.downloading' : 'status.node.catchingUp', { blocks, headers })
    }
    default:
      return assertNever(node)
  }
}

/** What is being read, with honest progress: `estimating` until there is a measurement. */
export function scanText(scan: ScanStatus, ledger: AppStatus['ledger']): string {
  const percent = percentOf(scan.snapshotProgress)
  switch (scan.phase) {
    case 'idle':
      return t('status.scan.idle')
    case 'waiting': {
      const what = scan.waitingFor === null ? t('status.scan.waiting') : t(`waiting.${scan.waitingFor}`)
      return percent === null
        ? t('status.scan.reading', { what })
        : t('status.scan.readingPercent', { what, percent: percentText(percent) })
    }
    case 'snapshot': {
      const progress = percent === null ? t('status.scan.estimating') : percentText(percent)
      return t('status.scan.snapshot', { count: scan.snapshotScripts, progress })
    }
    case 'catching_up':
      return catchingUpText(scan)
    case 'at_tip':
      return ledger
        ? t('status.scan.readTo', { block: blockText(ledger.height) })
        : t('status.scan.readToTip')
    default:
      return assertNever(scan.phase)
  }
}

function catchingUpText({ blocksLeft, blocksPerSecond }: ScanStatus): string {
  if (blocksLeft === null) return t('status.scan.blocksEstimating')
  return t('status.scan.blocksLeft', { left: blocksLeft, eta: etaText(blocksLeft, blocksPerSecond) })
}

/** "~4 min", or `estimating` while the speed is not known. */
export function etaText(blocksLeft: number | null, blocksPerSecond: number | null): string {
  const left = secondsLeft(blocksLeft, blocksPerSecond)
  if (left === null) return t('status.scan.estimating')
  return t('status.scan.about', { time: ageText(durationOf(left)) })
}

/** The best known tip; an estimate is called one. */
export function tipText(best: BestTip | null, heardAt: number | null, now: number): string {
  if (best === null) return t('status.tip.unknown')
  const { height } = best
  if (best.estimated) return t('status.tip.estimated', { height })
  return heardAt === null
    ? t('status.tip.known', { height })
    : t('status.tip.heard', { height, ago: agoText(heardAt, now) })
}

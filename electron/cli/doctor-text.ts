/** What the doctor found, for a terminal. */
import type { DoctorFinding, DoctorFix, DoctorReport } from '../../shared/ipc/doctor.ts'
import { amount } from './words.ts'

/** One finding a line, then what to do. */
export function doctorLines(report: DoctorReport): readonly string[] {
  const { at, range, scripts, findings, fixes } = report
  const look = `Looked for ${scripts} scripts (${range} of each chain) among the unspent outputs at block ${at.height} (${at.hash}).`
  if (findings.length === 0) return [look, 'No coins there.']
  return [look, ...findings.flatMap(findingLines), ...fixLines(fixes)]
}

function findingLines({ pastGap, neededGapLimit, unwatched, ...finding }: DoctorFinding): readonly string[] {
  const { coins, sats, highestIndex, newest } = finding
  const first = `${place(finding)}: ${counted(coins, sats)}, up to index ${highestIndex}, the newest in block ${newest.height}`
  return [
    first,
    ...(pastGap.coins > 0
      ? [`  ${counted(pastGap.coins, pastGap.sats)} past the gap limit: it takes one of ${neededGapLimit}`]
      : []),
    ...(unwatched.coins > 0 ? [`  ${counted(unwatched.coins, unwatched.sats)} not watched`] : []),
  ]
}

function place({ descriptor, chain }: Pick<DoctorFinding, 'descriptor' | 'chain'>): string {
  const form = /^(?:sh\(w?[a-z]*|[a-z]+)/.exec(descriptor)?.[0] ?? ''
  const chains = ['receive', 'change']
  const name = descriptor.includes('<') ? (chains[chain] ?? `chain ${chain}`) : 'its chain'
  return `${form}${form.includes('(') ? ')' : ''}, ${name}`
}

function fixLines(fixes: readonly DoctorFix[]): readonly string[] {
  if (fixes.length === 0) return ['All of them are watched.']
  return fixes.map((fix) =>
    fix.kind === 'widen'
      ? `To see ${counted(fix.coins, fix.sats)} more: a gap limit of ${fix.gapLimit} for the entry that is watched`
      : `To see ${counted(fix.coins, fix.sats)}: watch ${fix.descriptor} with a gap limit of ${fix.gapLimit}`,
  )
}

function counted(coins: number, sats: number): string {
  return `${coins} ${coins === 1 ? 'coin' : 'coins'} (${amount(sats)} BTC)`
}

/** The self-check in words. */
import type { LedgerCheck } from '../../shared/ledger-check.ts'

const REASON_WORDS = { asked: 'asked for', weekly: 'weekly', unclean_exit: 'after an unclean exit' } as const

/** What a check found, one difference a line. */
export function ledgerCheckLines(check: LedgerCheck): readonly string[] {
  const { differences, missing, extra } = check
  const told = differences.map(
    ({ kind, txid, vout, value, height, address }) =>
      `${kind.padEnd(8)}${txid}:${vout} ${value} sat, block ${height}, ${address}`,
  )
  const left = missing + extra - differences.length
  return [summary(check), ...told, ...(left > 0 ? [`and ${left} more`] : [])]
}

/** The line that `status` shows. */
export function ledgerCheckLine(check: LedgerCheck): string {
  const when = new Date(check.checkedAt).toISOString()
  return `${summary(check)}, ${when}, ${REASON_WORDS[check.reason]}`
}

function summary({ block, scripts, compared, missing, extra, repaired }: LedgerCheck): string {
  const place = `block ${block.height} ${block.hash}, ${scripts} scripts, ${compared} outputs`
  if (missing + extra === 0) return `agrees with the node at ${place}`
  const figures = `${missing} missing, ${extra} extra, ${repaired} of ${missing + extra} repaired`
  return `DIFFERED from the node at ${place}: ${figures}`
}

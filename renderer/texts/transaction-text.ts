/** A transaction in words: what it was, and where it stands. */
import type { Hints, Rival, TransactionRow } from '../../shared/ipc/time.ts'
import { shortTxid } from '../format/address.ts'
import { dateTime } from '../format/age.ts'
import { t } from '../i18n/index.ts'
import { blockText, listText } from './words.ts'

/** "Received", "Between own addresses" */
export function kindText({ coinbase, ownTransfer, net }: TransactionRow): string {
  const kind = coinbase ? 'reward' : ownTransfer === true ? 'own' : net >= 0 ? 'received' : 'sent'
  return t(`transaction.kinds.${kind}`)
}

/** Where it stands, with its block, or since when it waits. */
export function stateText(
  { state, block, told, confirmations, seenAt, replacement }: TransactionRow,
  rivals: readonly Rival[] = [],
): string {
  if (state === 'confirmed') {
    const height = block?.height ?? told?.height
    const count = t('pane.confirmations', { count: confirmations })
    return height === undefined
      ? count
      : t('transaction.confirmedIn', { block: blockText(height), confirmations: count })
  }
  if (state === 'pending')
    return seenAt === null
      ? t('transaction.pending')
      : t('transaction.pendingSince', { time: dateTime(seenAt) })
  if (replacement) {
    const by = shortTxid(replacement.by)
    return replacement.fallen ? t('transaction.fellBy', { by }) : t('transaction.replacedBy', { by })
  }
  return rivals.some((rival) => rival.state !== 'gone') ? t('transaction.replaced') : t('transaction.gone')
}

/** The time of its block, ms since 1970; null while it is in none, or where nobody told it. */
export function timeOf({ block }: TransactionRow): number | null {
  return block === null ? null : block.time * 1000
}

/** When it was: its block's time, or when it was first seen. */
export function whenText({ block, seenAt }: TransactionRow): string {
  if (block !== null) return dateTime(block.time * 1000)
  return seenAt === null ? '' : dateTime(seenAt)
}

/** What else is to be said: an incomplete figure, an immature reward, who told it. */
export function remarksText({ immature, complete, told, ...hints }: TransactionRow): string {
  return listText([
    immature ? t('total.immature') : '',
    complete ? '' : t('transaction.partly'),
    ...(told?.sources.map((id) => t('transaction.from', { source: id.replace(/^provider:/, '') })) ?? []),
    hintsText(hints),
  ])
}

/** What speaks for a second look: an address that was used before, dust. Said calmly, as it is. */
export function hintsText({ reused, dust }: Hints): string {
  return listText([dust ? t('output.dust') : '', reused ? t('output.reused') : ''])
}

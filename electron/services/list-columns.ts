/** What a row of each list says in a table: satoshis, ISO times, an empty cell where something is not known. Pure. */
import type { PortfolioRow, UnspentOutput, Watch } from '../../shared/ipc/contract.ts'
import type { ListKind } from '../../shared/ipc/lists.ts'
import type { MomentRow } from '../../shared/ipc/moment.ts'
import type { JournalEntry, ScopeOutput, TransactionRow } from '../../shared/ipc/time.ts'
import { isoText } from '../../shared/zoned-time.ts'

/** The columns of each list, in their order. */
export const LIST_COLUMNS = {
  entries: [
    'label',
    'group',
    'entry',
    'type',
    'confirmed_sats',
    'pending_sats',
    'immature_sats',
    'reading',
    'freshness',
    'complete',
    'block',
    'block_hash',
    'observed',
    'source',
  ],
  moment: [
    'label',
    'group',
    'entry',
    'type',
    'confirmed_sats',
    'immature_sats',
    'reading',
    'block',
    'block_hash',
    'source',
    'reasons',
  ],
  transactions: [
    'time',
    'state',
    'block',
    'block_hash',
    'confirmations',
    'what',
    'txid',
    'label',
    'received_sats',
    'spent_sats',
    'net_sats',
    'fee_sats',
    'immature',
    'complete',
    'reused',
    'dust',
    'told_by',
  ],
  outputs: [
    'txid',
    'vout',
    'address',
    'label',
    'value_sats',
    'block',
    'block_hash',
    'confirmations',
    'coinbase',
    'immature',
    'reused',
    'dust',
  ],
  unspent: [
    'txid',
    'vout',
    'address',
    'label',
    'value_sats',
    'block',
    'block_hash',
    'confirmations',
    'coinbase',
    'spend_pending',
    'reused',
    'dust',
  ],
  journal: [
    'noted',
    'cause',
    'kind',
    'block',
    'block_hash',
    'txid',
    'by',
    'label',
    'change_sats',
    'counted',
    'entries',
  ],
} as const satisfies Readonly<Record<ListKind, readonly string[]>>

/** Whether a column says how much. */
export function isAmount(column: string): boolean {
  return column.endsWith('_sats') || column === 'value'
}

/** By the names of columns; what is left out is empty. */
export type Cells<K extends ListKind> = Partial<Readonly<Record<(typeof LIST_COLUMNS)[K][number], string>>>

/** An entry with its newest reading. */
export function entryCells({ watch, reading }: PortfolioRow, zone: string): Cells<'entries'> {
  const { kind, freshness, confirmed, pending, immature, asOf, source, completeness } = reading
  return {
    ...namedCells(watch),
    confirmed_sats: number(confirmed),
    pending_sats: number(pending),
    immature_sats: number(immature),
    reading: kind,
    freshness: freshness.state,
    complete: yesNo(completeness.unspent === 'complete'),
    block: number(asOf?.height ?? null),
    block_hash: asOf?.hash ?? '',
    observed: freshness.observedAt === null ? '' : isoText(freshness.observedAt, zone),
    source: source ?? '',
  }
}

/** An entry right after a past block. */
export function momentCells({ watch, reading }: MomentRow): Cells<'moment'> {
  const { kind, confirmed, immature, asOf, source, reasons } = reading
  return {
    ...namedCells(watch),
    confirmed_sats: number(confirmed),
    immature_sats: number(immature),
    reading: kind,
    block: number(asOf?.height ?? null),
    block_hash: asOf?.hash ?? '',
    source: source ?? '',
    reasons: reasons.join(' '),
  }
}

/** Dated by its block, or since when it waits. */
export function transactionCells(row: TransactionRow, label: string, zone: string): Cells<'transactions'> {
  const { state, block, told, seenAt, coinbase, ownTransfer, net } = row
  const at = block === null ? seenAt : block.time * 1_000
  const place = block ?? told
  return {
    time: at === null ? '' : isoText(at, zone),
    state,
    block: number(place?.height ?? null),
    block_hash: place?.hash ?? '',
    confirmations: number(row.confirmations),
    what: coinbase ? 'mined' : ownTransfer === true ? 'own_transfer' : net < 0 ? 'sent' : 'received',
    txid: row.txid,
    label,
    received_sats: number(row.received),
    spent_sats: number(row.spent),
    net_sats: number(net),
    fee_sats: number(row.fee),
    immature: yesNo(row.immature),
    complete: yesNo(row.complete),
    reused: yesNo(row.reused),
    dust: yesNo(row.dust),
    told_by: (told?.sources ?? []).join(' '),
  }
}

/** An output that was unspent at the list's block. */
export function outputCells(output: ScopeOutput, label: string): Cells<'outputs'> {
  return {
    txid: output.txid,
    vout: number(output.vout),
    address: output.address,
    label,
    value_sats: number(output.value),
    block: number(output.block?.height ?? null),
    block_hash: output.block?.hash ?? '',
    confirmations: number(output.confirmations),
    coinbase: yesNo(output.coinbase),
    immature: yesNo(output.immature),
    reused: yesNo(output.reused),
    dust: yesNo(output.dust),
  }
}

/** An output that an entry holds now; without a block while it is unconfirmed. */
export function unspentCells(output: UnspentOutput, address: string, label: string): Cells<'unspent'> {
  return {
    txid: output.txid,
    vout: number(output.vout),
    address: output.address ?? address,
    label,
    value_sats: number(output.value),
    block: number(output.at?.height ?? null),
    block_hash: output.at?.hash ?? '',
    confirmations: number(output.confirmations),
    coinbase: yesNo(output.coinbase),
    spend_pending: yesNo(output.spendPending),
    reused: yesNo(output.reused),
    dust: yesNo(output.dust),
  }
}

/** `entries`: the names, else the addresses, of what it touched. */
export function journalCells(
  entry: JournalEntry,
  { label, entries }: { readonly label: string; readonly entries: readonly string[] },
  zone: string,
): Cells<'journal'> {
  const { at, cause, kind, block, txid, by, change, counted } = entry
  return {
    noted: isoText(at, zone),
    cause,
    kind: kind ?? '',
    block: number(block?.height ?? null),
    block_hash: block?.hash ?? '',
    txid: txid ?? '',
    by: by ?? '',
    label,
    change_sats: txid === null ? '' : number(change),
    counted: yesNo(counted),
    entries: entries.join('; '),
  }
}

function namedCells({ label, group, text, scriptType }: Watch) {
  return { label, group, entry: text, type: scriptType }
}

function number(value: number | null): string {
  return value === null ? '' : String(value)
}

function yesNo(value: boolean): string {
  return value ? 'yes' : 'no'
}

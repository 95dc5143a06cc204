/** Lines of the journal, each with its entries, its transaction and what it changed. */
import { useState } from 'react'
import type { PortfolioRow } from '../../../shared/ipc/contract.ts'
import type { JournalEntry } from '../../../shared/ipc/time.ts'
import { ShortAddress } from '../../components/address.tsx'
import { Amount } from '../../components/amount.tsx'
import { useFetched } from '../../components/use-fetched.ts'
import { shortTxid } from '../../format/address.ts'
import { dateTime } from '../../format/age.ts'
import { t } from '../../i18n/index.ts'
import { blockText, listText } from '../../texts/words.ts'
import { EntryLink } from './entry-link.tsx'
import { JournalHead } from './journal-head.tsx'
import { TransactionDetail } from './transaction-detail.tsx'

/** Entries of a line that are named. */
const NAMED = 2
const COLUMNS = 5

/** A transaction's details open below its line. */
export function JournalTable({ entries }: { readonly entries: readonly JournalEntry[] }) {
  const [open, setOpen] = useState<string | null>(null)
  const rows = useEntries(entries)
  return (
    <table className="plain journal">
      <JournalHead third={t('activity.entries')} />
      <tbody>
        {entries.map((entry, index) => {
          const key = `${index} ${entry.txid ?? entry.at}`
          const isOpen = open === key
          return (
            <Line
              key={key}
              entry={entry}
              rows={rows}
              isOpen={isOpen}
              onToggle={() => setOpen(isOpen ? null : key)}
            />
          )
        })}
      </tbody>
    </table>
  )
}

function useEntries(entries: readonly JournalEntry[]): ReadonlyMap<number, PortfolioRow> {
  const watchIds = [...new Set(entries.flatMap((entry) => entry.watchIds.slice(0, NAMED)))]
  const { state } = useFetched('portfolio.rows', watchIds.length === 0 ? null : { watchIds })
  const rows = state.kind === 'ready' ? state.value.rows : []
  return new Map(rows.map((row) => [row.watch.id, row]))
}

interface LineProps {
  readonly entry: JournalEntry
  readonly rows: ReadonlyMap<number, PortfolioRow>
  readonly isOpen: boolean
  readonly onToggle: () => void
}

function Line({ entry, rows, isOpen, onToggle }: LineProps) {
  const { at, txid, change, counted, block } = entry
  return (
    <>
      <tr data-journal={entry.kind ?? 'reorg'}>
        <td>
          {dateTime(at)}
          {block !== null && <span className="dim below">{blockText(block.height)}</span>}
        </td>
        <td>{whatText(entry)}</td>
        <td>
          <Entries ids={entry.watchIds} rows={rows} />
        </td>
        <td>
          {txid === null ? (
            <span className="dim">{t('words.unknown')}</span>
          ) : (
            <button
              type="button"
              className="link mono"
              aria-expanded={isOpen}
              title={txid}
              onClick={onToggle}
            >
              {shortTxid(txid)}
            </button>
          )}
        </td>
        <td className={amountClass(change, counted)}>
          {txid === null ? null : <Amount sats={change} signed />}
        </td>
      </tr>
      {isOpen && txid !== null && (
        <tr className="opened">
          <td colSpan={COLUMNS}>
            <TransactionDetail txid={txid} />
          </td>
        </tr>
      )}
    </>
  )
}

/** What did not change the balance is not coloured as if it had. */
function amountClass(change: number, counted: boolean): string {
  if (!counted) return 'r dim'
  return change > 0 ? 'r in' : 'r out'
}

function whatText({ kind, change, by, cause }: JournalEntry): string {
  if (kind === null) return cause === 'rewind' ? t('activity.reorganisation') : t('activity.abandoned')
  const text =
    kind === 'confirmed' || kind === 'pending' ? movedText(kind, change) : t(`activity.turns.${kind}`)
  return listText([
    cause === 'begin' || cause === 'snapshot' ? t('activity.firstLook', { text }) : text,
    by === null ? '' : t('activity.by', { txid: shortTxid(by) }),
  ])
}

function movedText(kind: 'confirmed' | 'pending', change: number): string {
  return change < 0 ? t(`activity.sent.${kind}`) : t(`activity.received.${kind}`)
}

function Entries({
  ids,
  rows,
}: {
  readonly ids: readonly number[]
  readonly rows: ReadonlyMap<number, PortfolioRow>
}) {
  const named = ids.slice(0, NAMED).flatMap((id) => rows.get(id) ?? [])
  return (
    <>
      {named.map(({ watch }) => (
        <EntryLink key={watch.id} watchId={watch.id}>
          {watch.label === '' ? <ShortAddress address={watch.text} /> : watch.label}
        </EntryLink>
      ))}
      {ids.length > NAMED && (
        <span className="dim">{t('activity.moreEntries', { count: ids.length - NAMED })}</span>
      )}
    </>
  )
}

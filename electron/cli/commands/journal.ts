import type { RequestOutput } from '../../../shared/ipc/contract.ts'
import type { JournalCause, JournalEntry, JournalKind } from '../../../shared/ipc/time.ts'
import { zonedText } from '../../../shared/zoned-time.ts'
import type { Command } from '../command.ts'
import { completenessExit, completenessLines } from '../completeness-text.ts'
import { csvOption, printCsv, tellBeside } from '../csv-list.ts'
import { limitOption, pageOptions } from '../limit-option.ts'
import { zoneOption } from '../past-option.ts'
import { refreshFirst } from '../refresh-first.ts'
import { scopeNamed } from '../scope-named.ts'
import { type Column, tableLines } from '../table.ts'
import { change, UNKNOWN } from '../words.ts'

/**
 * `journal [entry...|group] [--group NAME] [--limit N] [--before PLACE] [--refresh] [--format csv [--fiat EUR]]`: what changed in own data and why,
 * newest first, also what is no longer true. Its JSON is that of `journal.list`.
 */
export const journalCommand: Command = {
  access: ({ refresh }) => (refresh ? 'own' : 'read'),
  follow: false,
  check: ({ values }) => {
    zoneOption(values)
    limitOption(values)
    csvOption(values)
  },
  async run(context) {
    const { values, request, output } = context
    const of = await scopeNamed(context)
    await refreshFirst(context)
    const { completeness } = await request('transactions.list', { of, limit: 1 })
    const known = completenessLines(completeness)
    if (csvOption(values)) {
      await printCsv(context, { kind: 'journal', of })
      tellBeside(context, known)
    } else {
      const page = await request('journal.list', { of, ...pageOptions(values) })
      if (values.json) output.json(page)
      else for (const line of journalLines(page, known, zoneOption(values))) output.out(line)
    }
    return completenessExit(completeness)
  },
}

const COLUMNS: readonly Column[] = [
  { title: 'NOTED' },
  { title: 'BLOCK', align: 'right' },
  { title: 'CHANGE BTC', align: 'right' },
  { title: 'WHAT' },
  { title: 'TXID' },
]

function journalLines(
  { entries, next }: RequestOutput<'journal.list'>,
  known: readonly string[],
  zone: string,
): readonly string[] {
  const table =
    entries.length === 0
      ? [next === null ? 'nothing was noted' : 'nothing of this was noted here']
      : tableLines(
          COLUMNS,
          entries.map((entry) => rowOf(entry, zone)),
        )
  return [
    ...table,
    '',
    ...known,
    ...(next === null ? [] : [`there may be more: --before ${next}`]),
    `according to own data; times in ${zone}`,
  ]
}

function rowOf(entry: JournalEntry, zone: string): readonly string[] {
  const { at, block, change: sats, txid } = entry
  return [
    zonedText(at, zone),
    block === null ? UNKNOWN : String(block.height),
    change(sats),
    whatText(entry),
    txid ?? UNKNOWN,
  ]
}

const KIND_WORDS: Readonly<Record<JournalKind, string>> = {
  confirmed: 'confirmed',
  reorged: 'reorganised away',
  pending: 'seen in the mempool',
  evicted: 'left the mempool',
  replaced: 'replaced',
  found: 'found later, already counted',
  lost: 'no longer found',
  corrected: 'corrected',
  fallen: 'fell with one it builds on, replaced',
}

const CAUSE_WORDS: Readonly<Record<JournalCause, string>> = {
  begin: 'first look-up',
  connect: 'new block',
  join: 'block read later',
  rewind: 'reorganisation',
  abandon: 'a hole begins',
  snapshot: 'look-up of unspent outputs',
  mempool: 'mempool',
  history: 'history filled in',
  self_check: 'check against the node',
}

function whatText({ kind, cause, by, counted }: JournalEntry): string {
  const what = kind === null ? [] : [KIND_WORDS[kind] + (by === null ? '' : ` by ${by}`)]
  return [...what, CAUSE_WORDS[cause], ...(counted || kind === null ? [] : ['not part of the balance'])].join(
    ', ',
  )
}

import type { OutputPage, ScopeOutput } from '../../../shared/ipc/time.ts'
import { type Command } from '../command.ts'
import { completenessLines } from '../completeness-text.ts'
import { EXIT } from '../exit-code.ts'
import { limitOption } from '../limit-option.ts'
import { pastOption, TIME_REASON_WORDS } from '../past-option.ts'
import { heightOfPoint, type PointFound, pointLines } from '../past-point.ts'
import { refreshFirst } from '../refresh-first.ts'
import { scopeNamed } from '../scope-named.ts'
import { type Column, tableLines } from '../table.ts'
import { amount, REASON_WORDS } from '../words.ts'

/**
 * `utxos [entry...|group] [--group NAME] [--at HEIGHT|DATE] [--limit N] [--before PLACE] [--refresh]`: the unspent outputs
 * right after a block. Its JSON is `OutputPage`, with `dated` as for `balance --at DATE`. Exits 4 while some are unknown.
 */
export const utxosCommand: Command = {
  access: ({ refresh }) => (refresh ? 'own' : 'read'),
  follow: false,
  check: ({ values }) => {
    pastOption('at', values)
    limitOption(values)
  },
  async run(context) {
    const { values, request, output } = context
    const of = await scopeNamed(context)
    const at = pastOption('at', values)
    await refreshFirst(context)
    const point = at === null ? null : await heightOfPoint(context, at)
    if (point !== null && point.height === null) {
      if (values.json) output.json({ dated: point.dated })
      else for (const line of pointLines(point)) output.out(line)
      return EXIT.unknown
    }
    const page = await request('outputs.list', {
      of,
      limit: limitOption(values),
      ...(point?.height !== undefined && point.height !== null && { at: { height: point.height } }),
      ...(values.before !== undefined && { before: values.before }),
    })
    if (values.json) output.json({ ...page, ...(point?.dated && { dated: point.dated }) })
    else for (const line of outputLines(page, point)) output.out(line)
    return page.unknown > 0 ? EXIT.unknown : EXIT.ok
  },
}

const COLUMNS: readonly Column[] = [
  { title: 'ADDRESS' },
  { title: 'BTC', align: 'right' },
  { title: 'BLOCK', align: 'right' },
  { title: 'OUTPUT' },
]

const NO_BLOCK_WORDS = {
  ...TIME_REASON_WORDS,
  block_hash_unknown:
    'own data has figures, but nobody says which block is at that height (--refresh asks the own node)',
  snapshot_waiting: REASON_WORDS.snapshot_waiting,
}

function outputLines(
  { outputs, next, at, reason, total, unknown, completeness }: OutputPage,
  point: PointFound | null,
) {
  if (at === null || total === null)
    return [
      `nothing is known: ${reason === null ? '' : NO_BLOCK_WORDS[reason]}`,
      ...completenessLines(completeness),
    ]
  const table = outputs.length === 0 ? ['nothing is unspent'] : tableLines(COLUMNS, outputs.map(rowOf))
  const immature = total.immature > 0 ? `, and ${amount(total.immature)} BTC immature` : ''
  return [
    ...table,
    '',
    `${total.outputs} outputs, ${amount(total.confirmed)} BTC${immature}`,
    ...(unknown > 0 ? [`${unknown} scripts are left out: they were not read at that block`] : []),
    ...(next === null ? [] : [`there are more: --before ${next}`]),
    `as of block ${at.height} (${at.hash}), according to own node`,
    ...(point === null ? [] : pointLines(point)),
  ]
}

function rowOf({ address, value, block, txid, vout, immature }: ScopeOutput): readonly string[] {
  return [address, amount(value), `${block?.height ?? ''}${immature ? ' (immature)' : ''}`, `${txid}:${vout}`]
}

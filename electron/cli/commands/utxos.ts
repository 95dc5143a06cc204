import type { OutputPage, ScopeOutput } from '../../../shared/ipc/time.ts'
import { type Command } from '../command.ts'
import { completenessLines } from '../completeness-text.ts'
import { csvOption, printCsv, tellBeside } from '../csv-list.ts'
import { EXIT } from '../exit-code.ts'
import { limitOption } from '../limit-option.ts'
import { pastOption, TIME_REASON_WORDS } from '../past-option.ts'
import { heightOfPoint, type PointFound, pointLines } from '../past-point.ts'
import { refreshFirst } from '../refresh-first.ts'
import { scopeNamed } from '../scope-named.ts'
import { type Column, tableLines } from '../table.ts'
import { amount, hintsText, REASON_WORDS } from '../words.ts'

/**
 * `utxos [entry...|group] [--group NAME] [--at HEIGHT|DATE] [--limit N] [--before PLACE] [--refresh] [--format csv]`: the unspent outputs
 * right after a block. Its JSON is `OutputPage`, with `dated` as for `balance --at DATE`. Exits 4 while some are unknown.
 */
export const utxosCommand: Command = {
  access: ({ refresh }) => (refresh ? 'own' : 'read'),
  follow: false,
  check: ({ values }) => {
    pastOption('at', values)
    limitOption(values)
    csvOption(values)
  },
  async run(context) {
    const { values, request, output } = context
    const of = await scopeNamed(context)
    const at = pastOption('at', values)
    await refreshFirst(context)
    const point = at === null ? null : await heightOfPoint(context, at)
    if (point !== null && point.height === null) {
      if (values.json) output.json({ dated: point.dated })
      else tellBeside(context, pointLines(point))
      return EXIT.unknown
    }
    const which = { of, ...(point !== null && point.height !== null && { at: { height: point.height } }) }
    const page = await request('outputs.list', {
      ...which,
      limit: limitOption(values),
      ...(values.before !== undefined && { before: values.before }),
    })
    if (csvOption(values)) {
      await printCsv(context, { kind: 'outputs', ...which })
      tellBeside(context, aboutLines(page, point))
    } else if (values.json) output.json({ ...page, ...(point?.dated && { dated: point.dated }) })
    else for (const line of outputLines(page, point)) output.out(line)
    return page.unknown > 0 ? EXIT.unknown : EXIT.ok
  },
}

const COLUMNS: readonly Column[] = [
  { title: 'ADDRESS' },
  { title: 'BTC', align: 'right' },
  { title: 'BLOCK', align: 'right' },
  { title: 'OUTPUT' },
  { title: 'NOTE' },
]

const NO_BLOCK_WORDS = {
  ...TIME_REASON_WORDS,
  block_hash_unknown:
    'own data has figures, but nobody says which block is at that height (--refresh asks the own node)',
  snapshot_waiting: REASON_WORDS.snapshot_waiting,
}

function outputLines(page: OutputPage, point: PointFound | null): readonly string[] {
  const { outputs, next, at } = page
  const about = aboutLines(page, point)
  if (at === null) return about
  const table = outputs.length === 0 ? ['nothing is unspent'] : tableLines(COLUMNS, outputs.map(rowOf))
  return [...table, '', ...about, ...(next === null ? [] : [`there are more: --before ${next}`])]
}

/** How much it is together, what of it is not known, and as of when. */
function aboutLines(
  { at, reason, total, unknown, completeness }: OutputPage,
  point: PointFound | null,
): readonly string[] {
  if (at === null || total === null)
    return [
      `nothing is known: ${reason === null ? '' : NO_BLOCK_WORDS[reason]}`,
      ...completenessLines(completeness),
    ]
  const immature = total.immature > 0 ? `, and ${amount(total.immature)} BTC immature` : ''
  return [
    `${total.outputs} outputs, ${amount(total.confirmed)} BTC${immature}`,
    ...(unknown > 0 ? [`${unknown} scripts are left out: they were not read at that block`] : []),
    `as of block ${at.height} (${at.hash}), according to own node`,
    ...(point === null ? [] : pointLines(point)),
  ]
}

function rowOf({ address, value, block, txid, vout, immature, ...hints }: ScopeOutput): readonly string[] {
  const height = `${block?.height ?? ''}${immature ? ' (immature)' : ''}`
  return [address, amount(value), height, `${txid}:${vout}`, hintsText(hints)]
}

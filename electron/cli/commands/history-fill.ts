import type { HistoryStartPoint, WatchHistory } from '../../../shared/ipc/contract.ts'
import { allHistories } from '../all-histories.ts'
import { type Command, type CommandContext } from '../command.ts'
import { EXIT } from '../exit-code.ts'
import { historyLines } from '../history-text.ts'
import { withProgress } from '../progress.ts'
import { UsageError } from '../usage-error.ts'
import { watchesNamed } from '../watches-named.ts'
import { WAITING_WORDS } from '../words.ts'

/**
 * `history-fill [address...] [--from HEIGHT|DATE|first]`: reads the blocks before the first look-up to the end. What
 * was read stays when it is interrupted; without `--from`, it goes on with what was asked before. Its JSON is
 * `{ run: HistoryRun, histories: WatchHistory[] }`. `--pause` stops all of it until `--resume`; their JSON is `{ paused }`.
 */
export const historyFillCommand: Command = {
  access: () => 'own',
  follow: false,
  asksNobody: ({ pause, resume }) => pause === true || resume === true,
  check: ({ args, values: { from, pause, resume } }) => {
    startPoint(from)
    if (pause !== true && resume !== true) return
    if (pause === resume || from !== undefined || args.length > 0)
      throw new UsageError('--pause and --resume stand alone: they are about all histories.')
  },
  async run(context) {
    const { request, host, output, values } = context
    if (values.pause === true || values.resume === true) return setPaused(context)
    await askFor(context)
    const run = await withProgress(host.events, output, () => request('history.run', {}))
    const histories = await allHistories(request)
    if (values.json) output.json({ run, histories })
    else for (const line of historyLines(histories)) output.out(line)
    if (run.paused) output.say('Not read to the end: paused. "tidemark history-fill --resume" lets it go on.')
    if (run.paused) return EXIT.stale
    if (run.problem === null) return histories.some(isInDoubt) ? EXIT.stale : EXIT.ok
    output.say(`Not read to the end: ${WAITING_WORDS[run.problem]}.`)
    return run.problem === 'storage' ? EXIT.fault : EXIT.stale
  },
}

async function setPaused({ request, output, values }: CommandContext): Promise<number> {
  const answer = await request('history.pause', { paused: values.pause === true })
  if (values.json) output.json(answer)
  else output.out(answer.paused ? 'Histories are paused.' : 'Histories are read on.')
  return EXIT.ok
}

/** As many as one request may name. */
const IDS_AT_ONCE = 10_000

/** Ends that a person should look at; a range that still grows is one, too. */
function isInDoubt({ range }: WatchHistory): boolean {
  return range.verdict === 'differs' || range.state === 'filling'
}

async function askFor({ args, values, request }: CommandContext): Promise<void> {
  const watches = (await request('portfolio.list', {})).filter(({ archived }) => args.length > 0 || !archived)
  const { watchIds, missing } = watchesNamed(watches, args)
  if (missing.length > 0)
    throw new UsageError(`Not in the portfolio: the ${missing.map((n) => `${n}.`).join(', ')} address.`)
  const from = startPoint(values.from)
  const ids = args.length === 0 ? watches.map(({ id }) => id) : watchIds
  for (let i = 0; i < ids.length; i += IDS_AT_ONCE)
    await request('history.fill', { watchIds: ids.slice(i, i + IDS_AT_ONCE), ...(from !== null && { from }) })
}

/** Null when none is given. Throws a UsageError. */
function startPoint(text: string | undefined): HistoryStartPoint | null {
  if (text === undefined) return null
  if (text === 'first') return 'first_possible'
  if (/^\d{1,9}$/.test(text)) return { height: Number(text) }
  if (/^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text))) return { date: text }
  throw new UsageError('--from is a height, a day like 2020-12-31, or "first".')
}

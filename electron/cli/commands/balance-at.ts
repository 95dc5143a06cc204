import type { PastPoint } from '../../../shared/ipc/time.ts'
import { type CommandContext } from '../command.ts'
import { EXIT, exitCodeOfReadings } from '../exit-code.ts'
import { heightJson } from '../height-json.ts'
import { heightLines } from '../height-text.ts'
import { heightOfPoint, pointLines } from '../past-point.ts'
import { withProgress } from '../progress.ts'

/**
 * `balance ... --at HEIGHT|DATE`: right after a past block. Its JSON is `HeightReport`, with `dated` (the instant, its
 * zone and its block) where a date was given. Returns the exit code.
 */
export async function runBalanceAt(context: CommandContext, at: PastPoint): Promise<number> {
  const { args, values, request, output, host } = context
  const point = await heightOfPoint(context, at)
  if (point.height === null) {
    if (values.json) output.json({ dated: point.dated })
    else for (const line of pointLines(point)) output.out(line)
    return EXIT.unknown
  }
  const input = {
    ...(args.length > 0 && { addresses: args }),
    ...(values.archived === true && { archived: true }),
    height: point.height,
    ask: values.refresh === true,
  }
  const report = await withProgress(host.events, output, () => request('balance.at', input))
  if (values.json) output.json({ ...heightJson(report), ...(point.dated && { dated: point.dated }) })
  else for (const line of [...heightLines(report), ...pointLines(point)]) output.out(line)
  return exitCodeOfReadings(report.readings)
}

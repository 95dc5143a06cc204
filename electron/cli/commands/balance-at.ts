import { type CommandContext } from '../command.ts'
import { exitCodeOfReadings } from '../exit-code.ts'
import { heightJson } from '../height-json.ts'
import { heightLines } from '../height-text.ts'
import { withProgress } from '../progress.ts'

/** `balance ... --at HEIGHT`: right after a past block. Its JSON is `HeightReport`. Returns the exit code. */
export async function runBalanceAt(context: CommandContext, height: number): Promise<number> {
  const { args, values, request, output, host } = context
  const input = {
    ...(args.length > 0 && { addresses: args }),
    ...(values.archived === true && { archived: true }),
    height,
    ask: values.refresh === true,
  }
  const report = await withProgress(host.events, output, () => request('balance.at', input))
  if (values.json) output.json(heightJson(report))
  else for (const line of heightLines(report)) output.out(line)
  return exitCodeOfReadings(report.readings)
}

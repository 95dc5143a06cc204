import { balanceJson } from '../balance-json.ts'
import { balanceLines } from '../balance-text.ts'
import type { Command } from '../command.ts'
import { exitCodeOfReadings } from '../exit-code.ts'
import { heightOption } from '../height-option.ts'
import { withProgress } from '../progress.ts'
import { runBalanceAt } from './balance-at.ts'

/**
 * `balance [address...] [--archived] [--refresh] [--at HEIGHT]`: the hybrid rule for all or some. Its JSON is
 * `BalanceReport`; with `--at` see balance-at.ts.
 */
export const balanceCommand: Command = {
  access: ({ refresh }) => (refresh ? 'own' : 'read'),
  follow: false,
  check: ({ values }) => void heightOption(values),
  async run(context) {
    const { args, values, request, output, host, deps } = context
    const height = heightOption(values)
    if (height !== null) return runBalanceAt(context, height)
    const input = {
      ...(args.length > 0 && { addresses: args }),
      ...(values.archived === true && { archived: true }),
      refresh: values.refresh === true,
    }
    const report = await withProgress(host.events, output, () => request('balance.read', input))
    if (values.json) output.json(balanceJson(report))
    else for (const line of balanceLines(report, deps.now())) output.out(line)
    return exitCodeOfReadings(report.readings)
  },
}

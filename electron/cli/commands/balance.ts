import { balanceJson } from '../balance-json.ts'
import { balanceLines } from '../balance-text.ts'
import type { Command } from '../command.ts'
import { exitCodeOfReadings } from '../exit-code.ts'
import { withProgress } from '../progress.ts'

/** `balance [address...] [--refresh]`: the hybrid rule for all or some. Its JSON is `BalanceReport`. */
export const balanceCommand: Command = {
  access: ({ refresh }) => (refresh ? 'own' : 'read'),
  follow: false,
  check: () => undefined,
  async run({ args, values, request, output, host, deps }) {
    const input = {
      ...(args.length > 0 && { addresses: args }),
      refresh: values.refresh === true,
    }
    const report = await withProgress(host.events, output, () => request('balance.read', input))
    if (values.json) output.json(balanceJson(report))
    else for (const line of balanceLines(report, deps.now())) output.out(line)
    return exitCodeOfReadings(report.readings)
  },
}

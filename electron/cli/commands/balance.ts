import { balanceJson } from '../balance-json.ts'
import { balanceLines } from '../balance-text.ts'
import type { Command } from '../command.ts'
import { exitCodeOfReadings } from '../exit-code.ts'
import { fiatJson, fiatLines, fiatOption } from '../fiat-text.ts'
import { pastOption } from '../past-option.ts'
import { withProgress } from '../progress.ts'
import { runBalanceAt } from './balance-at.ts'

/**
 * `balance [address...] [--archived] [--refresh] [--at HEIGHT|DATE] [--fiat EUR]`: the hybrid rule for all or some. Its
 * JSON is `BalanceReport`, with `fiat` beside it when that was asked for; with `--at` see balance-at.ts.
 */
export const balanceCommand: Command = {
  access: ({ refresh }) => (refresh ? 'own' : 'read'),
  follow: false,
  check: ({ values }) => {
    pastOption('at', values)
    fiatOption(values)
  },
  async run(context) {
    const { args, values, request, output, host, deps } = context
    const at = pastOption('at', values)
    if (at !== null) return runBalanceAt(context, at)
    const input = {
      ...(args.length > 0 && { addresses: args }),
      ...(values.archived === true && { archived: true }),
      refresh: values.refresh === true,
    }
    const report = await withProgress(host.events, output, () => request('balance.read', input))
    const currency = fiatOption(values)
    const answer =
      currency === null ? null : await request('prices.now', { currency, ask: values.refresh === true })
    const fiat = currency === null || answer === null ? null : { currency, answer }
    if (values.json) output.json({ ...balanceJson(report), ...(fiat && { fiat: fiatJson(report, fiat) }) })
    else {
      for (const line of balanceLines(report, deps.now())) output.out(line)
      if (fiat) for (const line of fiatLines(report, fiat, deps.now())) output.out(line)
    }
    return exitCodeOfReadings(report.readings)
  },
}

import { dayOf } from '../../../shared/fiat.ts'
import type { PastPoint } from '../../../shared/ipc/time.ts'
import { type CommandContext } from '../command.ts'
import { EXIT, exitCodeOfReadings } from '../exit-code.ts'
import { type Fiat, fiatJson, fiatLines, fiatOption } from '../fiat-text.ts'
import { heightJson } from '../height-json.ts'
import { heightLines } from '../height-text.ts'
import { heightOfPoint, pointLines } from '../past-point.ts'
import { withProgress } from '../progress.ts'

/**
 * `balance ... --at HEIGHT|DATE [--fiat EUR]`: right after a past block. Its JSON is `HeightReport`, with `dated` (the
 * instant, its zone and its block) where a date was given, and `fiat` (by the price of that day) where that was asked
 * for. Returns the exit code.
 */
export async function runBalanceAt(context: CommandContext, at: PastPoint): Promise<number> {
  const { args, values, request, output, host, deps } = context
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
  const fiat = await fiatAt(context, point.dated?.time ?? secondsToMs(report.blockTime))
  if (values.json) {
    const dated = point.dated && { dated: point.dated }
    output.json({ ...heightJson(report), ...(fiat && { fiat: fiatJson(report, fiat) }), ...dated })
  } else {
    const worth = fiat === null ? [] : fiatLines(report, fiat, deps.now())
    for (const line of [...heightLines(report), ...worth, ...pointLines(point)]) output.out(line)
  }
  return exitCodeOfReadings(report.readings)
}

/** By the price of the UTC day of an instant (ms); null without `--fiat`. */
async function fiatAt({ values, request }: CommandContext, time: number | null): Promise<Fiat | null> {
  const currency = fiatOption(values)
  if (currency === null) return null
  if (time === null) return { currency, answer: null }
  const day = dayOf(time)
  const [found] = await request('prices.on', { currency, days: [day], ask: values.refresh === true })
  return { currency, answer: found?.answer ?? null }
}

function secondsToMs(seconds: number | null): number | null {
  return seconds === null ? null : seconds * 1_000
}

import { DOCTOR_RANGE } from '../../../shared/ipc/doctor.ts'
import type { Command, CommandContext } from '../command.ts'
import { doctorLines } from '../doctor-text.ts'
import { EXIT } from '../exit-code.ts'
import { withProgress } from '../progress.ts'
import { UsageError } from '../usage-error.ts'

/**
 * `doctor ENTRY|KEY [--range N]`: where the coins of a key lie, by one look of the own node; nobody else is asked and
 * nothing is stored. Its JSON is the answer of `doctor.run`. Coins that are not watched have an exit code of their own.
 */
export const doctorCommand: Command = {
  access: () => 'own',
  follow: false,
  check({ args, values }) {
    if (args.length !== 1) throw new UsageError('Name one extended key, descriptor or entry.')
    rangeOf(values.range)
  },
  async run(context) {
    const { request, values, output, host } = context
    const line = await lineOf(context)
    const range = rangeOf(values.range)
    const asked = { line, ...(range === null ? {} : { range }) }
    const report = await withProgress(host.events, output, () => request('doctor.run', asked))
    if (values.json) output.json(report)
    else for (const text of doctorLines(report)) output.out(text)
    return report.fixes.length === 0 ? EXIT.ok : EXIT.disagree
  },
}

/** An entry is named by its label; a key or a descriptor by itself. */
async function lineOf({ args, request }: CommandContext): Promise<string> {
  const [named = ''] = args
  const watches = await request('portfolio.list', {})
  return watches.find(({ label }) => label !== '' && label === named)?.text ?? named
}

function rangeOf(text: string | undefined): number | null {
  if (text === undefined) return null
  const range = Number(text)
  const right = /^\d{1,6}$/.test(text) && range >= DOCTOR_RANGE.min && range <= DOCTOR_RANGE.max
  if (!right) throw new UsageError(`--range takes a number from ${DOCTOR_RANGE.min} to ${DOCTOR_RANGE.max}.`)
  return range
}

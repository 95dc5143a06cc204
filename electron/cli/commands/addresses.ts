import type { AccountAddress } from '../../../shared/ipc/accounts.ts'
import { gapLimitOption } from '../account-options.ts'
import type { Command, CommandContext } from '../command.ts'
import { exitCodeOfReadings } from '../exit-code.ts'
import type { OptionValues } from '../option-spec.ts'
import { type Column, tableLines } from '../table.ts'
import { UsageError } from '../usage-error.ts'
import { watchesNamed } from '../watches-named.ts'
import { amount, block, change, UNKNOWN } from '../words.ts'

/**
 * `addresses <account> [--chain N] [--from N] [--limit N] [--gap-limit N]`: one page of an account's addresses. Its JSON
 * is `AccountAddressPage`.
 */
export const addressesCommand: Command = {
  access: (values) => (values['gap-limit'] === undefined ? 'read' : 'own'),
  follow: false,
  asksNobody: () => true,
  check({ args, values }) {
    if (args.length !== 1) throw new UsageError('Name one account: its descriptor, or its extended key.')
    page(values)
    gapLimitOption(values)
  },
  async run(context) {
    const { args, values, request, output } = context
    const { watchIds } = watchesNamed(await request('portfolio.list', {}), args)
    const [watchId] = watchIds
    if (watchId === undefined) throw new UsageError('This account is not in the portfolio.')
    await setGap(context, watchId)
    const found = await request('account.addresses', { watchId, ...page(values) })
    if (values.json) output.json(found)
    else {
      for (const line of tableLines(COLUMNS, found.addresses.map(rowOf))) output.out(line)
      output.out(`watched to index ${found.end - 1}`)
    }
    return exitCodeOfReadings(found.addresses.map(({ reading }) => reading))
  },
}

async function setGap({ values, request }: CommandContext, watchId: number): Promise<void> {
  const gapLimit = gapLimitOption(values)
  if (gapLimit !== null) await request('account.setGap', { watchId, gapLimit })
}

const COLUMNS: readonly Column[] = [
  { title: 'PATH' },
  { title: 'ADDRESS' },
  { title: 'USE' },
  { title: 'CONFIRMED BTC', align: 'right' },
  { title: 'PENDING', align: 'right' },
  { title: 'AS OF', align: 'right' },
]

function rowOf({ path, address, used, received, reading }: AccountAddress): readonly string[] {
  const { confirmed, pending, asOf } = reading
  const use = received > 1 ? `used ${received} times` : used ? 'used' : ''
  return [path, address ?? UNKNOWN, use, amount(confirmed), change(pending), block(asOf)]
}

function page({ chain, from, limit }: OptionValues) {
  return {
    chain: whole('chain', chain, 0),
    from: whole('from', from, 0),
    limit: Math.min(Math.max(whole('limit', limit, 20), 1), 1_000),
  }
}

function whole(name: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise
  if (!/^\d{1,9}$/.test(text)) throw new UsageError(`--${name} must be a whole number from 0.`)
  return Number(text)
}

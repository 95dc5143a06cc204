import { readFile, stat } from 'node:fs/promises'
import { AppError } from '../../../shared/errors.ts'
import { isCurrency, isDay } from '../../../shared/fiat.ts'
import type { PriceSettings, PriceSourceChoice } from '../../../shared/price-sources.ts'
import { say } from '../../../shared/said.ts'
import type { Command, CommandContext } from '../command.ts'
import { EXIT } from '../exit-code.ts'
import { priceLine } from '../fiat-text.ts'
import type { OptionValues } from '../option-spec.ts'
import { UsageError } from '../usage-error.ts'

const ACTIONS = ['show', 'sources', 'use', 'off', 'import', 'now', 'day'] as const
type Action = (typeof ACTIONS)[number]
const WRITING: readonly Action[] = ['use', 'off', 'import']
const MAX_BYTES = 10_000_000

/** `prices [sources | use SOURCE CURRENCY | off | import FILE | now | day DAY...]`: what a bitcoin costs, and who says so. */
export const pricesCommand: Command = {
  access: ({ refresh }, args) => (refresh === true || WRITING.includes(actionOf(args)) ? 'own' : 'read'),
  follow: false,
  setsSettings: true,
  check({ args, values }) {
    const action = actionOf(args)
    const behind = args.slice(1)
    if (action === 'use' && behind.length !== 2)
      throw new UsageError('Write it like: prices use coinbase EUR.')
    if (action === 'import' && behind.length !== 1) throw new UsageError('Name the CSV file to import.')
    if (action === 'day' && (behind.length === 0 || !behind.every(isDay)))
      throw new UsageError('Name days like 2020-12-31.')
    currencyOption(values)
  },
  async run(context) {
    const [, ...behind] = context.args
    return RUN[actionOf(context.args)](context, behind)
  },
}

function actionOf([action = 'show']: readonly string[]): Action {
  const found = ACTIONS.find((each) => each === action)
  if (found === undefined) throw new UsageError('Say what to do: sources, use, off, import, now or day.')
  return found
}

function currencyOption({ currency }: OptionValues): string | null {
  if (currency === undefined) return null
  if (!isCurrency(currency.toUpperCase())) throw new UsageError('--currency must be like EUR.')
  return currency.toUpperCase()
}

const sourceText = (source: PriceSourceChoice): string =>
  source.kind === 'custom' ? source.spec.name : source.kind === 'preset' ? source.name : 'imported prices'

async function show({ request, values, output }: CommandContext): Promise<number> {
  const { prices } = await request('settings.get', {})
  if (values.json) output.json(prices)
  else if (!prices.enabled)
    output.out('Prices are off. "tidemark prices use SOURCE CURRENCY" switches them on.')
  else {
    const asked = prices.consent ? 'may be asked' : 'is not asked'
    output.out(`Prices in ${prices.currency} from ${sourceText(prices.source)}, which ${asked}.`)
  }
  return EXIT.ok
}

async function sources({ request, values, output }: CommandContext): Promise<number> {
  const presets = await request('prices.presets', {})
  if (values.json) output.json(presets)
  else for (const { name } of presets) output.out(name)
  if (!values.json) output.out('imported')
  return EXIT.ok
}

async function use({ request, output }: CommandContext, name: string, currency: string): Promise<number> {
  const source: PriceSourceChoice = name === 'imported' ? { kind: 'imported' } : { kind: 'preset', name }
  const consent = source.kind === 'preset'
  await request('settings.setPrices', { enabled: true, source, currency, consent })
  output.say(`Prices in ${currency} come from ${sourceText(source)}.`)
  if (consent) output.say('It learns that prices are asked for, and of which days. It learns no address.')
  return EXIT.ok
}

async function off({ request, output }: CommandContext): Promise<number> {
  const { prices } = await request('settings.get', {})
  const settings: PriceSettings = { ...prices, enabled: false, consent: false }
  await request('settings.setPrices', settings)
  output.say('Prices are off.')
  return EXIT.ok
}

async function importFile({ request, values, output }: CommandContext, file: string): Promise<number> {
  const { prices } = await request('settings.get', {})
  const currency = currencyOption(values) ?? prices.currency
  const result = await request('prices.import', { text: await textOf(file), currency, apply: true })
  if (values.json) output.json(result)
  else
    output.out(
      `${result.days} ${result.days === 1 ? 'day' : 'days'} with prices in ${result.currencies.join(', ') || 'no currency'}`,
    )
  for (const { line, message } of result.refused) output.say(`line ${line}: ${message}`)
  return result.stored ? EXIT.ok : EXIT.usage
}

/** The text of a file that is small enough. Throws `invalid_input`; the name is what the person typed. */
async function textOf(file: string): Promise<string> {
  const { size } = await stat(file).catch(() => {
    throw new AppError('invalid_input', say('file_unread'))
  })
  if (size > MAX_BYTES) throw new AppError('invalid_input', say('file_over_10'))
  return readFile(file, 'utf8')
}

async function now({ request, values, output, deps }: CommandContext): Promise<number> {
  const currency = currencyOption(values)
  const ask = values.refresh === true
  const answer = await request('prices.now', { ...(currency !== null && { currency }), ask })
  if (values.json) output.json(answer)
  else output.out(priceLine(answer, deps.now()))
  return answer.kind === 'known' ? EXIT.ok : answer.kind === 'stale' ? EXIT.stale : EXIT.unknown
}

async function days(
  { request, values, output, deps }: CommandContext,
  list: readonly string[],
): Promise<number> {
  const currency = currencyOption(values)
  const ask = values.refresh === true
  const answers = await request('prices.on', { days: list, ...(currency !== null && { currency }), ask })
  if (values.json) output.json(answers)
  else for (const { day, answer } of answers) output.out(`${day}  ${priceLine(answer, deps.now())}`)
  return answers.every(({ answer }) => answer.kind === 'known') ? EXIT.ok : EXIT.unknown
}

const RUN: Readonly<Record<Action, (context: CommandContext, behind: readonly string[]) => Promise<number>>> =
  {
    show,
    sources,
    use: (context, [name = '', currency = '']) => use(context, name, currency.toUpperCase()),
    off,
    import: (context, [file = '']) => importFile(context, file),
    now,
    day: days,
  }

import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import type { Handlers } from '../../../electron/ipc/router-types.ts'
import type { PriceAnswer } from '../../../shared/fiat.ts'
import type { RequestInput, SettingsView } from '../../../shared/ipc/contract.ts'
import { DEFAULT_PRICE_SETTINGS } from '../../../shared/price-sources.ts'
import { sampleReport } from '../../fakes/contract-samples.ts'
import { NOW, run } from './run.ts'

const KNOWN: PriceAnswer = {
  kind: 'known',
  price: { currency: 'EUR', price: '50000.5', day: null, source: 'mine', at: NOW - 5_000, observedAt: NOW },
}
const SETTINGS: SettingsView = {
  node: null,
  providers: [],
  pool: { rotation: null, deadlineMs: null, cacheTtlS: null },
  privacy: { limit: null, groups: {} },
  proxy: null,
  prices: DEFAULT_PRICE_SETTINGS,
  offline: false,
  staleAfterBlocks: 1_000,
  fixedByCommandLine: [],
  writable: true,
}
const NOTHING: PriceAnswer = { kind: 'unknown', reason: 'not_asked', message: 'Nobody was asked.' }

async function balance(answer: PriceAnswer, argv: readonly string[]) {
  const asked: RequestInput<'prices.now'>[] = []
  const ran = await run(argv, {
    'balance.read': () => Promise.resolve(sampleReport('known', 'unknown')),
    'prices.now': (input) => {
      asked.push(input)
      return Promise.resolve(answer)
    },
  })
  return { ...ran, asked }
}

it('shows what the total is worth, with the price, its source and its age', async () => {
  const { stdout, asked } = await balance(KNOWN, ['balance', '--fiat', 'eur'])
  expect(stdout).toContain('worth: 75000.75 EUR (the unknown ones are left out)')
  expect(stdout).toContain('price: 50000.5 EUR, mine, 5 s ago')
  expect(asked).toEqual([{ currency: 'EUR', ask: false }])
})

it('says that the worth is not known, never 0, where there is no price', async () => {
  const { stdout } = await balance(NOTHING, ['balance', '--fiat', 'EUR'])
  expect(stdout).toContain('worth: –\nprice: not known. Nobody was asked.')
  const { stdout: json } = await balance(NOTHING, ['balance', '--fiat', 'EUR', '--json'])
  expect(JSON.parse(json).fiat.total).toEqual({ confirmed: null, pending: null, immature: null })
})

it('leaves the JSON of a balance as it is without --fiat', async () => {
  const { stdout, asked } = await balance(KNOWN, ['balance', '--json'])
  expect(Object.keys(JSON.parse(stdout))).toEqual(['tip', 'readings', 'total'])
  expect(asked).toEqual([])
})

it('takes naming a source for the consent to ask it, and off for its end', async () => {
  const set: RequestInput<'settings.setPrices'>[] = []
  const handlers: Partial<Handlers> = {
    'settings.get': () => Promise.resolve(SETTINGS),
    'settings.setPrices': (input) => {
      set.push(input)
      return Promise.resolve(SETTINGS)
    },
  }
  const { host } = await run(['prices', 'use', 'coinbase', 'eur'], handlers)
  await run(['prices', 'off'], handlers)
  expect(host.options?.settingsWritable).toBe(true)
  expect(set).toEqual([
    { enabled: true, source: { kind: 'preset', name: 'coinbase' }, currency: 'EUR', consent: true },
    { ...DEFAULT_PRICE_SETTINGS, enabled: false },
  ])
})

it('imports a file, and says which lines hold no price', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'tidemark-prices-cli-'))
  onTestFinished(() => rm(dir, { recursive: true }))
  const file = join(dir, 'p.csv')
  await writeFile(file, 'date,price\n2020-12-31,1\nx,y\n')
  const result = {
    days: 1,
    first: '2020-12-31',
    last: '2020-12-31',
    currencies: ['EUR'],
    changed: 0,
    refused: [{ line: 3, message: 'no day that is clear' }],
    stored: true,
  }
  const { stdout, stderr, code } = await run(['prices', 'import', file, '--currency', 'EUR'], {
    'settings.get': () => Promise.resolve(SETTINGS),
    'prices.import': () => Promise.resolve(result),
  })
  expect([code, stdout]).toEqual([0, '1 day with prices in EUR\n'])
  expect(stderr).toContain('line 3: no day that is clear')
})

it.each([
  [['prices', 'buy']],
  [['prices', 'use', 'coinbase']],
  [['prices', 'day', '31.12.2020']],
  [['balance', '--fiat', 'euro']],
  [['balance', '--fiat', 'euro', '--at', '5']],
])('refuses %j before anything is opened', async (argv) => {
  const { code, host } = await run(argv)
  expect([code, host.options]).toEqual([2, null])
})

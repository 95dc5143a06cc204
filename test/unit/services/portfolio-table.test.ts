import { describe, expect, it, onTestFinished } from 'vitest'
import { parseAddress } from '../../../electron/engine/accounts/parse-address.ts'
import { createHost } from '../../../electron/host.ts'
import type { RequestInput, RequestName, RequestOutput } from '../../../shared/ipc/contract.ts'
import type { RowQuery } from '../../../shared/ipc/rows.ts'
import { coin, openWorld, tempDir, testChain } from '../store/world.ts'

const ALL: RowQuery = { group: null, archived: false, text: '', sort: null }

/** Regtest addresses that differ in their last bytes. */
function addressOf(index: number): string {
  const program = Buffer.alloc(20)
  program.writeUInt32BE(index + 1, 16)
  return encode(program)
}

const CHARSET = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l'

function encode(program: Buffer): string {
  const words = [0]
  let bits = 0
  let value = 0
  for (const byte of program) {
    value = (value << 8) | byte
    for (bits += 8; bits >= 5; bits -= 5) words.push((value >> (bits - 5)) & 31)
    value &= 0xff
  }
  const hrp = Array.from(Buffer.from('bcrt'))
  const spread = [...hrp.map((code) => code >> 5), 0, ...hrp.map((code) => code & 31)]
  const check = polymod([...spread, ...words, 0, 0, 0, 0, 0, 0]) ^ 1
  const sum = Array.from({ length: 6 }, (_, i) => (check >> (5 * (5 - i))) & 31)
  return `bcrt1${[...words, ...sum].map((word) => CHARSET[word]).join('')}`
}

function polymod(values: readonly number[]): number {
  const generators = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3]
  return values.reduce((sum, value) => {
    const top = sum >>> 25
    const next = ((sum & 0x1ffffff) << 5) ^ value
    return generators.reduce((all, generator, i) => ((top >> i) & 1 ? all ^ generator : all), next)
  }, 1)
}

interface Entry {
  readonly label?: string
  readonly group?: string
  readonly sats?: number
}

async function open(entries: readonly Entry[]) {
  const dataDir = tempDir()
  const world = openWorld(dataDir)
  await world.portfolio.add(
    entries.map(({ label, group }, index) => {
      const entry = parseAddress(addressOf(index), 'regtest')
      if (entry.kind === 'refused') throw new Error(entry.reason)
      return { ...entry.address, ...(label && { label }), ...(group && { group }) }
    }),
  )
  const coins = entries.flatMap(({ sats }, i) => (sats ? [coin(`coin ${i}`, i + 1, sats, 9)] : []))
  await world.snapshot(
    testChain(),
    100,
    entries.map((_, i) => i + 1),
    coins,
  )
  world.close()
  const options = { network: 'regtest', access: 'own', follow: false, offline: true } as const
  const host = await createHost({
    ...options,
    settingsWritable: false,
    purpose: 'a test',
    version: '0',
    dataDir,
  })
  onTestFinished(() => host.stop())
  const call = async <K extends RequestName>(name: K, input: RequestInput<K>): Promise<RequestOutput<K>> => {
    const result = await host.router.call(name, input, new AbortController().signal)
    if (!result.ok) throw Object.assign(new Error(result.error.message), { code: result.error.code })
    return result.value as RequestOutput<K> // the router answers a name with its own output
  }
  const ids = async (of: Partial<RowQuery>) =>
    (await call('portfolio.ids', { of: { ...ALL, ...of } })).watchIds
  return { call, ids, host }
}

const FIVE: readonly Entry[] = [
  { label: 'Wallet 10', group: 'Vault', sats: 50 },
  { label: 'wallet 2', sats: 700 },
  { group: 'Vault', sats: 5 },
  { label: 'Épargne', sats: 0 },
  { label: 'Zoo', group: 'Family', sats: 9 },
]

describe('a page of the portfolio', () => {
  it('holds the rows of a stretch in the order of adding, and says how many there are', async () => {
    const { call } = await open(FIVE)
    const { count, rows } = await call('portfolio.page', { of: ALL, from: 1, limit: 2 })
    expect(count).toBe(5)
    expect(rows.map(({ watch, reading }) => [watch.id, reading.confirmed])).toEqual([
      [2, 700],
      [3, 5],
    ])
    expect((await call('portfolio.page', { of: ALL, from: 5, limit: 2 })).rows).toEqual([])
  })

  it('goes by name as people read it, the unnamed last in either direction', async () => {
    const { ids } = await open(FIVE)
    expect(await ids({ sort: { column: 'name', direction: 'ascending' } })).toEqual([4, 2, 1, 5, 3])
    expect(await ids({ sort: { column: 'name', direction: 'descending' } })).toEqual([5, 1, 2, 4, 3])
  })

  it('goes by amount', async () => {
    const { ids } = await open(FIVE)
    expect(await ids({ sort: { column: 'confirmed', direction: 'descending' } })).toEqual([2, 1, 5, 3, 4])
  })

  it('holds those alone whose name, address or portfolio holds the text, whatever signs are in it', async () => {
    const { ids } = await open(FIVE)
    expect(await ids({ text: ' WALLET ' })).toEqual([1, 2])
    expect(await ids({ text: 'vau' })).toEqual([1, 3])
    expect(await ids({ text: addressOf(4).slice(-8) })).toEqual([5])
    expect(await ids({ text: "%' OR 1=1 --" })).toEqual([])
    expect(await ids({ group: '', text: 'wallet' })).toEqual([2])
  })

  it('leaves archived entries to a list of their own at once', async () => {
    const { call, ids } = await open(FIVE)
    await call('portfolio.archive', { watchIds: [2], archived: true })
    expect(await ids({})).toEqual([1, 3, 4, 5])
    expect(await ids({ archived: true })).toEqual([2])
    const { entries, archived, places } = await call('app.snapshot', {})
    expect({ entries, archived, places }).toEqual({
      entries: 4,
      archived: 1,
      places: [
        { name: 'Family', count: 1 },
        { name: 'Vault', count: 2 },
        { name: '', count: 1 },
      ],
    })
  })
})

describe('finding a row', () => {
  it('tells its place in the list, or that it is not in it', async () => {
    const { call } = await open(FIVE)
    const sort = { column: 'confirmed', direction: 'descending' } as const
    const locate = (of: RowQuery, watchId: number) => call('portfolio.locate', { of, find: { watchId } })
    expect(await locate({ ...ALL, sort }, 5)).toEqual({ index: 2, watchId: 5 })
    expect(await locate({ ...ALL, group: 'Vault' }, 5)).toBeNull()
  })

  it('goes on from name to name that begins with a text, and from the last to the first', async () => {
    const { call } = await open(FIVE)
    const find = (after: number) => call('portfolio.locate', { of: ALL, find: { startsWith: 'WAL', after } })
    expect(await find(-1)).toEqual({ index: 0, watchId: 1 })
    expect(await find(0)).toEqual({ index: 1, watchId: 2 })
    expect(await find(1)).toEqual({ index: 0, watchId: 1 })
  })
})

describe('sums of a place and of picked rows', () => {
  it('are those of the readings, with what they rest on', async () => {
    const { call } = await open(FIVE)
    const { entries, total, range, parts } = await call('portfolio.place', {
      group: 'Vault',
      archived: false,
    })
    expect({ entries, confirmed: total.confirmed }).toEqual({ entries: 2, confirmed: 55 })
    expect([range?.oldest.height, range?.newest.height]).toEqual([100, 100])
    expect(parts.map(({ count, source }) => [count, source])).toEqual([[2, 'ledger']])
    const sum = await call('portfolio.sum', { watchIds: [2, 3, 77] })
    expect({ ...sum, total: sum.total.confirmed }).toEqual({ entries: 2, archived: 0, total: 705 })
  })

  it('count a script once that is watched as an address and as part of an account', async () => {
    const { call } = await open([])
    const key =
      'tpubDCBWBScQPGv4Xk3JSbhw6wYYpayMjb2eAYyArpbSqQTbLDpphHGAetB6VQgVeftLML8vDSUEWcC2xDi3qJJ3YCDChJDvqVzpgoYSuT52MhJ'
    const { added } = await call('portfolio.add', {
      lines: [`wpkh(${key}/*)`],
      gapLimit: 3,
      lookahead: 5,
      atomic: true,
    })
    const account = added[0]?.id ?? 0
    const { addresses } = await call('account.addresses', { watchId: account, from: 0, limit: 1 })
    const single = await call('portfolio.add', { lines: [addresses[0]?.address ?? ''], atomic: true })
    const address = single.added[0]?.id ?? 0
    const unknown = async (...watchIds: number[]) => (await call('portfolio.sum', { watchIds })).total.unknown
    expect(await unknown(account)).toBe(1)
    expect(await unknown(address)).toBe(1)
    expect(await unknown(account, address)).toBe(1)
  })

  it('leave what is unknown out and count it', async () => {
    const { call } = await open(FIVE)
    const { added } = await call('portfolio.add', { lines: [addressOf(50)], atomic: true })
    const { total } = await call('portfolio.sum', { watchIds: [1, added[0]?.id ?? 0] })
    expect(total).toMatchObject({ confirmed: 50, known: 1, unknown: 1 })
    expect((await call('portfolio.sum', { watchIds: [added[0]?.id ?? 0] })).total.confirmed).toBeNull()
  })
})

describe('a portfolio of thousands', () => {
  it('shows its first rows and its portfolios before the sums are counted', async () => {
    const { call } = await open(
      Array.from({ length: 1_100 }, (_, i) => ({ group: i % 2 ? 'Odd' : '', sats: i })),
    )
    let counted = false
    const sum = call('portfolio.place', { group: 'Odd', archived: false }).finally(() => (counted = true))
    const { count, rows } = await call('portfolio.page', { of: { ...ALL, group: 'Odd' }, from: 1, limit: 2 })
    const { entries, places } = await call('app.snapshot', {})
    expect(counted).toBe(false)
    expect(count).toBe(550)
    expect(rows.map(({ watch, reading }) => [watch.id, reading.confirmed])).toEqual([
      [4, 3],
      [6, 5],
    ])
    expect({ entries, places }).toEqual({
      entries: 1_100,
      places: [
        { name: 'Odd', count: 550 },
        { name: '', count: 550 },
      ],
    })
    expect((await sum).total.confirmed).toBe(550 ** 2)
  })

  it('answers from the last count while it counts anew, tells when it has, and shows each row as it is', async () => {
    const many = Array.from({ length: 1_100 }, (_, i) => ({ label: `Row ${i}`, sats: i + 1 }))
    const { call, ids, host } = await open(many)
    const first = await call('portfolio.place', { group: null, archived: false })
    expect(first).toMatchObject({ entries: 1_100, total: { confirmed: (1_100 * 1_101) / 2, known: 1_100 } })
    const renewed = new Promise<void>((resolve) => {
      let told = 0
      host.events.subscribe((name) => {
        if (name === 'store.changed' && ++told === 2) resolve() // the first tells of the change itself
      })
    })
    await call('label.set', { type: 'addr', ref: addressOf(0), label: 'Renamed' })
    const { rows } = await call('portfolio.page', { of: ALL, from: 0, limit: 1 })
    expect(rows[0]?.watch.label).toBe('Renamed')
    await renewed
    expect(await ids({ text: 'renamed' })).toEqual([1])
    expect((await ids({ sort: { column: 'confirmed', direction: 'descending' } })).slice(0, 2)).toEqual([
      1_100, 1_099,
    ])
  })
})

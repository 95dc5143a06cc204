import { HDKey } from '@scure/bip32'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { deriveScripts } from '../../../electron/engine/accounts/derive-scripts.ts'
import { parseEntry } from '../../../electron/engine/accounts/parse-entry.ts'
import { type RegtestNode, startRegtestNode } from '../../../electron/launch/regtest-node.ts'
import { btcFromSats } from '../../../shared/amounts.ts'
import type { DoctorReport } from '../../../shared/ipc/doctor.ts'
import { createRandom } from '../../bench/random.ts'
import { runTidemark } from '../../ground/cli-ground.ts'
import { type LedgerGround, openLedger, removeFolder, temporaryFolder } from '../../ground/ledger-ground.ts'
import { describeWithBitcoind } from '../../ground/regtest-ground.ts'

const TPUB = { public: 0x043587cf, private: 0x04358394 }
const random = createRandom(20_09)
const [one, two] = [0, 1].map(
  () => HDKey.fromMasterSeed(random.bytes(32), TPUB).derive("m/84'/1'/0'").publicExtendedKey,
) as [string, string]
const KEY = `[00aabbcc/84h/1h/0h]${one}`
const MULTISIG = `wsh(sortedmulti(1,${one}/<0;1>/*,${two}/<0;1>/*))`
const RANGE = 600

function addressOf(descriptor: string, chain: number, index: number): string {
  const entry = parseEntry(descriptor, 'regtest')
  const line = entry.kind === 'account' ? entry.account.chains[chain] : undefined
  const [script] = deriveScripts(line ?? '', 'regtest', index, 1)
  return script?.address ?? ''
}

const WPKH = `wpkh(${KEY}/<0;1>/*)`
/** Descriptor, chain, index and amount of each coin. */
const COINS: readonly [string, number, number, number][] = [
  [WPKH, 0, 0, 10_000],
  [WPKH, 0, 20, 20_000],
  [WPKH, 0, 234, 30_000],
  [WPKH, 0, 235, 40_000],
  [WPKH, 1, 3, 50_000],
  [`tr(${KEY}/<0;1>/*)`, 0, 2, 30_000_000],
  [`sh(wpkh(${KEY}/<0;1>/*))`, 1, RANGE - 1, 60_000],
  [`pkh(${KEY}/<0;1>/*)`, 0, 1, 70_000],
  [`pkh(${KEY}/<0;1>/*)`, 0, RANGE, 80_000], // behind what is looked at
  [MULTISIG, 1, 7, 90_000],
]

/** One story in order: each step stands on the one before. */
describeWithBitcoind('the doctor', (binary) => {
  let node: RegtestNode
  let folder: string
  let ledger: LedgerGround
  let at: { height: number; hash: string }

  beforeAll(async () => {
    node = await startRegtestNode(binary)
    const payer = await node.wallet('payer')
    await node.mine(101, await payer.newAddress())
    const outputs = COINS.map(([descriptor, chain, index, sats]) => [
      addressOf(descriptor, chain, index),
      btcFromSats(sats),
    ])
    await payer.rpc('sendmany', ['', Object.fromEntries(outputs)])
    const [hash = ''] = await node.mine(1)
    at = { height: 102, hash }
    folder = await temporaryFolder()
    ledger = await openLedger(node, folder)
    await ledger.add(addressOf(WPKH, 0, 0), addressOf(WPKH, 0, 20))
  })
  afterAll(async () => {
    await ledger?.close()
    await node?.stop()
    if (folder) await removeFolder(folder)
  })

  const run = (line: string, range = RANGE): Promise<DoctorReport> =>
    ledger.call('doctor.run', { line, range })
  const places = ({ findings }: DoctorReport): readonly unknown[] =>
    findings.map((each) => [each.scriptType, each.chain, each.coins, each.sats, each.highestIndex])

  it('finds the coins of a key under every type of address, on both chains, and says of which block', async () => {
    const report = await run(KEY)
    expect(report).toMatchObject({ at, range: RANGE, scripts: 8 * RANGE, coins: 8, sats: 30_280_000 })
    expect(places(report)).toEqual([
      ['p2wpkh', 0, 4, 100_000, 235],
      ['p2wpkh', 1, 1, 50_000, 3],
      ['p2pkh', 0, 1, 70_000, 1],
      ['p2sh', 1, 1, 60_000, RANGE - 1],
      ['p2tr', 0, 1, 30_000_000, 2],
    ])
    for (const { newest } of report.findings) expect(newest).toEqual(at)
  })

  it('says which lie past the gap limit, which are not watched, and what would bring them into view', async () => {
    const { findings, fixes } = await run(WPKH)
    expect(findings[0]).toMatchObject({
      pastGap: { coins: 2, sats: 70_000 }, // index 20 is the last that a wallet looks at behind index 0
      neededGapLimit: 214,
      unwatched: { coins: 2, sats: 70_000 },
    })
    expect(
      fixes.map((fix) => [fix.kind, 'scriptType' in fix && fix.scriptType, fix.coins, fix.gapLimit]),
    ).toEqual([
      ['add', 'p2wpkh', 3, 214],
      ['add', 'p2pkh', 1, 20],
      ['add', 'p2sh', 1, RANGE],
      ['add', 'p2tr', 1, 20],
    ])
  })

  it('looks for a multisig as it is', async () => {
    const report = await run(MULTISIG)
    expect(report.scripts).toBe(2 * RANGE)
    expect(places(report)).toEqual([['p2wsh', 1, 1, 90_000, 7]])
  })

  it('sees no farther than it was told to look', async () => {
    expect(places(await run(KEY, 20))).toEqual([
      ['p2wpkh', 0, 1, 10_000, 0],
      ['p2wpkh', 1, 1, 50_000, 3],
      ['p2pkh', 0, 1, 70_000, 1],
      ['p2tr', 0, 1, 30_000_000, 2],
    ])
    expect(places(await run(KEY, RANGE + 1))).toContainEqual(['p2pkh', 0, 2, 150_000, RANGE])
  })

  it('asks for nothing more of an account that is watched far enough', async () => {
    await ledger.call('portfolio.add', { lines: [WPKH], atomic: true })
    const { findings, fixes } = await run(WPKH)
    expect(findings[0]).toMatchObject({ pastGap: { coins: 2 }, unwatched: { coins: 0, sats: 0 } })
    expect(fixes.map((fix) => 'scriptType' in fix && fix.scriptType)).toEqual(['p2pkh', 'p2sh', 'p2tr'])
    const watch = (await ledger.call('portfolio.list', {})).find(({ text }) => text.startsWith('wpkh('))
    expect(await ledger.call('portfolio.remove', { watchIds: [watch?.id ?? 0] })).toEqual({ removed: 1 })
  })

  it('stores nothing, and has asked nobody but the own node', async () => {
    expect(await ledger.call('portfolio.list', {})).toHaveLength(2)
    expect((await ledger.call('disclosures.list', {})).disclosures).toEqual([])
  })

  it('gives up when it is told to, and leaves the node free', async () => {
    const stop = new AbortController()
    const asked = ledger.host.router.call('doctor.run', { line: KEY, range: 1_500 }, stop.signal)
    setTimeout(() => stop.abort(), 100)
    expect(await asked).toMatchObject({ ok: false, error: { code: 'cancelled' } })
    // It hears of it once it has derived what it was given.
    await expect.poll(() => node.rpc('scantxoutset', ['status']), { timeout: 120_000 }).toBeNull()
  })

  it('refuses what is no key, and repeats nothing of a private one', async () => {
    const secret =
      'tprv8ZgxMBicQKsPd7Uf69XL1XwhmjHopUGep8GuEiJDZmbQz6o58LninorQAfcKZWARbtRtfnLcJ5MQ2AtHcQJCCRUcMRvmDUjyEmNUWwx8UbK'
    const result = await ledger.host.router.call('doctor.run', { line: secret }, new AbortController().signal)
    expect(result).toMatchObject({ ok: false, error: { code: 'refused_entries' } })
    expect(JSON.stringify(result)).not.toContain(secret.slice(4, 20))
    await expect(run(addressOf(WPKH, 0, 0))).rejects.toMatchObject({ code: 'invalid_input' })
  })

  it('needs the node: it fails without one, and where another program owns the data folder', async () => {
    const other = await temporaryFolder()
    const alone = await openLedger(null, other)
    await expect(alone.call('doctor.run', { line: KEY })).rejects.toMatchObject({ code: 'node' })
    await alone.close()
    await removeFolder(other)
    const reader = await openLedger(null, folder, { access: 'read' })
    await expect(reader.call('doctor.run', { line: KEY })).rejects.toMatchObject({ code: 'locked' })
    expect((await reader.call('account.preview', { line: KEY })).options).toHaveLength(4)
    await reader.close()
  })

  it('speaks on the command line, with an exit code for coins that are not watched', async () => {
    await ledger.close()
    const named = [
      '--network',
      'regtest',
      '--data-dir',
      folder,
      '--node',
      node.url,
      '--node-cookie',
      node.cookieFile,
    ]
    const ran = await runTidemark(['doctor', KEY, '--range', '300', ...named])
    expect(ran.code, ran.stderr).toBe(5)
    expect(ran.stdout).toContain(`at block 102 (${at.hash})`)
    expect(ran.stdout).toContain('wpkh, receive: 4 coins (0.00100000 BTC), up to index 235')
    expect(ran.stdout).toContain('2 coins (0.00070000 BTC) past the gap limit: it takes one of 214')
    expect(ran.stdout).toContain('tr, receive: 1 coin (0.30000000 BTC)')
    ledger = await openLedger(node, folder)
  })
})

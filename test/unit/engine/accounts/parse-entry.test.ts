import { describe, expect, it } from 'vitest'
import type { ParsedAccount } from '../../../../electron/engine/accounts/account-key.ts'
import { base58check } from '../../../../electron/engine/accounts/address-forms.ts'
import { deriveScripts } from '../../../../electron/engine/accounts/derive-scripts.ts'
import { parseEntry } from '../../../../electron/engine/accounts/parse-entry.ts'
import type { Network } from '../../../../shared/chain.ts'

const XPUB =
  'xpub661MyMwAqRbcFtXgS5sYJABqqG9YLmC4Q1Rdap9gSE8NqtwybGhePY2gZ29ESFjqJoCu1Rupje8YtGqsefD265TMg7usUDFdp6W1EGMcet8'
// BIP-84's and BIP-86's account keys of the phrase "abandon ... about".
const ZPUB =
  'zpub6rFR7y4Q2AijBEqTUquhVz398htDFrtymD9xYYfG1m4wAcvPhXNfE3EfH1r1ADqtfSdVCToUG868RvUUkgDKf31mGDtKsAYz2oz2AGutZYs'
const TAPROOT =
  'xpub6BgBgsespWvERF3LHQu6CnqdvfEvtMcQjYrcRzx53QJjSxarj2afYWcLteoGVky7D3UKDP9QyrLprQ3VCECoY49yfdDEHGCtMMj92pReUsQ'
const POINT = '0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798'

/** The same key with another version (SLIP-132). */
function respelled(key: string, version: number): string {
  const bytes = base58check.decode(key)
  new DataView(bytes.buffer, bytes.byteOffset).setUint32(0, version)
  return base58check.encode(bytes)
}
function account(line: string, network: Network = 'main'): ParsedAccount {
  const entry = parseEntry(line, network)
  if (entry.kind !== 'account') throw new Error(entry.kind === 'refused' ? entry.reason : entry.kind)
  return entry.account
}
function options(line: string): readonly ParsedAccount[] {
  const entry = parseEntry(line, 'main')
  if (entry.kind !== 'choose') throw new Error(entry.kind)
  return entry.options
}
const addresses = ({ chains }: ParsedAccount, count: number): readonly (string | null)[] =>
  chains.flatMap((chain) => deriveScripts(chain, 'main', 0, count).map(({ address }) => address))

describe('an extended key', () => {
  it('of BIP-84 is an account with the receive and change addresses of its vectors', () => {
    const found = account(ZPUB)
    expect(found).toMatchObject({ scriptType: 'p2wpkh', ranged: true, origin: null, cosigners: null })
    expect(found.descriptor).toMatch(/^wpkh\(xpub6Catw?[^/]*\/<0;1>\/\*\)#[a-z0-9]{8}$/)
    expect(addresses(found, 2)).toEqual([
      'bc1qcr8te4kr609gcawutmrza0j4xv80jy8z306fyu',
      'bc1qnjg0jd8228aq7egyzacy8cys3knf9xvrerkf9g',
      'bc1q8c6fshw2dlwun7ekn9qwf37cu2rn755upcp6el',
      'bc1qggnasd834t54yulsep6fta8lpjekv4zj6gv5rf',
    ])
  })

  it('that does not say its script type gives all four to choose from, the one of its purpose first', () => {
    const found = options(`[73c5da0a/86'/0'/0']${TAPROOT}`)
    expect(found.map(({ scriptType }) => scriptType)).toEqual(['p2tr', 'p2pkh', 'p2sh', 'p2wpkh'])
    expect(found[0]?.origin).toEqual({ fingerprint: '73c5da0a', path: '86h/0h/0h' })
    expect(addresses(found[0] as ParsedAccount, 2)).toEqual([
      'bc1p5cyxnuxmeuwuvkwfem96lqzszd02n6xdcjrs20cac6yqjjwudpxqkedrcr',
      'bc1p4qhjn9zdvkux4e44uhx8tc55attvtyu358kutcqkudyccelu0was9fqzwh',
      'bc1p3qkhfews2uk44qtvauqyr2ttdsw7svhkl9nkm9s9c3x4ax5h60wqwruhk7',
      'bc1ptdg60grjk9t3qqcqczp4tlyy3z47yrx9nhlrjsmw36q5a72lhdrs9f00nj',
    ])
  })

  it('keeps the steps that are written behind it', () => {
    const of = (line: string): string | undefined => options(line)[0]?.descriptor.replace(/#.*/, '')
    expect(of(XPUB)).toBe(`pkh(${XPUB}/<0;1>/*)`)
    expect(of(`${XPUB}/0/*`)).toBe(`pkh(${XPUB}/0/*)`)
    expect(of(`${XPUB}/**`)).toBe(`pkh(${XPUB}/<0;1>/*)`)
    expect(of(`${XPUB}/<0;1>/*`)).toBe(`pkh(${XPUB}/<0;1>/*)`)
  })
})

describe('a descriptor', () => {
  it('is the same account however its hardened steps and its checksum are written', () => {
    const origin = (mark: string): string => `wpkh([D34DB33F/84${mark}/0${mark}/0${mark}]${XPUB}/0/*)`
    const one = account(origin("'"))
    expect(account(origin('h'))).toEqual(one)
    expect(account(origin('H'))).toEqual(one)
    expect(account(one.descriptor)).toEqual(one)
    expect(one.origin).toEqual({ fingerprint: 'd34db33f', path: '84h/0h/0h' })
  })

  it('with a wrong checksum is refused', () => {
    const right = account(`wpkh(${XPUB}/0/*)`).descriptor
    const wrong = right.replace(/.$/, (last) => (last === 'q' ? 'p' : 'q'))
    expect(parseEntry(wrong, 'main')).toEqual({ kind: 'refused', reason: 'bad_checksum' })
  })

  it('of a multisig says how many of how many keys sign', () => {
    const found = account(`wsh(sortedmulti(2,${XPUB}/<0;1>/*,${TAPROOT}/<2;3>/*,${POINT}))`)
    expect(found).toMatchObject({ scriptType: 'p2wsh', cosigners: { threshold: 2, keys: 3 } })
    expect(found.chains.map((chain) => chain.replace(/#.*/, ''))).toEqual([
      `wsh(sortedmulti(2,${XPUB}/0/*,${TAPROOT}/2/*,${POINT}))`,
      `wsh(sortedmulti(2,${XPUB}/1/*,${TAPROOT}/3/*,${POINT}))`,
    ])
  })

  it('of an address is that address', () => {
    expect(parseEntry('addr(bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4)#uyjndxcw', 'main')).toMatchObject({
      kind: 'address',
      address: { text: 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4' },
    })
  })
})

const refused: readonly [string, string, Network, string][] = [
  ['an extended key of another network', XPUB, 'regtest', 'wrong_network'],
  ['an extended key with a mistyped character', XPUB.replace('ABqq', 'ABqr'), 'main', 'bad_checksum'],
  ['the key of a cosigner (Zpub)', respelled(XPUB, 0x02aa7ed3), 'main', 'cosigner_key'],
  ['hardened steps below a public key', `wpkh(${XPUB}/0h/*)`, 'main', 'hardened_path'],
  ['a threshold above the keys', `wsh(multi(3,${POINT},${XPUB}))`, 'main', 'bad_descriptor'],
  [
    'paths of different lengths',
    `wsh(multi(1,${XPUB}/<0;1>/*,${TAPROOT}/<0;1;2>/*))`,
    'main',
    'bad_descriptor',
  ],
  ['the same path twice', `wpkh(${XPUB}/<0;0>/*)`, 'main', 'bad_descriptor'],
  ['a parenthesis too few', `wsh(pk(${XPUB}/*)`, 'main', 'bad_descriptor'],
  ['a private key of 32 bytes', `pkh(${POINT.slice(2)})`, 'main', 'private_key'],
]

describe('refused, without a word of what it was, is', () => {
  it.each(refused)('%s', (_, line, network, reason) => {
    expect(parseEntry(line, network)).toEqual({ kind: 'refused', reason })
  })
})

import { describe, expect, it } from 'vitest'
import { parseAddress } from '../../../electron/engine/accounts/parse-address.ts'
import { sortLines } from '../../../electron/services/add-lines.ts'
import type { Network } from '../../../shared/chain.ts'

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

// Vectors of BIP-173, BIP-350 and Bitcoin Core's key_io tests.
const valid: readonly [string, Network, string, string][] = [
  [
    '1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2',
    'main',
    'p2pkh',
    '76a91477bff20c60e522dfaa3350c39b030a5d004e839a88ac',
  ],
  ['3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy', 'main', 'p2sh', 'a914b472a266d0bd89c13706a4132ccfb16f7c3b9fcb87'],
  [
    'BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4',
    'main',
    'p2wpkh',
    '0014751e76e8199196d454941c45d1b3a323f1433bd6',
  ],
  [
    'tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sl5k7',
    'testnet4',
    'p2wsh',
    '00201863143c14c5166804bd19203356da136c985678cd4d27a1b8c6329604903262',
  ],
  [
    'bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0',
    'main',
    'p2tr',
    '512079be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798',
  ],
  [
    'bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080',
    'regtest',
    'p2wpkh',
    '0014751e76e8199196d454941c45d1b3a323f1433bd6',
  ],
  ['bc1zw508d6qejxtdg4y5r3zarvaryvaxxpcs', 'main', 'witness', '5210751e76e8199196d454941c45d1b3a323'],
  [
    'bitcoin:1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2?amount=0.1',
    'main',
    'p2pkh',
    '76a91477bff20c60e522dfaa3350c39b030a5d004e839a88ac',
  ],
]

const refused: readonly [string, string, Network, string][] = [
  ['one mistyped character (base58)', '1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN3', 'main', 'bad_checksum'],
  ['one mistyped character (bech32)', 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5', 'main', 'bad_checksum'],
  [
    'a v0 program with a bech32m checksum',
    'bc1q0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd',
    'main',
    'bad_checksum',
  ],
  ['mixed case', 'bc1qW508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4', 'main', 'mixed_case'],
  ['a mainnet address on regtest', 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4', 'regtest', 'wrong_network'],
  ['a testnet address on main', 'mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn', 'main', 'wrong_network'],
  ['pay-to-anchor', 'bc1pfeessrawgf', 'main', 'not_standard'],
  ['a private key in WIF', '5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ', 'main', 'private_key'],
  [
    'a mistyped private key in WIF',
    'KwDiBf89QgGbjEhKnhXJuH7LrciVrZi3qYjgd9M7rFU73sVHnoWm',
    'main',
    'private_key',
  ],
  [
    'an extended private key',
    'xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPPqjiChkVvvNKmPGJxWUtg6LnF5kejMRNNU3TGtRBeJgk33yuGBxrMPHi',
    'main',
    'private_key',
  ],
  [
    'a descriptor with a private key',
    'wpkh(KwDiBf89QgGbjEhKnhXJuH7LrciVrZi3qYjgd9M7rFU73sVHnoWn)',
    'main',
    'private_key',
  ],
  [
    '32 bytes in hex',
    'e9873d79c6d87dc0fb6a5778633389f4453213303da61f20bd67fc233aa33262',
    'main',
    'private_key',
  ],
  [
    'a seed phrase',
    'abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about',
    'main',
    'seed_phrase',
  ],
  [
    'an extended public key',
    'xpub661MyMwAqRbcFtXgS5sYJABqqG9YLmC4Q1Rdap9gSE8NqtwybGhePY2gZ29ESFjqJoCu1Rupje8YtGqsefD265TMg7usUDFdp6W1EGMcet8',
    'main',
    'extended_key',
  ],
  [
    'a descriptor',
    'pkh(02c6047f9441ed7d6d3045406e95c07cd85c778e4b8cef3ca7abac09b95c709ee5)',
    'main',
    'descriptor',
  ],
  ['anything else', 'hello', 'main', 'not_an_address'],
  ['a line of nothing', '   ', 'main', 'empty'],
]

// Each holds a run of 51 or 52 characters that looks like a private key in WIF: about one long address in three hundred.
const KEY_LIKE: readonly [string, Network][] = [
  ['bc1pz9qcqtl9ngqgqapd2rxf3gtg423h3fcjrahs496ufe7j7uyqksgs6fk6jk', 'main'],
  ['bcrt1pz9qcqtl9ngqgqapd2rxf3gtg423h3fcjrahs496ufe7j7uyqksgsqc2nar', 'regtest'],
  ['bc1qz9qcqtl9ngqgqapd2rxf3gtg423h3fcjrahs496ufe7j7uyqksgss7kn22', 'main'],
  ['BC1PTZSHC409UX3YQLCGTU2JWHD79C35FKTLQF76JA384V8DTMFGUUJQJD3QZL', 'main'],
  ['BC1QTZSHC409UX3YQLCGTU2JWHD79C35FKTLQF76JA384V8DTMFGUUJQC63F6R', 'main'],
  ['BITCOIN:BC1PTZSHC409UX3YQLCGTU2JWHD79C35FKTLQF76JA384V8DTMFGUUJQJD3QZL?amount=0.1', 'main'],
]

describe('a long segwit address that has a piece like a private key in it', () => {
  it.each(KEY_LIKE)('is taken for the address that it is: %s', (text, network) => {
    expect(parseAddress(text, network)).toMatchObject({ kind: 'address' })
  })

  it('does not hide a private key beside it', () => {
    const [[address]] = KEY_LIKE as [[string, Network]]
    const key = '5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ'
    for (const text of [`${address}?label=${key}`, `${address} ${key}`]) {
      expect(parseAddress(text, 'main')).toEqual({ kind: 'refused', reason: 'private_key' })
    }
  })
})

describe('an address', () => {
  it.each(valid)('%s on %s is %s', (text, network, scriptType, script) => {
    const entry = parseAddress(` ${text}\t`, network)
    if (entry.kind !== 'address') throw new Error(`refused: ${entry.reason}`)
    expect(entry.address.scriptType).toBe(scriptType)
    expect(hex(entry.address.scriptPubKey)).toBe(script)
  })

  it('is spelled one way however it was typed', () => {
    const entry = parseAddress('BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4', 'main')
    expect(entry).toMatchObject({ address: { text: 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4' } })
  })

  it.each(refused)('is not %s', (_, text, network, reason) => {
    expect(parseAddress(text, network)).toEqual({ kind: 'refused', reason })
  })
})

describe('many lines', () => {
  it('are refused one by one, with the line number', () => {
    const { entries, refused: refusals } = sortLines(
      { lines: ['1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2', '', 'hello'] },
      'main',
    )
    expect(entries).toHaveLength(1)
    expect(refusals).toMatchObject([{ line: 3, text: 'hello', reason: 'not_an_address' }])
  })

  it('never repeat a private key or seed phrase, in no field', () => {
    const secrets = [
      '5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ',
      'legal winner thank year wave sausage worth useful legal winner thank yellow',
    ]
    const { refused: refusals } = sortLines({ lines: secrets }, 'main')
    const shown = JSON.stringify(refusals)
    for (const word of ['5Hue', 'legal', 'sausage']) expect(shown).not.toContain(word)
    expect(refusals).toHaveLength(2)
  })

  it('are recognised as one seed phrase when each holds a word', () => {
    const words = 'legal winner thank year wave sausage worth useful legal winner thank yellow'.split(' ')
    const { refused: refusals } = sortLines({ lines: words.map((word, i) => `${i + 1}. ${word}`) }, 'main')
    expect(new Set(refusals.map(({ reason, text }) => `${reason} ${String(text)}`))).toEqual(
      new Set(['seed_phrase null']),
    )
    expect(refusals).toHaveLength(12)
  })
})

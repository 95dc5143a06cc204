import { HDKey } from '@scure/bip32'
import { entropyToMnemonic } from '@scure/bip39'
import { wordlist as czech } from '@scure/bip39/wordlists/czech.js'
import { wordlist as english } from '@scure/bip39/wordlists/english.js'
import { wordlist as french } from '@scure/bip39/wordlists/french.js'
import { wordlist as italian } from '@scure/bip39/wordlists/italian.js'
import { wordlist as japanese } from '@scure/bip39/wordlists/japanese.js'
import { wordlist as korean } from '@scure/bip39/wordlists/korean.js'
import { wordlist as portuguese } from '@scure/bip39/wordlists/portuguese.js'
import { wordlist as simplified } from '@scure/bip39/wordlists/simplified-chinese.js'
import { wordlist as spanish } from '@scure/bip39/wordlists/spanish.js'
import { wordlist as traditional } from '@scure/bip39/wordlists/traditional-chinese.js'
import { describe, expect, it } from 'vitest'
import { base58check } from '../../../../electron/engine/accounts/address-forms.ts'
import { parseEntry } from '../../../../electron/engine/accounts/parse-entry.ts'
import { sortLines } from '../../../../electron/services/add-lines.ts'
import { createRandom } from '../../../bench/random.ts'

const LISTS = {
  english,
  czech,
  french,
  italian,
  japanese,
  korean,
  portuguese,
  spanish,
  simplified,
  traditional,
}
const random = createRandom(11)
const phrases = Object.entries(LISTS).map(
  ([language, list]) => [language, entropyToMnemonic(random.bytes(16), list)] as const,
)
const PHRASE = phrases[0]?.[1] ?? ''
const seed = (text: string): void =>
  expect(parseEntry(text, 'main')).toEqual({ kind: 'refused', reason: 'seed_phrase' })
const key = (text: string): void =>
  expect(parseEntry(text, 'main')).toEqual({ kind: 'refused', reason: 'private_key' })

describe('a seed phrase', () => {
  it.each(phrases)('in %s is recognised, also without its accents and in capitals', (_, phrase) => {
    seed(phrase)
    seed(phrase.normalize('NFKD').replace(/\p{M}/gu, ''))
    seed(phrase.toUpperCase())
    seed(phrase.normalize('NFC'))
  })

  it('is recognised however it is spaced, numbered or shortened', () => {
    const words = PHRASE.split(' ')
    seed(words.map((word, at) => `${at + 1}. ${word}`).join(' '))
    seed(words.join(', '))
    seed(words.join('-'))
    seed(`my seed: "${PHRASE}"`)
    seed(words.map((word) => word.slice(0, 4)).join(' '))
    seed(words.slice(0, 11).join(' '))
    seed(words.map((word) => english.indexOf(word) + 1).join(' '))
    seed(words.map((word) => String(english.indexOf(word)).padStart(4, '0')).join(''))
    const [, chinese = ''] = phrases.find(([language]) => language === 'simplified') ?? []
    seed(chinese.replaceAll(' ', ''))
  })

  it('over several lines is refused as a whole, and none of its lines is repeated', () => {
    const words = PHRASE.split(' ')
    const byThree = [0, 3, 6, 9].map((at) => words.slice(at, at + 3).join(' '))
    for (const lines of [words, byThree, words.map((word, at) => `${at + 1}) ${word}`)]) {
      const { refused } = sortLines({ lines: ['1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2', ...lines] }, 'main')
      expect(refused).toHaveLength(lines.length)
      for (const { reason, text } of refused) expect([reason, text]).toEqual(['seed_phrase', null])
    }
  })

  it('is not seen in words that are none', () => {
    const line = 'the coins of my aunt, who bought them at the old shop by the river and kept them'
    expect(parseEntry(line, 'main')).not.toEqual({ kind: 'refused', reason: 'private_key' })
    expect(parseEntry('savings for the house', 'main')).toEqual({ kind: 'refused', reason: 'not_an_address' })
  })
})

const master = HDKey.fromMasterSeed(random.bytes(32))
const respelled = (version: number): string => {
  const bytes = base58check.decode(master.privateExtendedKey)
  new DataView(bytes.buffer, bytes.byteOffset).setUint32(0, version)
  return base58check.encode(bytes)
}
const WIF = base58check.encode(Uint8Array.of(0x80, ...random.bytes(32), 1))
const PRIVATE_VERSIONS = [0x0488ade4, 0x049d7878, 0x04b2430c, 0x04358394, 0x044a4e28, 0x045f18bc, 0x02aa7a99]
const XPUB = master.publicExtendedKey
const POINT = '0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798'

describe('a private key', () => {
  it.each(PRIVATE_VERSIONS)(
    'is recognised as an extended key of version %i, alone and in a descriptor',
    (version) => {
      const text = respelled(version)
      for (const line of [
        text,
        `wpkh(${text}/0/*)`,
        `[d34db33f/84h/0h/0h]${text}`,
        `tr(${XPUB}/*,{pk(${text}/1/*),pk(${POINT})})`,
      ])
        key(line)
    },
  )

  it('is recognised in WIF, alone, beside words, and deep in a descriptor', () => {
    for (const line of [
      WIF,
      `key: ${WIF}`,
      `"${WIF}"`,
      `p2wpkh:${WIF}`,
      `wsh(multi(2,${POINT},${WIF}))`,
      `tr(${POINT},{pk(${POINT}),and_v(v:pk(${WIF}),older(1))})`,
      `combo(${WIF})`,
    ])
      key(line)
  })

  it('is recognised in hex, as a mini key, encrypted, and as a share of codex32', () => {
    const hex = random.bytes(32).toString('hex')
    for (const line of [
      hex,
      `0x${hex.toUpperCase()}`,
      `${hex}${hex}`,
      `wpkh(${hex})`,
      `sh(multi(1,${POINT},${hex}))`,
      'SzavMBLoXU6kDrqtUVmffv',
      'pk(SzavMBLoXU6kDrqtUVmffv)',
      '6PRVWUbkzzsbcVac2qwfssoUJAN1Xhrg6bNk8J7Nzm5H7kxEbn2Nh2ZoGg',
      'key=6PRVWUbkzzsbcVac2qwfssoUJAN1Xhrg6bNk8J7Nzm5H7kxEbn2Nh2ZoGg',
      'ms10testsxxxxxxxxxxxxxxxxxxxxxxxxxx4nzvca9cmczlw',
      'MS12NAMEA320ZYXWVUTSRQPNMLKJHGFEDCAXRPP870HKKQRM',
    ])
      key(line)
  })

  it('is not seen in what is public', () => {
    // A run of 51 characters of base58 that begins as a key does, in a public key in hex.
    const like = '02c5b9d1e3f7a9b2c4d6e8f1a3b5c7d9e2f4a6b8c1d3e5f7a9b2c4d01e3f5a7b9c'
    expect(parseEntry(`wsh(multi(1,${like},${XPUB}))`, 'main')).not.toEqual({
      kind: 'refused',
      reason: 'private_key',
    })
    const digest = random.bytes(32).toString('hex')
    expect(parseEntry(`wsh(and_v(v:pk(${XPUB}/*),sha256(${digest})))`, 'main')).toMatchObject({
      kind: 'account',
    })
  })
})

import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { labelLines } from '../../../electron/engine/labels/label-lines.ts'
import { parseRecord, recordLine } from '../../../electron/engine/labels/label-record.ts'
import { mergeLabel } from '../../../electron/engine/labels/merge-label.ts'
import { secretIn } from '../../../electron/engine/labels/secret-text.ts'
import { ADDRESS, KEY } from './ground.ts'

const TXID = 'f91d0a8a78462bc59398f2c5d7a84fcff491c26ba54c4833478b202796c8aafd'
const XPUB =
  'xpub661MyMwAqRbcFtXgS5sYJABqqG9YLmC4Q1Rdap9gSE8NqtwybGhePY2gZ29ESFjqJoCu1Rupje8YtGqsefD265TMg7usUDFdp6W1EGMcet8'
const harmless = { isTxid: (hex: string) => hex === TXID }

const parse = (record: object | string) =>
  parseRecord(typeof record === 'string' ? record : JSON.stringify(record), 'regtest', harmless)

/** In and out again. */
function through(line: string): string {
  const parsed = parse(line)
  if (parsed.kind === 'aside') return parsed.line
  if (parsed.kind === 'refused') throw new Error(parsed.reason)
  const label = mergeLabel(null, parsed.put)
  if (label === null) throw new Error('nothing was kept')
  return recordLine(label)
}

/** The order of fields means nothing in JSON. */
const fieldsOf = (line: string): object => JSON.parse(line) as object

describe('a record of BIP-329', () => {
  it.each([
    // The examples of the BIP.
    { type: 'tx', ref: TXID, label: 'Transaction', origin: "wpkh([d34db33f/84'/0'/0'])" },
    { type: 'addr', ref: ADDRESS, label: 'Address' },
    {
      type: 'pubkey',
      ref: '0283409659355b6d1cc3c32decd5d561abaac86c37a353b52895a5e6c196d6f448',
      label: 'Public Key',
    },
    { type: 'input', ref: `${TXID}:0`, label: 'Input' },
    { type: 'output', ref: `${TXID}:1`, label: 'Output', spendable: false },
    { type: 'xpub', ref: XPUB, label: 'Extended Public Key' },
    // Its optional fields.
    {
      type: 'tx',
      ref: TXID,
      label: 'Sale',
      height: 800_000,
      time: '2025-01-23T11:40:35Z',
      fee: 1_500,
      value: -250_000,
      rate: { USD: 105_620.5 },
    },
    {
      type: 'output',
      ref: `${TXID}:1`,
      label: 'Change',
      keypath: '/1/123',
      value: 5_000,
      fmv: { USD: 1_233.45 },
      height: 800_000,
    },
    { type: 'addr', ref: ADDRESS, label: 'Till', keypath: '/0/7', heights: [3, 5], origin: 'abc' },
    { type: 'output', ref: `${TXID}:2`, spendable: true },
    { type: 'spscan', ref: 'sp1q', label: 'of a type that is not known', more: [1, { a: null }] },
  ])('comes back as it was: $type $label', (record) => {
    expect(fieldsOf(through(JSON.stringify(record)))).toEqual(record)
  })

  it('keeps the digits of numbers, and fields that mean something to JavaScript', () => {
    const line = `{"type":"tx","ref":"${TXID}","label":"x","a":1.00,"b":12345678901234567890,"__proto__":{"c":1e3}}`
    expect(through(line)).toBe(line)
  })

  const json = fc.jsonValue({ maxDepth: 4, noUnicodeString: false })
  const text = fc
    .string({ unit: 'binary', minLength: 1, maxLength: 60 })
    .filter((some) => some.isWellFormed() && !some.includes('\0') && secretIn(some, harmless) === null)
  const hex = (length: number) => fc.stringMatching(new RegExp(`^[0-9a-f]{${length}}$`))
  const name = fc
    .oneof(
      hex(64).map((ref) => ['tx', ref]),
      fc.tuple(hex(64), fc.nat(4_000)).map(([id, at]) => ['output', `${id}:${at}`]),
    )
    .map(([type, ref]) => ({ type, ref }))
  const record = fc.tuple(
    name,
    fc.record({ label: text, origin: text }, { requiredKeys: ['label'] }),
    fc.dictionary(
      fc
        .stringMatching(/^[a-z_]{1,12}$/)
        .filter((key) => !['type', 'ref', 'label', 'origin', 'spendable'].includes(key)),
      json,
      { maxKeys: 4 },
    ),
  )

  it('comes back as it was, whatever its label and its other fields are', () => {
    fc.assert(
      fc.property(record, ([named, known, others]) => {
        const line = JSON.stringify({ ...named, ...known, ...others })
        const parsed = parse(line)
        fc.pre(parsed.kind !== 'refused') // a text of digits may look like a key
        expect(fieldsOf(through(line))).toEqual(fieldsOf(line))
      }),
      { numRuns: 100 },
    )
  })

  it('never throws, whatever the line holds', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          json.map((value) => JSON.stringify(value)),
        ),
        (line) => {
          expect(['label', 'aside', 'refused']).toContain(parse(line).kind)
        },
      ),
      { numRuns: 100 },
    )
  })

  it('has one spelling: hex and bech32 in lower case', () => {
    expect(
      fieldsOf(through(JSON.stringify({ type: 'tx', ref: TXID.toUpperCase(), label: 'x' }))),
    ).toMatchObject({
      ref: TXID,
    })
    expect(
      fieldsOf(through(JSON.stringify({ type: 'addr', ref: ADDRESS.toUpperCase(), label: 'x' }))),
    ).toMatchObject({ ref: ADDRESS })
  })

  it.each([
    ['not_json', 'no json'],
    ['not_json', '[1]'],
    ['not_json', '12345678901234567890'],
    ['too_long', `{"type":"tx","ref":"${TXID}","x":${'['.repeat(40)}${']'.repeat(40)}}`],
    ['too_long', JSON.stringify({ type: 'tx', ref: TXID, label: 'x'.repeat(10_001) })],
    ['no_type', { ref: TXID, label: 'x' }],
    ['no_ref', { type: 'tx', label: 'x' }],
    ['bad_ref', { type: 'tx', ref: 'ab', label: 'x' }],
    ['bad_ref', { type: 'output', ref: TXID, label: 'x' }],
    ['bad_ref', { type: 'xpub', ref: `${XPUB.slice(0, -1)}9`, label: 'x' }],
    ['bad_ref', { type: 'addr', ref: `${ADDRESS.slice(0, -1)}3`, label: 'x' }],
    ['wrong_network', { type: 'addr', ref: 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4', label: 'x' }],
    ['bad_field', { type: 'tx', ref: TXID, label: 7 }],
    ['bad_field', { type: 'output', ref: `${TXID}:0`, spendable: 'true' }],
    ['not_text', { type: 'tx', ref: TXID, label: 'half \ud800' }],
    ['not_text', { type: 'tx', ref: TXID, label: 'nul \0' }],
    ['private_key', { type: 'tx', ref: TXID, label: `from ${KEY}` }],
    ['private_key', { type: 'addr', ref: KEY, label: 'x' }],
    ['private_key', { type: 'unknown', ref: 'x', deep: [{ er: KEY }] }],
    ['private_key', { type: 'tx', ref: TXID, [KEY]: 1 }],
    ['seed_phrase', { type: 'tx', ref: TXID, label: `${'abandon '.repeat(11)}about` }],
  ])('is refused as %s and not thrown: case %#', (reason, line) => {
    expect(parse(line)).toEqual({ kind: 'refused', reason })
  })
})

describe('the lines of a file', () => {
  it('are counted from 1, with a byte order mark, CRLF and empty lines among them', () => {
    expect([...labelLines('\ufeffa\r\n\r\n  \nb\rc\n\nd')]).toEqual([
      { line: 1, text: 'a' },
      { line: 4, text: 'b\rc' },
      { line: 6, text: 'd' },
    ])
    expect([...labelLines('')]).toEqual([])
  })
})

describe('a secret in free text', () => {
  it.each([
    'paid for the new car that we bought last summer in berlin together with our friends',
    'Übertrag vom alten Sparbuch für das Haus und den Garten hinter dem Haus am See',
    '本月工资已转入冷钱包，剩余部分留作备用金，请在下个月初再次核对账目',
    `refund of ${TXID}`,
    'rent, coffee, cash, gift, salary, market',
    ADDRESS,
    XPUB,
  ])('is not seen in what is none: %s', (text) => {
    expect(secretIn(text, harmless)).toBeNull()
  })

  it.each([
    ['a key in a sentence', `mine: "${KEY}".`, 'private_key'],
    [
      'an extended private key',
      `xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPPqjiChkVvvNKmPGJxWUtg6LnF5kejMRNNU3TGtRBeJgk33yuGBxrMPHi`,
      'private_key',
    ],
    ['64 hex digits that are no known transaction', 'ab'.repeat(32), 'private_key'],
    ['a numbered phrase', `1. ${'zoo 2. '.repeat(11)}wrong`, 'seed_phrase'],
    ['a phrase in a sentence, in capitals', `my words are ${'ZOO, '.repeat(11)}WRONG ok`, 'seed_phrase'],
    ['a phrase with a word missing', 'abandon '.repeat(11), 'seed_phrase'],
    ['a Spanish phrase without its accents', `${'abaco '.repeat(11)}abierto`, 'seed_phrase'],
    ['a Chinese phrase', `${'的 '.repeat(11)}在`, 'seed_phrase'],
    ['a Chinese phrase without spaces', `${'的'.repeat(11)}在`, 'seed_phrase'],
    ['a Japanese phrase', Array(12).fill('あいこくしん').join('\u3000'), 'seed_phrase'],
  ])('is seen: %s', (_what, text, kind) => {
    expect(secretIn(text, harmless)).toBe(kind)
  })
})

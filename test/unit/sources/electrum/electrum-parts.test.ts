import { describe, expect, it } from 'vitest'
import { BlockFormatError } from '../../../../electron/engine/block/byte-reader.ts'
import { parseElectrumUrl } from '../../../../electron/sources/electrum/electrum-url.ts'
import { LineSplitter, LineTooLong } from '../../../../electron/sources/electrum/lines.ts'
import { readTransaction } from '../../../../electron/sources/electrum/raw-transaction.ts'
import { scriptOf } from '../../../../electron/sources/electrum/script.ts'
import { AppError } from '../../../../shared/errors.ts'

describe('the URL of an Electrum server', () => {
  it.each([
    [
      'tls://Electrum.Example.org:50002',
      true,
      'electrum.example.org',
      50_002,
      'tls://electrum.example.org:50002',
    ],
    ['ssl://electrum.example.org', true, 'electrum.example.org', 50_002, 'tls://electrum.example.org:50002'],
    ['tls://electrum.example.org:443/', true, 'electrum.example.org', 443, 'tls://electrum.example.org:443'],
    ['tcp://127.0.0.1:80', false, '127.0.0.1', 80, 'tcp://127.0.0.1:80'],
    ['tcp://[::1]', false, '::1', 50_001, 'tcp://[::1]:50001'],
    [' tcp://abcdef.onion:50001 ', false, 'abcdef.onion', 50_001, 'tcp://abcdef.onion:50001'],
  ])('%s is understood', (text, tls, host, port, origin) => {
    expect(parseElectrumUrl(text)).toEqual({ tls, host, port, origin })
  })

  it.each([
    'https://electrum.example.org',
    'electrum.example.org:50002',
    'tcp://electrum.example.org:50001',
    'tls://user:secret@electrum.example.org:50002',
    'tls://electrum.example.org:50002/path',
    'tls://electrum.example.org:50002?x=1',
    'tls://electrum.example.org:0',
    'tls://electrum.example.org:99999',
    'tls://169.254.169.254:50002',
    'tls://',
    '',
  ])('%s is refused without being repeated', (text) => {
    expect(() => parseElectrumUrl(text)).toThrow(AppError)
    if (text.includes('secret')) expect(() => parseElectrumUrl(text)).not.toThrow(/secret/)
  })
})

describe('the line splitter', () => {
  const texts = (lines: readonly Uint8Array[]): string[] => lines.map((line) => Buffer.from(line).toString())

  it('puts lines together however they are cut', () => {
    const splitter = new LineSplitter(100)
    expect(texts(splitter.push(Buffer.from('a')))).toEqual([])
    expect(texts(splitter.push(Buffer.from('b\ncd\n\ne')))).toEqual(['ab', 'cd', ''])
    expect(texts(splitter.push(Buffer.from('\n')))).toEqual(['e'])
  })

  it('refuses a line that is longer than allowed, also before its end came', () => {
    const splitter = new LineSplitter(3)
    expect(texts(splitter.push(Buffer.from('abc\nabc')))).toEqual(['abc'])
    expect(() => splitter.push(Buffer.from('d'))).toThrow(LineTooLong)
  })
})

describe('an address in the protocol', () => {
  it('is the reversed hash of its script', () => {
    // The example of the protocol's documentation.
    expect(scriptOf('1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa', 'main').scripthash).toBe(
      '8b01df4e368ea28f8dc0423bcf7a4923e3a12d307c875e47a0cfbf90b5c39161',
    )
  })
})

describe('a raw transaction', () => {
  const script = Buffer.from('0014751e76e8199196d454941c45d1b3a323f1433bd6', 'hex')
  const input = `${'11'.repeat(32)}0200000000ffffffff`
  const output = `e803000000000000160014751e76e8199196d454941c45d1b3a323f1433bd6`
  const other = `d007000000000000160014${'aa'.repeat(20)}`
  const plain = `0200000001${input}02${other}${output}00000000`
  const segwit = `02000000000101${input}02${other}${output}0202abcd0000000000`

  it('has the same id with and without its witness', () => {
    const bare = readTransaction(Buffer.from(plain, 'hex'), script)
    expect(bare).toMatchObject({ spends: [`${'11'.repeat(32)}:2`], pays: [{ vout: 1, value: 1_000 }] })
    expect(readTransaction(Buffer.from(segwit, 'hex'), script)).toEqual(bare)
  })

  it.each([
    ['cut short', plain.slice(0, -2)],
    ['with bytes behind its end', `${plain}00`],
    ['with an unknown flag', segwit.replace('020000000001', '020000000002')],
    ['that is empty', ''],
  ])('%s is refused', (_, hex) => {
    expect(() => readTransaction(Buffer.from(hex, 'hex'), script)).toThrow(BlockFormatError)
  })
})

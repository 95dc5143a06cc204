import { array, assert, constantFrom, oneof, property, string } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type BitcoinLink, MAX_LINK, parseBitcoinLink } from '../../../shared/bitcoin-uri.ts'

const ADDRESS = '175tWpb8K1S7NmH4Zx6rewF9WQrcZv245W'
const SEGWIT = 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4'
const link = (text: string): Extract<BitcoinLink, { kind: 'link' }> => {
  const read = parseBitcoinLink(text)
  if (read.kind === 'refused') throw new Error(read.reason)
  return read
}
const reason = (text: string): string | null => {
  const read = parseBitcoinLink(text)
  return read.kind === 'refused' ? read.reason : null
}

describe('a bitcoin link', () => {
  it('names an address, and what its writer says of it', () => {
    expect(link(`bitcoin:${ADDRESS}?amount=20.3&label=Luke-Jr&message=Donation%20for%20xyz`)).toEqual({
      kind: 'link',
      addresses: [ADDRESS],
      label: 'Luke-Jr',
      message: 'Donation for xyz',
      amount: 2_030_000_000,
      others: [],
    })
  })

  it('is read whatever the case of its scheme and of its keys', () => {
    expect(link(`BITCOIN:${SEGWIT.toUpperCase()}?AMOUNT=.5`)).toMatchObject({
      addresses: [SEGWIT.toUpperCase()],
      amount: 50_000_000,
    })
  })

  it('names other instructions in plain words of a bounded length, whatever a stranger wrote', () => {
    const { others } = link(`bitcoin:${ADDRESS}?%E2%80%AE%0Aevil%00=1&${'x'.repeat(500)}=1&pj=1`)
    expect(others).toEqual(['evil', 'x'.repeat(40), 'pj'])
  })

  it('may name addresses by the keys of their networks, each once', () => {
    expect(link(`bitcoin:?bc=${SEGWIT}&lightning=lnbc1x&bc=${SEGWIT}`)).toMatchObject({
      addresses: [SEGWIT],
      others: ['lightning'],
    })
  })

  it.each([
    [`bitcoin:${ADDRESS}?req-somethingyoudontunderstand=50`, 'unknown_required'],
    [`bitcoin:${ADDRESS}?REQ-x`, 'unknown_required'],
    [`bitcoin:${ADDRESS}?amount=1&amount=2`, 'repeated'],
    [`bitcoin:${ADDRESS}?label=a&Label=b`, 'repeated'],
    [`bitcoin:${ADDRESS}?amount=1,5`, 'bad_amount'],
    [`bitcoin:${ADDRESS}?amount=1e3`, 'bad_amount'],
    [`bitcoin:${ADDRESS}?amount=-1`, 'bad_amount'],
    [`bitcoin:${ADDRESS}?amount=21000001`, 'bad_amount'],
    [`bitcoin:${ADDRESS}?amount=0.000000001`, 'bad_amount'],
    [`bitcoin:${ADDRESS}?label=%ff`, 'bad_encoding'],
    ['bitcoin:?lightning=lnbc1x', 'no_address'],
    ['bitcoin:', 'not_bitcoin'],
    [ADDRESS, 'not_bitcoin'],
    ['https://example.org/bitcoin:x', 'not_bitcoin'],
    [`bitcoin:${'a'.repeat(MAX_LINK)}`, 'too_long'],
  ])('%s is refused: %s', (text, expected) => {
    expect(reason(text.slice(0, MAX_LINK + 1))).toBe(expected)
  })

  it('takes a required key that is known', () => {
    expect(link(`bitcoin:${ADDRESS}?req-pop=callback%3a`)).toMatchObject({ addresses: [ADDRESS] })
  })

  it('shows words of strangers on one line, without marks that turn text around, and not without end', () => {
    const { label, message } = link(`bitcoin:${ADDRESS}?label=a%0Ab%E2%80%AEc&message=${'m'.repeat(900)}`)
    expect(label).toBe('a b c')
    expect(message).toHaveLength(200)
  })

  it('never throws, and what it accepts has an address', () => {
    const piece = oneof(constantFrom('?', '&', '=', '%', 'req-', 'amount', 'bc', '#', ADDRESS), string())
    assert(
      property(array(piece, { maxLength: 12 }), (pieces) => {
        const read = parseBitcoinLink(`bitcoin:${pieces.join('')}`)
        return read.kind === 'refused' || read.addresses.length > 0
      }),
      { numRuns: 500 },
    )
  })
})

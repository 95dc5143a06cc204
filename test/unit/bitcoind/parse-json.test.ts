import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseJson, parseJsonWithAmounts } from '../../../electron/sources/bitcoind/parse-json.ts'

const bytes = (text: string): Uint8Array => Buffer.from(text)

describe('JSON from a node', () => {
  it('is what JSON.parse makes of it', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 5 }), (text) => {
        expect(parseJson(bytes(text))).toEqual(JSON.parse(text))
      }),
    )
  })

  it('is read whole when its strings are long and full of brackets, quotes and backslashes', () => {
    const unit = fc.constantFrom('{', '[', '"', '\\', 'a', '\\\\"')
    fc.assert(
      fc.property(fc.array(fc.string({ unit, minLength: 60, maxLength: 200 }), { maxLength: 5 }), (texts) => {
        expect(parseJson(bytes(JSON.stringify(texts)))).toEqual(texts)
      }),
    )
  })

  it('is refused when it is nested 33 deep, and read when it is 32 deep', () => {
    const nested = (depth: number): Uint8Array => bytes('['.repeat(depth) + ']'.repeat(depth))
    expect(() => parseJson(nested(33))).toThrow(SyntaxError)
    expect(parseJson(nested(32))).toBeInstanceOf(Array)
  })

  it('gives amounts as the digits that were sent, and leaves everything else alone', () => {
    const text = '{"amount":0.10000000,"n":0.5,"amount2":1.5,"in":[{"amount" : 1e-8}],"s":"\\"amount\\":1"}'
    expect(parseJsonWithAmounts(bytes(text))).toEqual({
      amount: '0.10000000',
      n: 0.5,
      amount2: 1.5,
      in: [{ amount: '1e-8' }],
      s: '"amount":1',
    })
  })
})

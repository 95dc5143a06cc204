import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { JsonError, parseJson } from '../../../electron/sources/json.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

describe('JSON from somebody else', () => {
  it('is read like any JSON while it stays shallow', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 8 }), (value) => {
        const text = JSON.stringify(value)
        expect(parseJson(bytes(text))).toEqual(JSON.parse(text))
      }),
    )
  })

  it('is taken at the depth limit and refused one level below it', () => {
    const nested = (depth: number) => bytes('['.repeat(depth) + ']'.repeat(depth))
    expect(parseJson(nested(32))).toBeInstanceOf(Array)
    expect(() => parseJson(nested(33))).toThrow(JsonError)
    expect(() => parseJson(nested(200_000))).toThrow(JsonError)
  })

  it('does not count brackets inside strings, escaped quotes included', () => {
    const text = JSON.stringify({ note: `${'['.repeat(100)}"\\${'{'.repeat(100)}` })
    expect(parseJson(bytes(text))).toEqual(JSON.parse(text))
  })

  it.each([
    ['nothing at all', ''],
    ['a web page', '<html></html>'],
    ['a cut object', '{"a":1'],
    ['NaN', '{"a":NaN}'],
  ])('is refused when it is %s', (_, text) => {
    expect(() => parseJson(bytes(text))).toThrow(JsonError)
  })

  it('is refused when its bytes are not UTF-8', () => {
    expect(() => parseJson(new Uint8Array([0x22, 0xff, 0xfe, 0x22]))).toThrow(JsonError)
  })

  it('is cut at every byte without anything but a JsonError', () => {
    const whole = bytes('{"a":[1,{"b":"\\u00e9x"}],"c":null}')
    for (let end = 0; end < whole.length; end++)
      expect(() => parseJson(whole.subarray(0, end))).toThrow(JsonError)
  })
})

import {
  anything,
  array,
  assert,
  asyncProperty,
  constantFrom,
  oneof,
  string,
  tuple,
  uint8Array,
} from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parsePriceCsv } from '../../../electron/engine/imports/price-csv.ts'
import type { WireError } from '../../../shared/errors.ts'
import { IMPORT_LIMITS } from '../../../shared/ipc/imports.ts'
import { sharedGround } from './ground.ts'
import { FINGERPRINT, FIRST_44, FIRST_84, WPKH, XPUB_84, ZPUB_84 } from './wallets.ts'

const ground = sharedGround()

/** Words that the readers look for, in any order: closer to real files than noise. */
const piece = constantFrom(
  FIRST_44,
  FIRST_84,
  WPKH,
  XPUB_84,
  ZPUB_84,
  FINGERPRINT,
  '\n',
  '\r\n',
  ',',
  ';',
  '"',
  '#',
  '\t',
  '{',
  '}',
  '[',
  ']',
  ':',
  'BSMS 1.0',
  '/**',
  'Policy: 2 of 3',
  'address',
  'label',
  '"desc":',
  '"keystore":',
  '"wallet_type":',
  '"descriptors":',
  '\u0000',
  '\uFEFF',
  'wsh(sortedmulti(2,',
  '<0;1>',
  '\uD800',
)

const shape = (value: unknown): string => JSON.stringify(value) ?? 'null'
const names = [
  'descriptors',
  'desc',
  'keystore',
  'keystores',
  'wallet_type',
  'x1/',
  'xpub',
  'addresses',
  'labels',
  'descriptor',
  'bip84',
  'policyType',
  'timestamp',
  'address',
  'format',
  'entries',
]
const document = tuple(constantFrom(...names), constantFrom(...names), anything(), anything()).map(
  ([a, b, one, other]) => shape([{ [a]: one, [b]: { [a]: other } }, { [a]: { [b]: one } }]),
)
const file = oneof(
  array(oneof(piece, string()), { maxLength: 40 }).map((parts) => parts.join('')),
  document,
  document.map((text) => text.slice(1, -1)),
)

async function fault(call: Promise<unknown>): Promise<WireError | null> {
  return call.then(
    () => null,
    (error: unknown) => error as WireError,
  )
}

describe('whatever is in a file', () => {
  it('gives a preview or a typed refusal, and never an internal fault', async () => {
    const { preview } = ground()
    await assert(
      asyncProperty(file, async (text) => {
        const error = await fault(preview(text))
        expect(['refused_entries', 'invalid_input', undefined]).toContain(error?.code)
      }),
      { numRuns: 400 },
    )
  })

  it('is decoded whatever its bytes are', async () => {
    const { request } = ground()
    await assert(
      asyncProperty(uint8Array({ maxLength: 300 }), async (bytes) => {
        const error = await fault(
          request('imports.preview', { name: 'x', base64: Buffer.from(bytes).toString('base64') }),
        )
        expect(['refused_entries', 'invalid_input', undefined]).toContain(error?.code)
      }),
      { numRuns: 100 },
    )
  })

  it('gives prices that are prices, or refused lines', async () => {
    await assert(
      asyncProperty(file, async (text) => {
        for (const { price } of parsePriceCsv(text, 'EUR').prices) expect(Number(price)).toBeGreaterThan(0)
      }),
      { numRuns: 200 },
    )
  })
})

describe('limits', () => {
  it('refuse too many lines and bytes, and JSON that is nested without end', async () => {
    const { preview } = ground()
    const lines = '\n'.repeat(IMPORT_LIMITS.lines + 2)
    expect(await fault(preview(lines))).toMatchObject({ code: 'invalid_input' })
    expect(await fault(preview('x'.repeat(IMPORT_LIMITS.bytes + 1)))).toMatchObject({ code: 'invalid_input' })
    const deep = await preview('['.repeat(200_000))
    expect(deep.counts).toMatchObject({ new: 0 })
    expect(deep.refused).toHaveLength(1)
  })

  it('take one line of a megabyte, and a quote that is never closed, without hanging', async () => {
    const { preview } = ground()
    for (const text of [
      'a'.repeat(1_000_000),
      `address,label\n"${FIRST_44},x\n`.repeat(2_000),
      '<'.repeat(100_000),
      `wsh(${'('.repeat(50_000)}`,
      'a '.repeat(300_000),
    ])
      expect((await preview(text)).counts.new).toBeLessThan(2_001)
  })

  it('take ten thousand addresses, give the first thousand, and can be called off', async () => {
    const { request } = ground()
    const text = `${FIRST_44}\n`.repeat(10_000)
    const found = await request('imports.preview', { name: 'x', text })
    expect(found.counts).toMatchObject({ new: 1, repeated: 9_999 })
  })
})

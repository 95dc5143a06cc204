import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { sharedGround } from './ground.ts'
import { FIRST_44, SECRETS, XPUB_84 } from './wallets.ts'

const ground = sharedGround()
const places: readonly (readonly [string, (secret: string) => string])[] = [
  ['a line of its own', (secret) => `${FIRST_44}\n${secret}\n`],
  ['a label', (secret) => `${FIRST_44} # ${secret}\n`],
  ['a cell', (secret) => `address,note\n${FIRST_44},"${secret}"\n`],
  ['a field of JSON', (secret) => JSON.stringify([{ address: FIRST_44, label: secret }])],
  ['the name of a field of JSON', (secret) => JSON.stringify({ [secret]: 'x', address: FIRST_44 })],
  [
    'a record of labels',
    (secret) => `{"type":"addr","ref":"${FIRST_44}","label":"${secret}"}\n{"type":"addr","ref":"x"}\n`,
  ],
]

describe.each(SECRETS)('a file that holds %s', (_what, secret) => {
  it.each(places)(
    'in %s is refused as a whole, and nothing of it is repeated or stored',
    async (_place, file) => {
      const { request, dataDir } = ground()
      for (const name of ['imports.preview', 'imports.apply'] as const) {
        const error = await request(name, { name: 'x', text: file(secret) }).catch((fault: unknown) => fault)
        expect(error).toMatchObject({ code: 'refused_entries' })
        expect(JSON.stringify(error)).not.toContain(secret.slice(0, 12))
      }
      expect(await request('portfolio.list', {})).toEqual([])
      for (const file of await readdir(dataDir, { recursive: true, withFileTypes: true }))
        if (file.isFile())
          expect((await readFile(join(file.parentPath, file.name))).includes(secret.slice(0, 20))).toBe(false)
    },
  )
})

describe('a wallet file with keys', () => {
  it.each([
    [
      'encrypted by Electrum',
      { wallet_type: 'standard', keystore: { xpub: XPUB_84, xprv: 'c2VjcmV0IHRleHQ=' } },
    ],
    ['a seed of Electrum', { wallet_type: 'standard', keystore: { xpub: XPUB_84, seed: 'x y z' } }],
    [
      'a mnemonic under another name',
      { keystores: [{ extendedPublicKey: XPUB_84, seed: { type: 'BIP39' } }] },
    ],
  ])('is refused, even where they are %s', async (_what, wallet) => {
    const { preview } = ground()
    await expect(preview(JSON.stringify(wallet))).rejects.toMatchObject({ code: 'refused_entries' })
  })

  it('names the line', async () => {
    const { preview } = ground()
    const [[, secret] = ['', '']] = SECRETS
    await expect(preview(`${FIRST_44}\n\n${secret}`)).rejects.toMatchObject({
      detail: [{ line: 3, text: null, reason: 'private_key' }],
    })
  })
})

it('takes names of transactions, and words that are no seed phrase, for what they are', async () => {
  const { preview } = ground()
  const words = 'this is the address that my uncle once gave me for the car he sold'
  const found = await preview(`address,txid,note\n${FIRST_44},${'ab'.repeat(32)},${words}\n`)
  expect(found).toMatchObject({ counts: { new: 1, refused: 0 }, entries: [{ note: words }] })
})

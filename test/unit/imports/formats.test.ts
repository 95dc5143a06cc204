import { describe, expect, it } from 'vitest'
import { sharedGround } from './ground.ts'
import {
  FINGERPRINT,
  FIRST_44,
  FIRST_84,
  FIRST_86,
  SECOND_84,
  WPKH,
  XPUB_44,
  XPUB_84,
  XPUB_86,
  ZPUB_84,
} from './wallets.ts'

const ground = sharedGround()
const withoutSum = (text: string): string => text.replace(/#.{8}$/, '')
const part = (chain: number): string => WPKH.replace('<0;1>', String(chain))
const keystore = (xpub: string) => ({
  type: 'bip32',
  pw_hash_version: 1,
  xprv: null,
  xpub,
  derivation: "m/84'/0'/0'",
  root_fingerprint: FINGERPRINT,
})
const MULTI = (kind: (inside: string) => string): string =>
  kind(
    `sortedmulti(2,[${FINGERPRINT}/84h/0h/0h]${XPUB_84}/<0;1>/*,[${FINGERPRINT}/44h/0h/0h]${XPUB_44}/<0;1>/*)`,
  )
const wsh = MULTI((inside) => `wsh(${inside})`)

/** What: the file, its form, and the accounts or addresses in it. */
const FILES: readonly (readonly [string, string, string, readonly string[]])[] = [
  ['a list of addresses', `# mine\n${FIRST_44}\n\n// more\n${FIRST_84}\n`, 'lines', [FIRST_44, FIRST_84]],
  ['a descriptor', `${WPKH}\n`, 'lines', [WPKH]],
  ['a descriptor with commas', `${wsh}\n`, 'lines', [wsh]],
  ['an extended key that says its kind', ZPUB_84, 'lines', [`wpkh(${XPUB_84}/<0;1>/*)`]],
  ['receive and change as two lines', `${part(0)}\n${part(1)}\n`, 'lines', [WPKH]],
  [
    "Sparrow's output descriptors",
    `# Receive and change descriptor (BIP389):\n${WPKH}\n\n# Receive descriptor (Bitcoin Core):\n${part(0)}\n\n# Change descriptor (Bitcoin Core):\n${part(1)}\n`,
    'lines',
    [WPKH],
  ],
  [
    "Bitcoin Core's listdescriptors",
    JSON.stringify({
      wallet_name: 'w',
      descriptors: [1, 0].map((chain) => ({
        desc: part(chain),
        timestamp: 1_600_000_000,
        active: true,
        internal: chain === 1,
        range: [0, 999],
        next: 0,
      })),
    }),
    'core_descriptors',
    [WPKH],
  ],
  [
    'what importdescriptors takes',
    JSON.stringify([{ desc: `addr(${FIRST_44})`, timestamp: 'now' }]),
    'core_descriptors',
    [FIRST_44],
  ],
  [
    'listreceivedbyaddress',
    JSON.stringify([
      { address: FIRST_44, amount: 0.1, confirmations: 3, label: 'a', txids: ['ab'.repeat(32)] },
    ]),
    'core_addresses',
    [FIRST_44],
  ],
  [
    'getaddressesbylabel',
    JSON.stringify({ [FIRST_44]: { purpose: 'receive' } }),
    'core_addresses',
    [FIRST_44],
  ],
  [
    'listaddressgroupings',
    JSON.stringify([
      [
        [FIRST_44, 0.1, 'a'],
        [FIRST_84, 0],
      ],
    ]),
    'core_addresses',
    [FIRST_44, FIRST_84],
  ],
  [
    "Electrum's watch-only wallet",
    JSON.stringify({
      wallet_type: 'standard',
      seed_version: 59,
      keystore: keystore(ZPUB_84),
      addresses: { receiving: [FIRST_84, SECOND_84], change: [] },
    }),
    'electrum',
    [WPKH],
  ],
  [
    "Electrum's wallet of old addresses",
    JSON.stringify({ wallet_type: 'standard', keystore: { type: 'bip32', xpub: XPUB_44, xprv: null } }),
    'electrum',
    [`pkh(${XPUB_44}/<0;1>/*)`],
  ],
  [
    "Electrum's multisig",
    JSON.stringify({
      wallet_type: '2of2',
      'x1/': keystore(XPUB_84),
      'x2/': { ...keystore(XPUB_44), derivation: "m/44'/0'/0'" },
    }),
    'electrum',
    [MULTI((inside) => `sh(${inside})`)],
  ],
  [
    "Electrum's imported addresses",
    JSON.stringify({ wallet_type: 'imported', addresses: { [FIRST_44]: {}, [FIRST_84]: {} } }),
    'electrum',
    [FIRST_44, FIRST_84],
  ],
  [
    "Sparrow's wallet",
    JSON.stringify({
      name: 'w',
      policyType: 'SINGLE',
      scriptType: 'P2WPKH',
      keystores: [
        {
          extendedPublicKey: XPUB_84,
          keyDerivation: { masterFingerprint: FINGERPRINT, derivationPath: "m/84'/0'/0'" },
        },
      ],
    }),
    'sparrow',
    [WPKH],
  ],
  [
    "Sparrow's multisig",
    JSON.stringify({
      policyType: 'MULTI',
      scriptType: 'P2WSH',
      defaultPolicy: { miniscript: { script: 'wsh(sortedmulti(2,k1,k2))' } },
      keystores: [
        {
          extendedPublicKey: XPUB_84,
          keyDerivation: { masterFingerprint: FINGERPRINT, derivation: "m/84'/0'/0'" },
        },
        {
          extendedPublicKey: XPUB_44,
          keyDerivation: { masterFingerprint: FINGERPRINT, derivation: "m/44'/0'/0'" },
        },
      ],
    }),
    'sparrow',
    [wsh],
  ],
  [
    "Specter's wallet",
    JSON.stringify({ label: 'w', blockheight: 700_000, descriptor: part(0), devices: [] }),
    'specter',
    [WPKH],
  ],
  [
    "Coldcard's generic export",
    JSON.stringify({
      chain: 'BTC',
      xfp: FINGERPRINT.toUpperCase(),
      account: 0,
      bip44: { deriv: "m/44'/0'/0'", xpub: XPUB_44, first: FIRST_44, name: 'p2pkh' },
      bip84: { deriv: "m/84'/0'/0'", xpub: XPUB_84, _pub: ZPUB_84, first: FIRST_84, name: 'p2wpkh' },
      bip86: { deriv: "m/86'/0'/0'", xpub: XPUB_86, first: FIRST_86, name: 'p2tr' },
    }),
    'hardware_json',
    [
      WPKH,
      `tr([${FINGERPRINT}/86h/0h/0h]${XPUB_86}/<0;1>/*)`,
      `pkh([${FINGERPRINT}/44h/0h/0h]${XPUB_44}/<0;1>/*)`,
    ],
  ],
  [
    'a BSMS record',
    `BSMS 1.0\nwpkh([${FINGERPRINT}/84h/0h/0h]${XPUB_84}/**)\n/0/*,/1/*\n${FIRST_84}\n`,
    'bsms',
    [WPKH],
  ],
  [
    "Coldcard's multisig file",
    `# exported\nName: cc\nPolicy: 2 of 2\nFormat: P2WSH\n\nDerivation: m/84'/0'/0'\n${FINGERPRINT.toUpperCase()}: ${XPUB_84}\nDerivation: m/44'/0'/0'\n${FINGERPRINT}: ${XPUB_44}\n`,
    'multisig_text',
    [wsh],
  ],
]

describe('a file is told by what is in it:', () => {
  it.each(FILES)('%s', async (_what, text, format, expected) => {
    const { preview } = ground()
    const found = await preview(text)
    expect(found.refused).toEqual([])
    expect(found.format).toBe(format)
    expect(found.entries.map((entry) => withoutSum(entry.text))).toEqual(expected)
    expect(found.entries.every(({ state }) => state === 'new')).toBe(true)
    expect(found.counts.new).toBe(expected.length)
  })

  it.each([
    ['UTF-8 with a mark', Buffer.from(`\uFEFF${FIRST_44} # März`, 'utf8'), 'utf-8'],
    ['UTF-16', Buffer.from(`\uFEFF${FIRST_44} # März`, 'utf16le'), 'utf-16le'],
    ['UTF-16 the other way round', Buffer.from(`\uFEFF${FIRST_44} # März`, 'utf16le').swap16(), 'utf-16be'],
    ['UTF-16 without a mark', Buffer.from(`${FIRST_44} # März`, 'utf16le'), 'utf-16le'],
    ['an old Windows encoding', Buffer.from(`${FIRST_44} # März`, 'latin1'), 'windows-1252'],
  ])('text in %s', async (_what, bytes, encoding) => {
    const { request } = ground()
    const found = await request('imports.preview', { name: 'x', base64: bytes.toString('base64') })
    expect(found).toMatchObject({ encoding, entries: [{ text: FIRST_44, label: 'März' }] })
  })
})

describe('what a file says beside its entries', () => {
  it('stays with them: labels, groups, notes, birthdays, and the first addresses of accounts', async () => {
    const { preview } = ground()
    const csv = `Address;Name;Portfolio;Comment;Birthday\r\n"${FIRST_44}";"a; b";cold;n;2020-12-31\r\n${FIRST_84};;;;700000\r\n`
    const found = await preview(csv)
    expect(found.table).toMatchObject({
      delimiter: ';',
      columns: { header: true, address: 0, label: 1, group: 2, note: 3, birthday: 4 },
    })
    expect(found.entries).toMatchObject([
      { line: 2, label: 'a; b', group: 'cold', note: 'n', birthday: { date: '2020-12-31' } },
      { line: 3, birthday: { height: 700_000 } },
    ])
    expect(found.entries[1]).not.toHaveProperty('label')
    const [account] = (await preview(WPKH)).entries
    expect(account?.first.slice(0, 2)).toEqual([FIRST_84, SECOND_84])
  })

  it('may be given by other columns than those that are proposed', async () => {
    const { preview } = ground()
    const columns = { header: false, address: 1, label: 2, group: 0, note: null, birthday: null }
    const found = await preview(`mine,${FIRST_44},${FIRST_84}\n`, { columns })
    expect(found.entries).toMatchObject([{ text: FIRST_44, group: 'mine', label: FIRST_84 }])
  })

  it("is the timestamp of Core's descriptors, and the label of a wallet", async () => {
    const { preview } = ground()
    const found = await preview(
      JSON.stringify({ wallet_name: 'cold', descriptors: [{ desc: WPKH, timestamp: 1_600_000_000 }] }),
    )
    expect(found.entries).toMatchObject([{ label: 'cold', birthday: { date: '2020-09-13' } }])
  })

  it('is handed on as labels where it belongs to no entry', async () => {
    const { preview } = ground()
    const tx = 'ab'.repeat(32)
    const found = await preview(
      JSON.stringify({
        wallet_type: 'imported',
        addresses: { [FIRST_44]: {} },
        labels: { [FIRST_44]: 'a', [tx]: 'rent' },
      }),
    )
    expect(found.entries).toMatchObject([{ text: FIRST_44, label: 'a' }])
    expect(found.labels).toMatchObject({
      counts: { new: 1 },
      differences: [{ type: 'tx', ref: tx, after: 'rent' }],
    })
    const bip329 = `{"type":"tx","ref":"${tx}","label":"x"}\n{"type":"addr","ref":"${FIRST_44}","label":"y"}\n`
    expect(await preview(bip329)).toMatchObject({
      format: 'bip329',
      labels: { applied: false, counts: { new: 2 } },
    })
  })

  it('is checked: another first address than the keys give is refused', async () => {
    const { preview } = ground()
    const found = await preview(`BSMS 1.0\n${WPKH}\n/0/*,/1/*\n${SECOND_84}\n`)
    expect(found).toMatchObject({ entries: [], refused: [{ line: 2, reason: 'other_first_address' }] })
  })
})

describe('what cannot be taken in', () => {
  it('is refused by its line, and spoils nothing else', async () => {
    const { preview } = ground()
    const found = await preview(
      `${FIRST_44}\nhello\n${FIRST_84.slice(0, -1)}q\nbcrt1q6rhpng9evdsfnn833a4f4vej0asu6dk5srld6x\n`,
    )
    expect(found.entries.map(({ text }) => text)).toEqual([FIRST_44])
    expect(found.refused.map(({ line, reason }) => [line, reason])).toEqual([
      [2, 'not_an_address'],
      [3, 'bad_checksum'],
      [4, 'wrong_network'],
    ])
  })

  it.each([
    ["Sparrow's database", 'H:2,block:3,blockSize:1000', 'binary'],
    ["Electrum's encrypted wallet", `QklFMQ${'A'.repeat(200)}`, 'encrypted'],
    ['JSON of another kind', '{"a":{"b":1}}', 'not_readable'],
    [
      "Electrum's old wallet",
      '{"wallet_type":"standard","keystore":{"type":"old","mpk":"ab"}}',
      'unsupported_wallet',
    ],
    ['a multisig of unknown script', 'Policy: 2 of 3\nFormat: P2XYZ\n', 'unsupported_wallet'],
  ])('says why: %s', async (_what, text, reason) => {
    const { preview } = ground()
    expect(await preview(text)).toMatchObject({ entries: [], refused: [{ reason }] })
  })

  it('needs a choice where a key does not say what its scripts are', async () => {
    const { preview } = ground()
    const found = await preview(`${XPUB_84}\n${FIRST_44}\n`)
    expect(found.counts).toMatchObject({ choose: 1, new: 1 })
    const options = found.entries[0]?.options ?? []
    expect(options.map(({ scriptType }) => scriptType).sort()).toEqual(['pkh', 'sh(wpkh)', 'tr', 'wpkh'])
    expect(options.find(({ scriptType }) => scriptType === 'wpkh')?.first[0]).toBe(FIRST_84)
    const chosen = await preview(`${XPUB_84}\n`, { choices: { single: [{ entry: 0, scriptType: 'wpkh' }] } })
    expect(chosen.entries[0]).toMatchObject({ kind: 'account', state: 'new', scriptType: 'p2wpkh' })
  })

  it('counts what is named twice once', async () => {
    const { preview } = ground()
    const found = await preview(`${FIRST_84}\n${FIRST_84.toUpperCase()} # rent\n${FIRST_84}\n`)
    expect(found.counts).toMatchObject({ new: 1, repeated: 2 })
    expect(found.entries).toMatchObject([{ line: 1, label: 'rent' }])
  })
})

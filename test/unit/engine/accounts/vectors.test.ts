/** The published vectors of BIP-32, 44, 49, 84, 86, 380-386 and 389, and of SLIP-132, as far as they hold no private key. */
import { HDKey } from '@scure/bip32'
import { mnemonicToSeedSync } from '@scure/bip39'
import { describe, expect, it } from 'vitest'
import { base58check } from '../../../../electron/engine/accounts/address-forms.ts'
import { deriveScripts } from '../../../../electron/engine/accounts/derive-scripts.ts'
import { parseEntry } from '../../../../electron/engine/accounts/parse-entry.ts'
import type { Network } from '../../../../shared/chain.ts'

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

/** The first scripts of each chain of a descriptor. */
function scripts(line: string, count: number, network: Network = 'main'): readonly (readonly string[])[] {
  const entry = parseEntry(line, network)
  if (entry.kind !== 'account') throw new Error(entry.kind === 'refused' ? entry.reason : entry.kind)
  return entry.account.chains.map((chain) =>
    deriveScripts(chain, network, 0, count).map(({ scriptPubKey }) => hex(scriptPubKey)),
  )
}

function addresses(line: string, form: number, network: Network = 'main'): readonly (string | null)[] {
  const entry = parseEntry(line, network)
  const account =
    entry.kind === 'choose' ? entry.options[form] : entry.kind === 'account' ? entry.account : null
  const chain = account?.chains[0]
  if (chain === undefined) throw new Error(entry.kind)
  return deriveScripts(chain, network, 0, 2).map(({ address }) => address)
}

const KEYS = {
  a: '03a34b99f22c790c4e36b2b3c2c35a36db06226e41c692fc82b8b56ac1c540c5bd',
  long: '04a34b99f22c790c4e36b2b3c2c35a36db06226e41c692fc82b8b56ac1c540c5bd5b8dec5235a0fa8722476c7709c02559e3aa73aa03918ba2d492eea75abea235',
  six: 'xpub6ERApfZwUNrhLCkDtcHTcxd75RbzS1ed54G1LkBUHQVHQKqhMkhgbmJbZRkrgZw4koxb5JaHWkY4ALHY2grBGRjaDMzQLcgJvLJuZZvRcEL',
  eight:
    'xpub68NZiKmJWnxxS6aaHmn81bvJeTESw724CRDs6HbuccFQN9Ku14VQrADWgqbhhTHBaohPX4CjNLf9fq9MYo6oDaPPLPxSb7gwQN3ih19Zm4Y',
  nine: 'xpub69H7F5d8KSRgmmdJg2KhpAK8SR3DjMwAdkxj3ZuxV27CprR9LgpeyGmXUbC6wb7ERfvrnKZjXoUmmDznezpbZb7ap6r1D3tgFxHmwMkQTPH',
  master:
    'xpub661MyMwAqRbcFW31YEwpkMuc5THy2PSt5bDMsktWQcFF8syAmRUapSCGu8ED9W6oDMSgv6Zz8idoc4a6mr8BDzTJY47LJhkJ8UB7WEGuduB',
} as const
const SIXTEEN =
  '03669b8afcec803a0d323e9a17f3ea8e68e8abe5a278020a929adbec52421adbd0,0260b2003c386519fc9eadf2b5cf124dd8eea4c4e68d5e154050a9346ea98ce600,0362a74e399c39ed5593852a30147f2959b56bb827dfa3e60e464b02ccf87dc5e8,0261345b53de74a4d721ef877c255429961b7e43714171ac06168d7e08c542a8b8,02da72e8b46901a65d4374fe6315538d8f368557dda3a1dcf9ea903f3afe7314c8,0318c82dd0b53fd3a932d16e0ba9e278fcc937c582d5781be626ff16e201f72286,0297ccef1ef99f9d73dec9ad37476ddb232f1238aff877af19e72ba04493361009,02e502cfd5c3f972fe9a3e2a18827820638f96b6f347e54d63deb839011fd5765d,03e687710f0e3ebe81c1037074da939d409c0025f17eb86adb9427d28f0f7ae0e9,02c04d3a5274952acdbc76987f3184b346a483d43be40874624b29e3692c1df5af,02ed06e0f418b5b43a7ec01d1d7d27290fa15f75771cb69b642a51471c29c84acd,036d46073cbb9ffee90473f3da429abc8de7f8751199da44485682a989a4bebb24,02f5d1ff7c9029a80a4e36b9a5497027ef7f3e73384a4a94fbfe7c4e9164eec8bc,02e41deffd1b7cce11cde209a781adcffdabd1b91c0ba0375857a2bfd9302419f3,02d76625f7956a7fc505ab02556c23ee72d832f1bac391bcd2d3abce5710a13d06,0399eb0a5487515802dc14544cf10b3666623762fbed2ec38a3975716e2c29c232'

const descriptors: readonly [string, string, readonly string[]][] = [
  ['BIP-381', `pk(${KEYS.a})`, [`21${KEYS.a}ac`]],
  ['BIP-381', `pk(${KEYS.long})`, [`41${KEYS.long}ac`]],
  ['BIP-381', `pkh([deadbeef/1/2'/3/4']${KEYS.a})`, ['76a9149a1c78a507689f6f54b847ad1cef1e614ee23f1e88ac']],
  ['BIP-381', `pkh([deadbeef/1/2h/3/4h]${KEYS.a})`, ['76a9149a1c78a507689f6f54b847ad1cef1e614ee23f1e88ac']],
  ['BIP-381', `pkh(${KEYS.long})`, ['76a914b5bd079c4d57cc7fc28ecf8213a6b791625b818388ac']],
  ['BIP-381', `sh(pk(${KEYS.a}))`, ['a9141857af51a5e516552b3086430fd8ce55f7c1a52487']],
  ['BIP-381', `sh(pkh(${KEYS.a}))`, ['a9141a31ad23bf49c247dd531a623c2ef57da3c400c587']],
  [
    'BIP-381',
    'pkh([bd16bee5/2147483647h]xpub69H7F5dQzmVd3vPuLKtcXJziMEQByuDidnX3YdwgtNsecY5HRGtAAQC5mXTt4dsv9RzyjgDjAQs9VGVV6ydYCHnprc9vvaA5YtqWyL6hyds/0)',
    ['76a914ebdc90806a9c4356c1c88e42216611e1cb4c1c1788ac'],
  ],
  [
    'BIP-381',
    `pk(${KEYS.eight}/0)`,
    ['210379e45b3cf75f9c5f9befd8e9506fb962f6a9d185ac87001ec44a8d3df8d4a9e3ac'],
  ],
  ['BIP-382', `wpkh(${KEYS.a})`, ['00149a1c78a507689f6f54b847ad1cef1e614ee23f1e']],
  [
    'BIP-382',
    `wpkh([ffffffff/13']${KEYS.nine}/1/2/*)`,
    [
      '0014326b2249e3a25d5dc60935f044ee835d090ba859',
      '0014af0bd98abc2f2cae66e36896a39ffe2d32984fb7',
      '00141fa798efd1cbf95cebf912c031b8a4a6e9fb9f27',
    ],
  ],
  [
    'BIP-382',
    `wsh(pkh(${KEYS.a}))`,
    ['0020338e023079b91c58571b20e602d7805fb808c22473cbc391a41b1bd3a192e75b'],
  ],
  ['BIP-382', `wsh(pk(${KEYS.a}))`, ['00202e271faa2325c199d25d22e1ead982e45b64eeb4f31e73dbdf41bd4b5fec23fa']],
  ['BIP-382', `sh(wsh(pkh(${KEYS.a})))`, ['a914b61b92e2ca21bac1e72a3ab859a742982bea960a87']],
  [
    'BIP-383',
    `sh(multi(2,[00000000/111'/222]${KEYS.six},${KEYS.eight}/0))`,
    ['a91445a9a622a8b0a1269944be477640eedc447bbd8487'],
  ],
  ['BIP-383', `sh(wsh(multi(16,${SIXTEEN})))`, ['a9147fc63e13dc25e8a95a3cee3d9a714ac3afd96f1e87']],
  [
    'BIP-386',
    `tr(${KEYS.a.slice(2)})`,
    ['512077aab6e066f8a7419c5ab714c12c67d25007ed55a43cadcacb4d7a970a093f11'],
  ],
  [
    'BIP-386',
    `tr(${KEYS.six}/0/*,pk(${KEYS.six}/1/*))`,
    [
      '512078bc707124daa551b65af74de2ec128b7525e10f374dc67b64e00ce0ab8b3e12',
      '512001f0a02a17808c20134b78faab80ef93ffba82261ccef0a2314f5d62b6438f11',
      '512021024954fcec88237a9386fce80ef2ced5f1e91b422b26c59ccfc174c8d1ad25',
    ],
  ],
  [
    'BIP-386',
    `tr(${KEYS.a.slice(2)},pk(669b8afcec803a0d323e9a17f3ea8e68e8abe5a278020a929adbec52421adbd0))`,
    ['512017cf18db381d836d8923b1bdb246cfcd818da1a9f0e6e7907f187f0b2f937754'],
  ],
]

describe('the scripts of a published descriptor', () => {
  it.each(descriptors)('are those of %s: %s', (_, line, expected) => {
    expect(scripts(line, expected.length)).toEqual([expected])
  })
})

const P2PKH = '76a9149a1c78a507689f6f54b847ad1cef1e614ee23f1e88ac'
const combos: readonly [string, readonly string[]][] = [
  [
    `combo(${KEYS.a})`,
    [
      `21${KEYS.a}ac`,
      P2PKH,
      '00149a1c78a507689f6f54b847ad1cef1e614ee23f1e',
      'a91484ab21b1b2fd065d4504ff693d832434b6108d7b87',
    ],
  ],
  [`combo(${KEYS.long})`, [`41${KEYS.long}ac`, '76a914b5bd079c4d57cc7fc28ecf8213a6b791625b818388ac']],
]

describe('the scripts of BIP-384', () => {
  it.each(combos)('are all that the key may stand for: %s', (line, expected) => {
    expect(scripts(line, 1).flat().toSorted()).toEqual(expected.toSorted())
  })

  it('follow from an extended key by index and by path, as those of its single forms do', () => {
    const forms = ['pk(@)', 'pkh(@)', 'wpkh(@)', 'sh(wpkh(@))']
    const key = `${KEYS.eight}/<0;1>/*`
    const single = forms.flatMap((form) => scripts(form.replace('@', key), 3)).map((each) => each.join())
    expect(
      scripts(`combo(${key})`, 3)
        .map((each) => each.join())
        .toSorted(),
    ).toEqual(single.toSorted())
  })
})

describe('the scripts of BIP-385', () => {
  it('are those that raw() and addr() hold, where a wallet may have them', () => {
    for (const script of [
      'deadbeef',
      `5121${KEYS.a}41${KEYS.long}52ae`,
      'a9149a4d9901d6af519b2a23d4a2f51650fcba87ce7b87',
    ])
      expect(scripts(`raw(${script})`, 1)).toEqual([[script]])
    const entry = parseEntry('addr(3PUNyaW7M55oKWJ3kDukwk9bsKvryra15j)', 'main')
    if (entry.kind !== 'address') throw new Error(entry.kind)
    expect(hex(entry.address.scriptPubKey)).toBe('a914eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee87')
  })
})

const paths: readonly [string, readonly string[]][] = [
  [`pk(${KEYS.eight}/<0;1>)`, [`pk(${KEYS.eight}/0)`, `pk(${KEYS.eight}/1)`]],
  [
    `wpkh([ffffffff/13h]${KEYS.nine}/<1;3>/2/*)`,
    [`wpkh([ffffffff/13h]${KEYS.nine}/1/2/*)`, `wpkh([ffffffff/13h]${KEYS.nine}/3/2/*)`],
  ],
  [`pkh(${KEYS.master}/<0;1;2>)`, [0, 1, 2].map((step) => `pkh(${KEYS.master}/${step})`)],
  [
    `sh(multi(2,${KEYS.six}/<1;2;3>/0/*,${KEYS.eight}/0/*,${KEYS.master}/0/0/<3;4;5>/*))`,
    [0, 1, 2].map(
      (at) => `sh(multi(2,${KEYS.six}/${1 + at}/0/*,${KEYS.eight}/0/*,${KEYS.master}/0/0/${3 + at}/*))`,
    ),
  ],
]

describe('the paths of BIP-389', () => {
  it.each(paths)('are expanded in order: %s', (line, chains) => {
    const entry = parseEntry(line, 'main')
    if (entry.kind !== 'account') throw new Error(entry.kind)
    expect(entry.account.chains.map((chain) => chain.replace(/#.*/, ''))).toEqual(chains)
    expect(entry.account.descriptor.replace(/#.*/, '')).toBe(line)
  })
})

const wrong: readonly [string, string, string][] = [
  ['BIP-380: no checksum behind the sign', 'raw(deadbeef)#', 'bad_checksum'],
  ['BIP-380: a checksum too long', 'raw(deadbeef)#89f8spxmx', 'bad_checksum'],
  ['BIP-380: a checksum too short', 'raw(deadbeef)#89f8spx', 'bad_checksum'],
  ['BIP-380: an error in the payload', 'raw(deedbeef)#89f8spxm', 'bad_checksum'],
  ['BIP-380: an error in the checksum', 'raw(deedbeef)##9f8spxm', 'bad_checksum'],
  ['BIP-380: a character that does not occur', 'raw(Ü)#00000000', 'bad_checksum'],
  ['BIP-381: a script for a key', `pk(pk(${KEYS.a}))`, 'bad_descriptor'],
  ['BIP-381: a script for a key', `pkh(pk(${KEYS.a}))`, 'bad_descriptor'],
  ['BIP-381: a key for a script', `sh(${KEYS.a})`, 'bad_descriptor'],
  ['BIP-381: sh() below the top', `sh(sh(pkh(${KEYS.a})))`, 'bad_descriptor'],
  ['BIP-382: an uncompressed key', `wpkh(${KEYS.long})`, 'bad_descriptor'],
  ['BIP-382: an uncompressed key', `sh(wpkh(${KEYS.long}))`, 'bad_descriptor'],
  ['BIP-382: an uncompressed key', `wsh(pk(${KEYS.long}))`, 'bad_descriptor'],
  ['BIP-382: wpkh() in wsh()', `wsh(wpkh(${KEYS.a}))`, 'bad_descriptor'],
  ['BIP-382: wsh() in wsh()', `wsh(wsh(pkh(${KEYS.a})))`, 'bad_descriptor'],
  ['BIP-382: wsh() in wsh()', `sh(wsh(wsh(pkh(${KEYS.a}))))`, 'bad_descriptor'],
  ['BIP-382: a script for a key', `wpkh(wsh(pkh(${KEYS.a})))`, 'bad_descriptor'],
  ['BIP-382: a key for a script', `wsh(${KEYS.a})`, 'bad_descriptor'],
  ['BIP-383: too many keys for a script hash', `sh(multi(16,${SIXTEEN}))`, 'bad_descriptor'],
  ['BIP-383: a threshold of letters', `wsh(multi(a,${KEYS.a},${KEYS.six}))`, 'bad_descriptor'],
  ['BIP-383: a threshold of 0', `wsh(multi(0,${KEYS.a},${KEYS.six}))`, 'bad_descriptor'],
  ['BIP-383: a multisig in the open', `multi(1,${KEYS.a},${KEYS.long})`, 'unsupported_descriptor'],
  ['BIP-384: combo() below the top', `sh(combo(${KEYS.a}))`, 'bad_descriptor'],
  ['BIP-384: a script for a key', `combo(pkh(${KEYS.a}))`, 'bad_descriptor'],
  ['BIP-384: combo() below the top', `wsh(combo(${KEYS.a}))`, 'bad_descriptor'],
  ['BIP-384: two keys', `combo(${KEYS.a},${KEYS.six})`, 'bad_descriptor'],
  ['BIP-385: raw() below the top', 'sh(raw(deadbeef))', 'bad_descriptor'],
  ['BIP-385: raw() below the top', 'wsh(raw(deadbeef))', 'bad_descriptor'],
  ['BIP-385: what is no script', 'raw(asdf)', 'bad_descriptor'],
  ['BIP-385: half a byte', 'raw(deadbee)', 'bad_descriptor'],
  ['BIP-385: what is no address', 'addr(asdf)', 'not_an_address'],
  ['BIP-385: addr() below the top', 'sh(addr(3PUNyaW7M55oKWJ3kDukwk9bsKvryra15j))', 'bad_descriptor'],
  ['BIP-385: addr() below the top', 'wsh(addr(3PUNyaW7M55oKWJ3kDukwk9bsKvryra15j))', 'bad_descriptor'],
  ['a script that nobody can ever spend', 'raw(6a0474657374)', 'unsupported_descriptor'],
  ['a script that everybody may spend', 'raw(51024e73)', 'unsupported_descriptor'],
  ['BIP-386: an uncompressed key', `tr(${KEYS.long})`, 'bad_descriptor'],
  ['BIP-386: tr() below the top', `sh(tr(${KEYS.a}))`, 'bad_descriptor'],
  ['BIP-389: steps in the origin', `pkh([deadbeef/<0;1>]${KEYS.master}/0)`, 'bad_descriptor'],
  ['BIP-389: two places in one key', `pkh(${KEYS.master}/<0;1>/<2;3>)`, 'bad_descriptor'],
  [
    'BIP-389: numbers of steps that differ',
    `tr(${KEYS.six}/<6;7;8;9>/*,{pk(${KEYS.eight}/<1;2;3>/0/*),pk(${KEYS.master}/0/0/<3;4;5>/*)})`,
    'bad_descriptor',
  ],
  ['BIP-389: no step', `wpkh(${KEYS.master}/<>/*)`, 'bad_descriptor'],
  ['BIP-389: no beginning', `wpkh(${KEYS.master}/0>/*)`, 'bad_descriptor'],
  ['BIP-389: no end', `wpkh(${KEYS.master}/<0/*)`, 'bad_descriptor'],
  ['BIP-389: a step is missing', `wpkh(${KEYS.master}/<0;>/*)`, 'bad_descriptor'],
  [
    'BIP-32: an extended key with a private key in it',
    'xpub661MyMwAqRbcEYS8w7XLSVeEsBXy79zSzH1J8vCdxAZningWLdN3zgtU6LBpB85b3D2yc8sfvZU521AAwdZafEz7mnzBBsz4wKY5fTtTQBm',
    'bad_key',
  ],
  [
    'BIP-32: a prefix of a point that does not occur',
    'xpub661MyMwAqRbcEYS8w7XLSVeEsBXy79zSzH1J8vCdxAZningWLdN3zgtU6Txnt3siSujt9RCVYsx4qHZGc62TG4McvMGcAUjeuwZdduYEvFn',
    'bad_key',
  ],
  [
    'BIP-32: a prefix of a point that does not occur',
    'xpub661MyMwAqRbcEYS8w7XLSVeEsBXy79zSzH1J8vCdxAZningWLdN3zgtU6N8ZMMXctdiCjxTNq964yKkwrkBJJwpzZS4HS2fxvyYUA4q2Xe4',
    'bad_key',
  ],
  [
    'BIP-32: a parent at depth 0',
    'xpub661no6RGEX3uJkY4bNnPcw4URcQTrSibUZ4NqJEw5eBkv7ovTwgiT91XX27VbEXGENhYRCf7hyEbWrR3FewATdCEebj6znwMfQkhRYHRLpJ',
    'bad_key',
  ],
  [
    'BIP-32: an index at depth 0',
    'xpub661MyMwAuDcm6CRQ5N4qiHKrJ39Xe1R1NyfouMKTTWcguwVcfrZJaNvhpebzGerh7gucBvzEQWRugZDuDXjNDRmXzSZe4c7mnTK97pTvGS8',
    'bad_key',
  ],
  [
    'BIP-32: a point that is not on the curve',
    'xpub661MyMwAqRbcEYS8w7XLSVeEsBXy79zSzH1J8vCdxAZningWLdN3zgtU6Q5JXayek4PRsn35jii4veMimro1xefsM58PgBMrvdYre8QyULY',
    'bad_key',
  ],
]

describe('refused is', () => {
  it.each(wrong)('%s: %s', (_, line, reason) => {
    expect(parseEntry(line, 'main')).toEqual({ kind: 'refused', reason })
  })
})

describe('the published keys of the phrase "abandon ... about"', () => {
  const root = HDKey.fromMasterSeed(mnemonicToSeedSync(`${'abandon '.repeat(11)}about`))
  const account = (path: string): string => root.derive(path).publicExtendedKey

  it('have the addresses of BIP-44, 49 and 84 in SLIP-132', () => {
    expect(addresses(account("m/44'/0'/0'"), 0)[0]).toBe('1LqBGSKuX5yYUonjxT5qGfpUsXKYYWeabA')
    const ypub =
      'ypub6Ww3ibxVfGzLrAH1PNcjyAWenMTbbAosGNB6VvmSEgytSER9azLDWCxoJwW7Ke7icmizBMXrzBx9979FfaHxHcrArf3zbeJJJUZPf663zsP'
    expect(addresses(ypub, 0)[0]).toBe('37VucYSaXLCAsxYyAPfbSi9eh4iEcbShgf')
    expect(addresses(account("m/49'/0'/0'"), 1)).toEqual(addresses(ypub, 0))
    expect(addresses(account("m/84'/0'/0'"), 2)).toEqual([
      'bc1qcr8te4kr609gcawutmrza0j4xv80jy8z306fyu',
      'bc1qnjg0jd8228aq7egyzacy8cys3knf9xvrerkf9g',
    ])
  })

  it('have the addresses of BIP-86', () => {
    expect(addresses(account("m/86'/0'/0'"), 3)).toEqual([
      'bc1p5cyxnuxmeuwuvkwfem96lqzszd02n6xdcjrs20cac6yqjjwudpxqkedrcr',
      'bc1p4qhjn9zdvkux4e44uhx8tc55attvtyu358kutcqkudyccelu0was9fqzwh',
    ])
  })

  it('have the address of BIP-49 on testnet, by the key as upub', () => {
    const bytes = base58check.decode(account("m/49'/1'/0'"))
    new DataView(bytes.buffer, bytes.byteOffset).setUint32(0, 0x044a5262)
    expect(addresses(base58check.encode(bytes), 0, 'testnet4')[0]).toBe('2Mww8dCYPUpKHofjgcXcBCEGmniw9CoaiD2')
  })
})

it('the children of the chains of BIP-32 are its keys', () => {
  // Chain m/0H/1/2H/2 of vector 1 and its child 1000000000; chain m of vector 2 and its child 0.
  const chains: readonly [string, number, string][] = [
    [
      'xpub6FHa3pjLCk84BayeJxFW2SP4XRrFd1JYnxeLeU8EqN3vDfZmbqBqaGJAyiLjTAwm6ZLRQUMv1ZACTj37sR62cfN7fe5JnJ7dh8zL4fiyLHV',
      1_000_000_000,
      'xpub6H1LXWLaKsWFhvm6RVpEL9P4KfRZSW7abD2ttkWP3SSQvnyA8FSVqNTEcYFgJS2UaFcxupHiYkro49S8yGasTvXEYBVPamhGW6cFJodrTHy',
    ],
    [KEYS.master, 0, KEYS.nine],
  ]
  for (const [parent, index, child] of chains)
    expect(scripts(`wpkh(${parent}/${index})`, 1)).toEqual(scripts(`wpkh(${child})`, 1))
})

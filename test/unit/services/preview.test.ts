import { describe, expect, it } from 'vitest'
import { createInlineDeriver } from '../../../electron/engine/accounts/deriver.ts'
import { createPreview } from '../../../electron/services/preview-service.ts'

const { signal } = new AbortController()
const preview = createPreview('main', createInlineDeriver())
const XPUB =
  'xpub661MyMwAqRbcFtXgS5sYJABqqG9YLmC4Q1Rdap9gSE8NqtwybGhePY2gZ29ESFjqJoCu1Rupje8YtGqsefD265TMg7usUDFdp6W1EGMcet8'
const ZPUB =
  'zpub6rFR7y4Q2AijBEqTUquhVz398htDFrtymD9xYYfG1m4wAcvPhXNfE3EfH1r1ADqtfSdVCToUG868RvUUkgDKf31mGDtKsAYz2oz2AGutZYs'

describe('a preview', () => {
  it('shows the first five addresses of each chain', async () => {
    const { options, refused } = await preview({ line: ZPUB }, signal)
    expect(refused).toBeNull()
    expect(options).toHaveLength(1)
    const [receive, change] = options[0]?.chains ?? []
    expect(receive?.addresses).toHaveLength(5)
    expect(receive?.addresses[0]).toBe('bc1qcr8te4kr609gcawutmrza0j4xv80jy8z306fyu')
    expect(change?.addresses[0]).toBe('bc1q8c6fshw2dlwun7ekn9qwf37cu2rn755upcp6el')
  })

  it('shows every reading of a bare key, or the one that is asked for', async () => {
    const all = await preview({ line: XPUB }, signal)
    expect(all.options.map(({ scriptType }) => scriptType)).toEqual(['p2pkh', 'p2sh', 'p2wpkh', 'p2tr'])
    expect(new Set(all.options.map(({ chains }) => chains[0]?.addresses[0])).size).toBe(4)
    const one = await preview({ line: XPUB, scriptType: 'p2tr' }, signal)
    expect(one.options).toEqual([all.options[3]])
  })

  it('shows an address as itself', async () => {
    const address = '1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2'
    const { options } = await preview({ line: ` ${address}` }, signal)
    expect(options).toMatchObject([
      { descriptor: address, scriptType: 'p2pkh', chains: [{ addresses: [address] }] },
    ])
  })

  it('refuses with a reason, and repeats nothing of a secret', async () => {
    const key = 'KwDiBf89QgGbjEhKnhXJuH7LrciVrZi3qYjgd9M7rFU73sVHnoWn'
    const secret = await preview({ line: `wpkh(${key})` }, signal)
    expect(secret).toMatchObject({ options: [], refused: { reason: 'private_key', text: null } })
    expect(JSON.stringify(secret)).not.toContain(key.slice(0, 8))
    expect(await preview({ line: `rawtr(${XPUB}/*)` }, signal)).toMatchObject({
      options: [],
      refused: { reason: 'unsupported_descriptor' },
    })
  })
})

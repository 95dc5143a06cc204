import { describe, expect, it } from 'vitest'
import { explorerLink, explorerOf, isExplorerLink } from '../../../shared/explorer.ts'

const TXID = 'ab'.repeat(32)

describe('an explorer for links', () => {
  it.each([
    ['https://Mempool.space/signet/', 'https://mempool.space/signet'],
    [' https://example.org:8443 ', 'https://example.org:8443'],
    ['http://localhost:3002', 'http://localhost:3002'],
    ['http://192.168.1.20', 'http://192.168.1.20'],
    ['http://umbrel.local/x', 'http://umbrel.local/x'],
    ['http://abcdef.onion', 'http://abcdef.onion'],
  ])('%s is taken as %s', (text, base) => {
    expect(explorerOf(text)).toBe(base)
  })

  it.each([
    'http://example.org',
    'http://10.0.0.1.example.org',
    'javascript:alert(1)',
    'https://user:pass@example.org',
    'https://example.org/?a',
    'https://example.org/#a',
    'https://example.org/%2e%2e',
    'file:///etc/passwd',
    'https://',
    '',
    `https://example.org/${'a'.repeat(600)}`,
  ])('%s is none', (text) => {
    expect(explorerOf(text)).toBeNull()
  })

  it('gives links of transactions, addresses and blocks, and knows its own from any other', () => {
    const link = explorerLink('https://example.org/x', 'tx', TXID)
    expect(link).toBe(`https://example.org/x/tx/${TXID}`)
    expect(isExplorerLink('https://example.org/x', link ?? '')).toBe(true)
    expect(isExplorerLink('https://example.net/x', link ?? '')).toBe(false)
    expect(isExplorerLink('https://example.org/x', `${link}?a=b`)).toBe(false)
    expect(isExplorerLink('https://example.org/x', `https://evil.example/tx/${TXID}`)).toBe(false)
    expect(isExplorerLink('', link ?? '')).toBe(false)
  })

  it('gives no link for what is no id, and none where there is no explorer', () => {
    expect(explorerLink('https://example.org', 'tx', '../x')).toBeNull()
    expect(explorerLink('', 'tx', TXID)).toBeNull()
  })
})

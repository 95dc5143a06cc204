import { afterEach, describe, expect, it } from 'vitest'
import { showLanguage } from '../../../renderer/i18n/index.ts'
import { priceSourceText, worthText } from '../../../renderer/texts/price-text.ts'
import type { Price, PriceAnswer } from '../../../shared/fiat.ts'

const PRICE: Price = {
  currency: 'EUR',
  price: '57812.34',
  day: null,
  source: 'mine',
  at: Date.parse('2026-11-22T12:00:00Z'),
  observedAt: Date.parse('2026-11-22T12:01:00Z'),
}
const known: PriceAnswer = { kind: 'known', price: PRICE }
const unknown: PriceAnswer = { kind: 'unknown', reason: 'failed', message: '' }

describe('what an amount is worth', () => {
  afterEach(() => showLanguage('en'))

  it('is the exact product, as the language writes money', async () => {
    expect(worthText(150_000_000, known)).toBe('≈ €86,718.51')
    expect(worthText(0, known)).toBe('≈ €0.00')
    await showLanguage('zh-CN')
    expect(worthText(150_000_000, known)).toBe('≈ €86,718.51')
  })

  it('keeps every digit of more than a float can hold', () => {
    const dear: PriceAnswer = { kind: 'known', price: { ...PRICE, price: '123456789012345.67' } }
    expect(worthText(2_100_000_000_000_000, dear)).toBe('≈ €2,592,592,569,259,259,070,000.00')
  })

  it('is said to be unknown without a price, and nothing where the amount is unknown; never 0', () => {
    expect(worthText(150_000_000, unknown)).toBe('Worth not known')
    expect(worthText(null, known)).toBeNull()
    expect(worthText(null, unknown)).toBeNull()
  })

  it('comes with who said the price and when', () => {
    expect(priceSourceText(known)).toMatch(/^1 BTC = €57,812\.34, mine, Nov 22, 2026, \d\d:\d\d$/)
    const past: PriceAnswer = { kind: 'known', price: { ...PRICE, day: '2020-12-31', source: 'imported' } }
    expect(priceSourceText(past)).toBe('1 BTC = €57,812.34, own file, 2020-12-31')
  })

  it('says why a price is old, or why there is none', () => {
    const stale: PriceAnswer = { kind: 'stale', price: PRICE, reason: 'offline', message: '' }
    expect(priceSourceText(stale)).toMatch(/mine.*\. Not newer: All connections are off\.$/)
    expect(priceSourceText(unknown)).toBe('The source did not answer.')
  })
})

import { describe, expect, it } from 'vitest'
import { createLinkBox, readLink } from '../../../electron/services/link-box.ts'

const ADDRESS = 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4'
const PHRASE = Array.from({ length: 23 }, () => 'abandon').join(' ')
const LONG_PHRASE = `${Array.from({ length: 23 }, () => 'absolute').join(' ')} zoo`
const WIF = '5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ'
const HEX = 'a'.repeat(64)

function taken(text: string) {
  const box = createLinkBox({ emit: () => undefined })
  box.offer(text)
  return { link: box.take(), again: box.take() }
}

describe('a link that the system hands over', () => {
  it('is given once, to whoever takes it first', () => {
    expect(taken(`bitcoin:${ADDRESS}`)).toMatchObject({
      link: { kind: 'link', addresses: [ADDRESS] },
      again: null,
    })
  })

  it.each([
    ['in the place of an address', `bitcoin:${WIF}`],
    ['in a label', `bitcoin:${ADDRESS}?label=${encodeURIComponent(PHRASE)}`],
    [
      'in a label that is longer than what is shown',
      `bitcoin:${ADDRESS}?label=${encodeURIComponent(LONG_PHRASE)}`,
    ],
    [
      'in a message that is a phrase only as it is shown',
      `bitcoin:${ADDRESS}?message=aban%7Fon${'%20abandon'.repeat(10)}`,
    ],
    ['as a key', `bitcoin:${ADDRESS}?${encodeURIComponent(PHRASE)}=1`],
    ['as a key in hex', `bitcoin:${ADDRESS}?${HEX}`],
    ['as a key whose case matters', `bitcoin:${ADDRESS}?${WIF}=1`],
    ['as a key that is required', `bitcoin:${ADDRESS}?req-${encodeURIComponent(PHRASE)}`],
    ['where a label is cut', `bitcoin:${ADDRESS}?label=${'x'.repeat(170)}%20${WIF}`],
  ])('is not repeated where a secret is in it: %s', (_where, text) => {
    const { link } = taken(text)
    expect(link?.kind).toBe('refused')
    expect(readLink(text)).toEqual(link)
    expect(JSON.stringify(link)).not.toMatch(/abandon|absolute|5hue|aaaa/i)
  })

  it('shows nothing of the values of instructions that it does not know', () => {
    const { link } = taken(`bitcoin:${ADDRESS}?x=${WIF}`)
    expect(link).toMatchObject({ kind: 'link', others: ['x'] })
    expect(JSON.stringify(link)).not.toContain('5Hue')
  })

  it('is the newest of those that nobody took, and each is told of', () => {
    const told: string[] = []
    const box = createLinkBox({ emit: (name) => void told.push(name) })
    expect(box.take()).toBeNull()
    box.offer('bitcoin:')
    box.offer(`bitcoin:${ADDRESS}`)
    expect(box.take()).toMatchObject({ addresses: [ADDRESS] })
    expect(told).toEqual(['link.opened', 'link.opened'])
  })
})

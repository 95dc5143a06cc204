import { describe, expect, it } from 'vitest'
import { linesOf, renumber, textToCorrect } from '../../../renderer/features/portfolio/add-lines.ts'
import { placeForKey } from '../../../renderer/features/portfolio/grid-keys.ts'
import { nodeFieldsOf, nodeInputOf } from '../../../renderer/features/sources/node-input.ts'
import { shortcutOf } from '../../../renderer/frame/shortcuts.ts'
import type { RefusedEntry } from '../../../shared/address.ts'

describe('pasted lines', () => {
  const sent = linesOf('\n  bc1qa \n\r\nbc1qb\nsecret')

  it('leave blank ones out and keep the numbers the person sees', () => {
    expect(sent).toEqual([
      { number: 2, text: 'bc1qa' },
      { number: 4, text: 'bc1qb' },
      { number: 5, text: 'secret' },
    ])
  })

  it('come back for correction with their own numbers, without the secret ones', () => {
    const refused: readonly RefusedEntry[] = [
      { line: 2, text: 'bc1qb', reason: 'bad_checksum', message: 'no' },
      { line: 3, text: null, reason: 'private_key', message: 'never' },
    ]
    expect(renumber(refused, sent).map(({ line }) => line)).toEqual([4, 5])
    expect(textToCorrect(refused)).toBe('bc1qb')
  })
})

describe('the node form', () => {
  const stored = { url: 'http://127.0.0.1:8332', auth: { kind: 'password', user: 'ada' } } as const
  const fields = nodeFieldsOf(stored)

  it('keeps the stored password for the same URL and user only', () => {
    expect(nodeInputOf(fields, stored)).toEqual({ url: stored.url, auth: { kind: 'keep' } })
    expect(nodeInputOf({ ...fields, url: 'http://10.0.0.1:8332' }, stored)).toBe('password_again')
    expect(nodeInputOf({ ...fields, user: 'eve' }, stored)).toBe('password_again')
  })

  it('hands a typed password over as it is, spaces included', () => {
    expect(nodeInputOf({ ...fields, password: ' p ' }, stored)).toEqual({
      url: stored.url,
      auth: { kind: 'password', user: 'ada', password: ' p ' },
    })
  })

  it('wants a URL and a cookie file or a user', () => {
    expect(nodeInputOf(nodeFieldsOf(null), null)).toBe('incomplete')
    const cookie = { ...nodeFieldsOf(null), url: 'http://127.0.0.1:8332' }
    expect(nodeInputOf(cookie, null)).toBe('incomplete')
    expect(nodeInputOf({ ...cookie, file: ' /x/.cookie ' }, null)).toEqual({
      url: cookie.url,
      auth: { kind: 'cookie', file: '/x/.cookie' },
    })
  })
})

describe('keys', () => {
  const press = (key: string, ...held: ('ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey')[]) => ({
    key,
    ctrlKey: held.includes('ctrlKey'),
    metaKey: held.includes('metaKey'),
    altKey: held.includes('altKey'),
    shiftKey: held.includes('shiftKey'),
  })

  it.each([
    [press('r', 'ctrlKey'), 'refresh'],
    [press('R', 'metaKey'), 'refresh'],
    [press('F5'), 'refresh'],
    [press('n', 'ctrlKey'), 'add'],
    [press('f', 'ctrlKey'), 'filter'],
    [press('F6'), 'next_pane'],
    [press('F6', 'shiftKey'), 'previous_pane'],
    [press('H', 'ctrlKey', 'shiftKey'), 'hide'],
    [press('k', 'ctrlKey'), 'palette'],
    [press(',', 'metaKey'), 'settings'],
    [press('?', 'shiftKey'), 'help'],
    [press('2', 'altKey'), { page: 1 }],
    [press('r'), null],
    [press('r', 'ctrlKey', 'shiftKey'), null],
    [press('n', 'ctrlKey', 'altKey'), null],
    [press('z', 'ctrlKey'), 'undo'],
    [press('PageDown', 'ctrlKey'), 'next_page'],
    [press('PageUp', 'ctrlKey'), 'previous_page'],
  ])('%o mean %s', (event, expected) => {
    expect(shortcutOf(event)).toEqual(expected)
  })

  it('leave a question mark, and taking back, to the field that is typed in', () => {
    expect(shortcutOf(press('?', 'shiftKey'), true)).toBeNull()
    expect(shortcutOf(press('z', 'ctrlKey'), true)).toBeNull()
  })

  it('move in the grid without leaving it', () => {
    expect(placeForKey('ArrowDown', 7, 8)).toBe(7)
    expect(placeForKey('ArrowUp', 0, 8)).toBe(0)
    expect(placeForKey('End', 2, 8)).toBe(7)
    expect(placeForKey('Home', 2, 8)).toBe(0)
    expect(placeForKey('ArrowDown', -1, 8)).toBe(0)
    expect(placeForKey('ArrowDown', 0, 0)).toBeNull()
    expect(placeForKey('Enter', 0, 8)).toBeNull()
  })
})

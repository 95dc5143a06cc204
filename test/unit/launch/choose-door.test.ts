import { expect, test } from 'vitest'
import { chooseDoor, hasDisplay } from '../../../electron/launch/choose-door.ts'
import { parseStartOptions, withoutPort } from '../../../electron/launch/start-options.ts'

const facts = { electronThere: true, display: true, terminal: true, noOpen: false }

test('Electron opens when its binary is there and a window can be shown, with or without a terminal', () => {
  expect(chooseDoor(facts)).toEqual({ kind: 'electron' })
  expect(chooseDoor({ ...facts, terminal: false })).toEqual({ kind: 'electron' })
})

test('The download is only ever a question to a person on a terminal with a display', () => {
  expect(chooseDoor({ ...facts, electronThere: false })).toEqual({ kind: 'ask' })
  expect(chooseDoor({ ...facts, electronThere: false, terminal: false })).toMatchObject({ kind: 'serve' })
  expect(chooseDoor({ ...facts, electronThere: false, display: false })).toMatchObject({ kind: 'serve' })
})

test('Without a display Electron is not tried even when it is there', () => {
  expect(chooseDoor({ ...facts, display: false })).toEqual({
    kind: 'serve',
    why: 'there is no display for a window',
  })
})

test('Asking for the URL alone opens no window and asks no question', () => {
  expect(chooseDoor({ ...facts, noOpen: true, electronThere: false })).toMatchObject({ kind: 'serve' })
})

test.each([
  ['linux', {}, false],
  ['linux', { DISPLAY: '' }, false],
  ['linux', { DISPLAY: ':0' }, true],
  ['linux', { WAYLAND_DISPLAY: 'wayland-0' }, true],
  ['darwin', {}, true],
  ['win32', {}, true],
] as const)('On %s with %o the answer to "is there a display" is %s', (platform, env, expected) => {
  expect(hasDisplay(platform, env)).toBe(expected)
})

test('Options that are not about starting go to the app as they are and in order', () => {
  const argv = ['--demo', '--network', 'regtest', '--no-open', '--node=http://127.0.0.1:1', '--offline']
  expect(parseStartOptions(argv)).toEqual({
    demo: true,
    noOpen: true,
    help: false,
    forwarded: ['--network', 'regtest', '--node=http://127.0.0.1:1', '--offline'],
  })
})

test('A port is kept from Electron in both spellings, together with its value', () => {
  expect(withoutPort(['--port', '8080', '--offline'])).toEqual(['--offline'])
  expect(withoutPort(['--offline', '--port=8080'])).toEqual(['--offline'])
})

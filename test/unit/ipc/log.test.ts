import { mkdtemp, readFile, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createLog, type Log } from '../../../electron/log.ts'

const ADDRESS = 'bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080'
const LEGACY = '1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2'
const WIF = '5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ'
const XPUB =
  'xpub661MyMwAqRbcFtXgS5sYJABqqG9YLmC4Q1Rdap9gSE8NqtwybGhePY2gZ29ESFjqJoCu1Rupje8YtGqsefD265TMg7usUDFdp6W1EGMcet8'
const XPRV =
  'xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPPqjiChkVvvNKmPGJxWUtg6LnF5kejMRNNU3TGtRBeJgk33yuGBxrMPHi'

function capture(level: string): { log: Log; text: () => string } {
  const lines: string[] = []
  const log = createLog({ level, stream: { write: (line: string) => void lines.push(line) } })
  return { log, text: () => lines.join('') }
}

describe('the log', () => {
  it.each([
    ['a password field, however deep', { node: { auth: { password: 'hunter2' } } }],
    ['a cookie field', { cookie: 'hunter2' }],
    ['an Authorization header', { headers: { Authorization: 'hunter2' } }],
    ['a token in a list', { all: [{ sessionToken: 'hunter2' }] }],
    ['a session code', { code: 'hunter2' }],
    ['a property of an error', { err: Object.assign(new Error('x'), { password: 'hunter2' }) }],
    ['a property of the cause of an error', { err: new Error('x', { cause: { secret: 'hunter2' } }) }],
    ['user and password of a URL', { url: 'http://u:hunter2@127.0.0.1:8332/' }],
    ['a basic credential in text', { text: 'sent Basic dTpodW50ZXIyhunter2' }],
    ['a code in a link', { url: 'http://127.0.0.1:1/#code=hunter2' }],
  ])('hides %s', (_what, fields) => {
    const { log, text } = capture('debug')
    log.debug(fields, 'said')
    expect(text()).toContain('said')
    expect(text()).not.toContain('hunter2')
  })

  it.each([
    ['a WIF key', WIF],
    ['an extended private key', XPRV],
    ['the content of a cookie file', '__cookie__:0123456789abcdef'],
    ['a login of one group of addresses at a proxy', 'c0ffee'.repeat(5).padEnd(32, '0')],
  ])('hides %s in a message, in a field and in a stack', (_what, secret) => {
    const { log, text } = capture('debug')
    log.debug({ text: `a ${secret} b`, err: new Error(secret) }, `c ${secret} d`)
    expect(text()).not.toContain(secret.slice(-14))
    expect(JSON.parse(text())).toMatchObject({ text: 'a [hidden] b', msg: 'c [hidden] d' })
  })

  it.each(['\n', '\r', '\t', '\b', '\f', '\u0001'])(
    'hides keys and addresses behind the character %j, too',
    (character) => {
      const { log, text } = capture('debug')
      const said = [ADDRESS, LEGACY, XPUB, `02${'ab'.repeat(32)}`, WIF, XPRV].map(
        (word) => `${character}${word}`,
      )
      log.warn({ err: new Error(said.join('')) }, said.join(' '))
      for (const word of said) expect(text()).not.toContain(word.slice(-14))
    },
  )

  it.each(['info', 'warn', 'error'] as const)('writes no address at level %s', (level) => {
    const { log, text } = capture('debug')
    log[level]({ address: ADDRESS, list: [LEGACY] }, `for ${ADDRESS.toUpperCase()}`)
    expect(JSON.parse(text())).toMatchObject({
      address: '[address]',
      list: ['[address]'],
      msg: 'for [address]',
    })
  })

  it.each(['info', 'warn', 'error'] as const)('writes no extended or public key at level %s', (level) => {
    const { log, text } = capture('debug')
    const descriptor = `wsh(sortedmulti(1,[d34db33f/48h]${XPUB}/0/*,02${'ab'.repeat(32)}))`
    log[level]({ descriptor }, `for ${XPUB.replace('xpub', 'Zpub')}`)
    expect(text()).not.toMatch(/pub66|abababab/)
    expect(JSON.parse(text())).toMatchObject({ msg: 'for [key]' })
  })

  it('writes addresses at level debug, which a person asks for', () => {
    const { log, text } = capture('debug')
    log.debug({ address: ADDRESS }, 'said')
    expect(text()).toContain(ADDRESS)
  })

  it('keeps hashes, the code of an error and its cause', () => {
    const { log, text } = capture('info')
    const cause = Object.assign(new Error('inner'), { code: 'ECONNREFUSED' })
    log.info({ hash: 'ab'.repeat(32), err: new Error('outer', { cause }) }, 'said')
    expect(JSON.parse(text())).toMatchObject({
      hash: 'ab'.repeat(32),
      err: { message: 'outer', cause: { code: 'ECONNREFUSED', message: 'inner' } },
    })
  })

  it('says nothing below its level, and takes an unknown level as warn', () => {
    const { log, text } = capture('loud')
    log.info({}, 'quiet')
    expect(text()).toBe('')
    log.warn({}, 'heard')
    expect(text()).toContain('heard')
  })

  it('writes a file that only its owner can read', async () => {
    const file = join(await mkdtemp(join(tmpdir(), 'tidemark-log-')), 'logs', 'tidemark.log')
    createLog({ file }).info({}, 'in the file')
    expect(await readFile(file, 'utf8')).toContain('in the file')
    expect((await stat(file)).mode & 0o777).toBe(0o600)
  })
})

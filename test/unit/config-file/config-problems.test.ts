import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { loadConfigFile } from '../../../electron/config-file.ts'
import { createLog } from '../../../electron/log.ts'
import { btc, errorOf, folder, load } from './ground.ts'

const SECRET = 'hunter2-correct-horse'
const KEY = 'blockchain.chains.btc'

describe('a problem in a config file', () => {
  it.each([
    [
      'a mistyped key',
      btc('name: x', 'rpc_url: []'),
      5,
      `The key "rpc_url" in ${KEY} is not known: did you mean "rpc_urls"?`,
    ],
    [
      'a key in camel case',
      btc('staleAfterBlocks: 5'),
      4,
      `The key "staleAfterBlocks" in ${KEY} is not known: did you mean "stale_after_blocks"?`,
    ],
    [
      'a mistyped key at the top',
      'blockchains: 1',
      1,
      'The key "blockchains" in the file is not known: did you mean "blockchain"?',
    ],
    [
      'a mistyped key of an entry',
      btc('rpc_urls:', '  - url: https://a.example', '    rol: node'),
      6,
      `The key "rol" in ${KEY}.rpc_urls[1] is not known: did you mean "role"?`,
    ],
    [
      'a role that is none',
      btc('rpc_urls:', '  - { url: "https://a.example", role: boss }'),
      5,
      `${KEY}.rpc_urls[1].role`,
    ],
    [
      'a key file that is not there',
      btc('rpc_urls:', '  - { url: "https://a.example", api_key_file: /nowhere/key }'),
      5,
      `${KEY}.rpc_urls[1]: api_key_file cannot be read (ENOENT).`,
    ],
    [
      'an API key for the node',
      btc('rpc_urls:', '  - { url: "https://a.example", role: node, api_key_file: key }'),
      5,
      'api_key_file is for other servers than the node',
    ],
    ['an entry without URL', btc('rpc_urls:', '  - role: node'), 5, `${KEY}.rpc_urls[1].url is missing.`],
    [
      'a number out of range',
      btc('name: x', 'retries: 11'),
      5,
      `${KEY}.retries must be a whole number from 0 to 10.`,
    ],
    [
      'a fraction',
      btc('timeout_ms: 1000.5'),
      4,
      `${KEY}.timeout_ms must be a whole number from 100 to 600000.`,
    ],
    ['a number in quotes', btc('retries: "3"'), 4, `${KEY}.retries must be a whole number from 0 to 10.`],
    [
      'other decimals',
      btc('decimals: 18'),
      4,
      `${KEY}.decimals must be 8: a bitcoin has 100,000,000 satoshis.`,
    ],
    [
      'an unknown rotation',
      btc('rotation: random'),
      4,
      `${KEY}.rotation must be one of round-robin, ranked, private.`,
    ],
    [
      'an unknown network',
      btc('network: testnet3'),
      4,
      `${KEY}.network must be one of main, testnet4, signet, regtest.`,
    ],
    ['yes for true', btc('enabled: yes'), 4, `${KEY}.enabled must be true or false.`],
    [
      'a password of digits without quotes',
      btc('username: u', 'password: 0123'),
      5,
      `${KEY}.password must be text: put it in quotes.`,
    ],
    [
      'URLs that are no list',
      btc('rpc_urls: https://a.example'),
      4,
      `${KEY}.rpc_urls must be a list of URLs.`,
    ],
    [
      'plain http to the public',
      btc('rpc_urls:', '  - https://a.example', '  - http://b.example/api'),
      6,
      `${KEY}.rpc_urls[2]: plain http is only for your own network`,
    ],
    [
      'a password in a URL',
      btc('rpc_urls:', `  - https://u:${SECRET}@a.example`),
      5,
      `${KEY}.rpc_urls[1]: a provider URL holds no user name or password.`,
    ],
    [
      'a node that speaks Electrum',
      btc('rpc_urls:', '  - { url: "tls://a.example:50002", role: node }'),
      5,
      'a node is named by an http or https URL',
    ],
    ['an Electrum URL without port', btc('rpc_urls:', '  - tls://a.example'), 5, 'ends with its port'],
    [
      'the address of cloud metadata',
      btc('rpc_urls:', '  - http://169.254.169.254'),
      5,
      'not the address of a server',
    ],
    ['no chains', 'blockchain: {}', 1, 'blockchain.chains is missing.'],
    ['no btc', 'blockchain:\n  chains:\n    eth: {}', 2, 'blockchain.chains.btc is missing.'],
    ['nothing at all', '', 1, 'The file must hold keys of its own.'],
    ['text instead of keys', 'blockchain: none', 1, 'blockchain must hold keys of its own.'],
    ['a user without a password', btc('name: x', 'username: u'), 5, `${KEY}.username needs a password_file`],
    [
      'a password without a user',
      btc(`password: ${SECRET}`),
      4,
      `${KEY}.password needs a username beside it.`,
    ],
    ['two passwords', btc('username: u', 'password_file: x', `password: ${SECRET}`), 6, 'exclude each other'],
    ['a cookie and a user', btc('username: u', `password: ${SECRET}`, 'cookie_file: c'), 6, 'stands alone'],
    [
      'a password file that is not there',
      btc('username: u', 'password_file: absent'),
      5,
      `${KEY}.password_file cannot be read (ENOENT).`,
    ],
    [
      'a password file that is a folder',
      btc('username: u', 'password_file: .'),
      5,
      `${KEY}.password_file must name a small file.`,
    ],
    [
      'a key given twice',
      btc('retries: 1', 'name: x', 'retries: 2'),
      6,
      `${KEY}.retries is given twice: it already stands on line 4.`,
    ],
    [
      'a chain given twice',
      `${btc('retries: 1')}    btc: {}\n`,
      5,
      `${KEY} is given twice: it already stands on line 3.`,
    ],
    ['a tab as indentation', 'blockchain:\n\tchains: {}', 2, 'The line is indented with a tab: use spaces.'],
    ['a tab after blanks', btc('retries: 1').replace('      retries', '     \tretries'), 4, 'tab'],
    ['an anchor', btc('name: &n x'), 4, 'Anchors'],
    ['an alias', btc('name: x', 'symbol: *n'), 5, 'Aliases'],
    ['a merge', btc('<<: { retries: 1 }'), 4, 'not known'],
    ['a tag of its own', btc('name: !env HOME'), 4, 'Tags'],
    ['a binary', btc('name: !!binary aGk='), 4, 'Tags'],
    ['a directive', `%YAML 1.1\n---\n${btc('enabled: true')}`, 1, '%'],
    ['a second document', `${btc('retries: 1')}---\na: 1\n`, 5, 'second document'],
    ['a key that is a list', btc('? [a]', ': b'), 4, 'A key must be a plain word.'],
    ['a key named like the prototype', btc('__proto__: { retries: 1 }'), 4, 'not known'],
    ['an open quote', btc('name: "x', 'retries: 1'), 6, 'missing here or above'],
    ['a missing colon', btc(`password ${SECRET}`, 'retries: 1'), 4, 'write "key: value"'],
    [
      'an unquoted password with a reserved sign',
      btc('username: u', `password: @${SECRET}`),
      5,
      'put it in quotes',
    ],
    [
      'an unquoted password with a colon',
      btc('username: u', `password: ${SECRET}: x`),
      5,
      'write "key: value"',
    ],
    ['an unquoted password with an asterisk', btc('username: u', `password: *${SECRET}`), 5, 'Aliases'],
    ['a password as a key', btc('password:', `  ${SECRET}: 1`), 4, `${KEY}.password must be text`],
    ['a password in place of a key', btc(`${SECRET}: 1`), 4, 'A key in blockchain.chains.btc is not known'],
    ['a password as the network', btc(`network: ${SECRET}`), 4, `${KEY}.network must be one of`],
    [
      'a password in two lines',
      btc('username: u', `password: "${SECRET}\\n"`),
      5,
      `${KEY}.password must be one line.`,
    ],
  ])('is named by line and key and never quoted: %s', async (_, text, line, expected) => {
    const error = await errorOf(load(text))
    const found = error.problems.find((problem) => problem.line === line && problem.text.includes(expected))
    expect(found, inspect(error.problems)).toBeDefined()
    expect(error.code).toBe('invalid_input')
    expect(error.message).toContain(`Line ${line}: `)
    expect(everythingIn(error)).not.toContain('hunter2')
  })

  it('does not hide the next one: all are named, in the order of their lines', async () => {
    const error = await errorOf(load(btc('retries: -1', 'rotatoin: ranked', 'decimals: 9')))
    expect(error.problems.map(({ line }) => line)).toEqual([4, 5, 6])
  })

  it.each([
    ['brackets by the ten thousand', '['.repeat(100_000)],
    ['braces by the ten thousand', '{a: '.repeat(50_000)],
    [
      'lists within lists by indentation',
      Array.from({ length: 700 }, (_, i) => `${' '.repeat(i)}-`).join('\n'),
    ],
    ['keys by the ten thousand', Array.from({ length: 20_000 }, (_, i) => `k${i}: 1`).join('\n')],
    ['the same key by the ten thousand', 'k: 1\n'.repeat(40_000)],
    ['aliases that grow without end', `a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\nblockchain: *c\n`],
    ['lines of nonsense by the ten thousand', '"\n'.repeat(60_000)],
  ])('is one of form where the text is an attack: %s', async (_, text) => {
    const error = await errorOf(load(text))
    expect(error.problems.length).toBeLessThan(300)
    expect(error.message.length).toBeLessThan(3_000)
  })
})

describe('the password of a config file', () => {
  it('shows in no print, no JSON and no log', async () => {
    const file = await load(btc('username: u', `password: "${SECRET}"`))
    const { login } = file.btc
    if (login?.kind !== 'password') throw new Error('a password was written')
    const lines: string[] = []
    const log = createLog({ level: 'debug', stream: { write: (line) => void lines.push(line) } })
    log.info({ file, login, text: login.password.toString(), value: login.password }, 'read')
    const shown = [
      JSON.stringify(file),
      inspect(file, { depth: 9, showHidden: true }),
      inspect(Object.assign({}, login.password)),
      JSON.stringify(structuredClone(Object.assign({}, login.password))),
      String(login.password),
      ...lines,
    ].join('\n')
    expect(shown).toContain('[hidden]')
    expect(shown).not.toContain('hunter2')
    expect(lines).toHaveLength(1)
  })

  it('shows in no error about its file either', async () => {
    const dir = await folder()
    await writeFile(join(dir, 'pw'), `${SECRET}\n${SECRET}\n`)
    await writeFile(join(dir, 'config.yaml'), btc('username: u', 'password_file: pw'))
    const error = await errorOf(loadConfigFile(join(dir, 'config.yaml')))
    expect(error.message).toContain('one line')
    expect(everythingIn(error)).not.toContain('hunter2')
  })
})

/** Message, stack, detail and causes. */
function everythingIn(error: Error): string {
  return `${inspect(error, { depth: 20, showHidden: true })}\n${JSON.stringify(error)}\n${error.stack}`
}

import { describe, expect, it } from 'vitest'
import { UsageError } from '../../../electron/cli/usage-error.ts'
import { appOptions } from '../../../electron/shell/app-options.ts'

const quiet = (): void => undefined

describe('the options of the app', () => {
  it('are those of the command line, beside the folder of the app and the switches of Chromium', () => {
    const argv = ['.', '--no-sandbox', '--network', 'regtest', '--node=http://127.0.0.1:1', '--offline']
    const more = [
      '--enable-features=a,b',
      '--node-cookie',
      '/c',
      '--stale-after',
      '5',
      '--provider',
      'http://p',
    ]
    expect(appOptions([...argv, ...more], quiet)).toEqual({
      network: 'regtest',
      node: { url: 'http://127.0.0.1:1', auth: { kind: 'cookie', file: '/c' } },
      staleAfterBlocks: 5,
      offline: true,
      providers: ['http://p'],
    })
  })

  it('are none when none is given', () => {
    expect(appOptions(['/opt/tidemark/resources/app.asar', '--type=renderer'], quiet)).toEqual({})
  })

  it.each([
    ['an unknown network', ['--network', 'testnet3']],
    ['a provider that is no URL', ['--provider', 'nowhere']],
    ['a user without a password', ['--node-user', 'u']],
    ['a network without its value', ['--network']],
  ])('are refused for %s', (_what, argv) => {
    expect(() => appOptions(argv, quiet)).toThrow(UsageError)
  })
})

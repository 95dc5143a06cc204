import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { testNode } from '../../../electron/sources/bitcoind/test-node.ts'
import {
  chainInfo,
  type FakeBitcoind,
  failure,
  http,
  result,
  startFakeBitcoind,
} from '../../fakes/bitcoind-server.ts'
import { forever } from './connect.ts'

let fake: FakeBitcoind
beforeEach(async () => {
  fake = await startFakeBitcoind()
})
afterEach(() => fake.close())

async function stepsOf(url = fake.url): Promise<string> {
  const auth = { kind: 'password', user: 'u', password: 'p' } as const
  const steps = await testNode({ url, auth }, 'regtest', forever)
  for (const step of steps) expect(step.fix === null).toBe(step.ok)
  return steps.map(({ step, ok }) => (ok ? step : `${step}!`)).join(' ')
}

describe('the test of a node', () => {
  it('passes every step on a node that is ready', async () => {
    expect(await stepsOf()).toBe('url connect auth network sync features rights')
  })

  it('says how REST is turned on, what it gains and what it costs, only where it is off', async () => {
    const features = async (): Promise<string> => {
      const auth = { kind: 'password', user: 'u', password: 'p' } as const
      return (
        (await testNode({ url: fake.url, auth }, 'regtest', forever)).find(({ step }) => step === 'features')
          ?.text ?? ''
      )
    }
    expect(await features()).toMatch(/rest=1 in bitcoin\.conf.*times as fast.*no password.*every program/)
    fake.onPath('/rest/chaininfo.json', () => http(200, '{"chain":"regtest"}'))
    expect(await features()).toMatch(/fast blocks by REST/)
    expect(await features()).not.toMatch(/rest=1/)
  })

  const failures: readonly [string, () => void, string][] = [
    ['wrong credentials', () => (fake.credentials = 'other:x'), 'url connect auth!'],
    ['a whitelist', () => fake.on('getblockchaininfo', () => http(403, '')), 'url connect auth!'],
    ['another program', () => fake.on('getblockchaininfo', () => http(200, '<p>')), 'url connect auth!'],
    [
      'another network',
      () => fake.on('getblockchaininfo', () => chainInfo({ chain: 'main' })),
      'url connect auth network!',
    ],
    ['a start', () => fake.on('getblockchaininfo', () => failure(-28, 'Loading…')), 'url connect auth sync!'],
    [
      'a download',
      () => fake.on('getblockchaininfo', () => chainInfo({ initialblockdownload: true })),
      'url connect auth network sync!',
    ],
    [
      'an old version',
      () => fake.on('getnetworkinfo', () => result({ version: 1, subversion: '' })),
      'url connect auth network sync features!',
    ],
  ]
  it.each(failures)('stops at the step that fails with %s', async (_name, prepare, steps) => {
    prepare()
    expect(await stepsOf()).toBe(steps)
  })

  it('stops at the connection when nothing listens', async () => {
    await fake.close()
    expect(await stepsOf()).toBe('url connect!')
  })

  it.each(['bitcoind', 'ftp://127.0.0.1:8332', 'http://user:pw@127.0.0.1:8332', 'http://127.0.0.1/?x=1'])(
    'refuses the URL %s',
    async (url) => {
      expect(await stepsOf(url)).toBe('url!')
    },
  )
})

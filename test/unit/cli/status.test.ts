import { describe, expect, it } from 'vitest'
import type { NodeFeatures } from '../../../shared/node-problem.ts'
import { SAMPLE_STATUS } from '../../fakes/contract-samples.ts'
import { run } from './run.ts'

const FEATURES: NodeFeatures = {
  version: 290_000,
  subversion: '/Satoshi:29.0.0/',
  pruned: false,
  pruneHeight: null,
  rest: true,
  blockFilterIndex: 'absent',
  zmq: [],
  waitTakesTip: false,
}

describe('status', () => {
  it('is exit 0 and says so when the node is down', async () => {
    const handlers = {
      'status.get': () => Promise.resolve(SAMPLE_STATUS),
      'history.list': () => Promise.resolve({ histories: [], next: null }),
    }
    const text = await run(['status'], handlers)
    expect(text).toMatchObject({ code: 0, stderr: '' })
    expect(text.stdout).toContain('node         http://127.0.0.1:18443 not reachable, last answered never')
    expect(text.stdout).toContain('tip          120, by the own node, heard 20 s ago')
    expect(JSON.parse((await run(['status', '--json'], handlers)).stdout)).toEqual(SAMPLE_STATUS)
  })

  it('says how REST is turned on, what it gains and what it costs, only where it is off', async () => {
    const node = (rest: boolean) => ({
      kind: 'ok' as const,
      url: 'http://127.0.0.1:18443',
      blocks: 120,
      headers: 120,
      bestHash: 'ab'.repeat(32),
      initialDownload: false,
      answeredAt: 0,
      features: { ...FEATURES, rest },
    })
    const lines = async (rest: boolean) =>
      (await run(['status'], { 'status.get': () => Promise.resolve({ ...SAMPLE_STATUS, node: node(rest) }) }))
        .stdout
    expect(await lines(false)).toMatch(
      /no REST\. .*rest=1 in bitcoin\.conf.*times as fast.*no password.*every program/,
    )
    expect(await lines(true)).not.toContain('rest=1')
  })

  it('tells a node that this command does not ask from one that is switched off', async () => {
    const off = { ...SAMPLE_STATUS, node: { kind: 'off' } } as const
    const lines = async (offline: boolean) =>
      (await run(['status'], { 'status.get': () => Promise.resolve({ ...off, offline }) })).stdout
    expect(await lines(false)).toContain('node         not asked by this command')
    expect(await lines(true)).toContain('node         switched off')
  })

  it('says unknown and not zero for what is not known', async () => {
    const empty = { ...SAMPLE_STATUS, tip: null, tipHeardAt: null, ledger: null }
    const ran = await run(['status'], { 'status.get': () => Promise.resolve(empty) })
    expect(ran.stdout).toContain('tip          –\nledger       no snapshot yet')
  })
})

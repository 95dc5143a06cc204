import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { SnapshotProgress, SnapshotSource } from '../../../electron/engine/ports.ts'
import { parseNodeUrl } from '../../../electron/sources/bitcoind/access.ts'
import { createAuthorization } from '../../../electron/sources/bitcoind/auth.ts'
import { createHeaderSource } from '../../../electron/sources/bitcoind/headers.ts'
import { createRpc } from '../../../electron/sources/bitcoind/rpc.ts'
import { createSnapshots } from '../../../electron/sources/bitcoind/snapshots.ts'
import { createTransport, type Transport } from '../../../electron/sources/bitcoind/transport.ts'
import {
  type FakeAnswer,
  type FakeBitcoind,
  failure,
  result,
  startFakeBitcoind,
} from '../../fakes/bitcoind-server.ts'
import { forever, nodeErrorOf } from './connect.ts'

const SCRIPT = `0014${'11'.repeat(20)}`
const BEST = '0b'.repeat(32)
const TXID = 'aa'.repeat(32)
const IN_PROGRESS = failure(-8, 'Scan already in progress, use action "abort" or "status"')

let fake: FakeBitcoind
let transport: Transport
let snapshots: SnapshotSource
/** The same, with so much time for a node to refuse a start. */
let waitingFor: (refusalMs: number) => SnapshotSource
/** What the node's scans do: `start` and `abort` are set by each test, `progress` is what `status` says. */
let scan: {
  start: () => FakeAnswer | Promise<FakeAnswer>
  progress: number | null
  starts: number
  aborts: number
}
let onAbort: () => boolean

beforeEach(async () => {
  fake = await startFakeBitcoind()
  const url = parseNodeUrl(fake.url)
  if (!url) throw new Error('the fake has a URL')
  transport = createTransport(
    url,
    createAuthorization({ kind: 'password', user: 'u', password: 'p' }),
    () => undefined,
  )
  const rpc = createRpc(transport)
  waitingFor = (refusalMs) =>
    createSnapshots(rpc, createHeaderSource(rpc), {
      pollMs: 10,
      patienceMs: 300,
      refusalMs,
      abortMs: 60_000,
    })
  snapshots = waitingFor(100)
  scan = { start: () => found(), progress: null, starts: 0, aborts: 0 }
  onAbort = () => false
  fake.on('scantxoutset', ([action]) => {
    if (action === 'status') return result(scan.progress === null ? null : { progress: scan.progress })
    if (action === 'abort') {
      scan.aborts += 1
      return result(onAbort())
    }
    scan.starts += 1
    return scan.start()
  })
  fake.on('getblockheader', ([hash]) =>
    result({ hash, confirmations: 1, height: 9, time: 1, previousblockhash: '0a'.repeat(32) }),
  )
})
afterEach(async () => {
  await transport.close()
  await fake.close()
})

function found(changes: { success?: boolean; unspent?: string; height?: number } = {}): FakeAnswer {
  const { success = true, unspent = '', height = 9 } = changes
  const text = `{"success":${success},"txouts":5,"height":${height},"bestblock":"${BEST}","unspents":[${unspent}],"total_amount":0}`
  return { kind: 'json', text }
}

function unspent(amount: string, more = '', script = SCRIPT): string {
  return `{"txid":"${TXID}","vout":1,"scriptPubKey":"${script}","desc":"raw","amount":${amount},"coinbase":false,"height":4${more}}`
}

const take = (
  signal = forever,
  seen: SnapshotProgress[] = [],
  of = snapshots,
): ReturnType<SnapshotSource['snapshot']> =>
  of.snapshot([SCRIPT, SCRIPT], (progress) => seen.push(progress), signal)

describe('a snapshot', () => {
  it.each([
    ['0.00000001', 1],
    ['20999999.97690000', 2_099_999_997_690_000],
    ['1e-8', 1],
    ['50', 5_000_000_000],
    ['0.29000000', 29_000_000],
  ])('reads the amount %s to the satoshi', async (amount, sats) => {
    scan.start = () => found({ unspent: unspent(amount, `,"blockhash":"${'04'.repeat(32)}"`) })
    expect((await take()).outputs.map(({ value }) => value)).toEqual([sats])
  })

  it('asks for the block hashes that nodes before Core 28 leave out', async () => {
    fake.on('getblockhash', ([height]) => result(`0${Number(height)}`.repeat(32)))
    scan.start = () => found({ unspent: unspent('1.00000000') })
    expect(await take()).toEqual({
      at: { height: 9, hash: BEST },
      outputs: [
        {
          txid: TXID,
          vout: 1,
          scriptPubKey: SCRIPT,
          value: 100_000_000,
          coinbase: false,
          at: { height: 4, hash: '04'.repeat(32) },
        },
      ],
    })
  })

  it.each([
    ['an amount that cannot be', unspent('21000000.00000001')],
    ['a negative amount', unspent('-0.1')],
    ['fractions of a satoshi', unspent('0.000000001')],
    ['the same output twice', `${unspent('1')},${unspent('1')}`],
    ['a script that nobody asked for', unspent('1', '', '51')],
    ['such a script beside one of ours', `${unspent('1')},${unspent('1', '', '51').replace(TXID, BEST)}`],
  ])('is a fault with %s', async (_name, text) => {
    fake.on('getblockhash', () => result('04'.repeat(32)))
    scan.start = () => found({ unspent: text })
    expect((await nodeErrorOf(take())).problem).toBe('fault')
  })

  it('throws the part away that a stopped scan returns, and scans again', async () => {
    fake.on('getblockhash', () => result('04'.repeat(32)))
    scan.start = () => found(scan.starts === 1 ? { success: false, unspent: unspent('1') } : {})
    expect((await take()).outputs).toEqual([])
    expect(scan.starts).toBe(2)
  })

  it('is refused after three stopped scans', async () => {
    scan.start = () => found({ success: false })
    expect((await nodeErrorOf(take())).problem).toBe('scan_running')
    expect(scan.starts).toBe(3)
  })

  it('is taken again when its block has left the best chain, three times at most', async () => {
    let stale = 1
    fake.on('getblockheader', ([hash]) =>
      result({ hash, confirmations: stale-- > 0 ? -1 : 1, height: 9, time: 1 }),
    )
    await take()
    expect(scan.starts).toBe(2)
    stale = 99
    expect((await nodeErrorOf(take())).problem).toBe('busy')
    expect(scan.starts).toBe(5)
  })

  it('refuses more scripts than one scan is given', async () => {
    const many = Array.from({ length: 250_001 }, () => SCRIPT)
    await expect(snapshots.snapshot(many, () => undefined, forever)).rejects.toThrow(RangeError)
  })
})

describe('a scan of another program', () => {
  it('is waited for and reported, then ours begins', async () => {
    const seen: SnapshotProgress[] = []
    scan.progress = 40
    const taken = take(forever, seen)
    await expect.poll(() => seen.length).toBeGreaterThan(0)
    scan.progress = null
    await taken
    expect(seen[0]).toEqual({ kind: 'other_scan', progress: 0.4 })
    expect(scan).toMatchObject({ starts: 1, aborts: 0 })
  })

  it('is waited for when it slips in before our start', async () => {
    const seen: SnapshotProgress[] = []
    scan.start = () => (scan.starts === 1 ? IN_PROGRESS : found())
    await take(forever, seen)
    expect(seen).toEqual([{ kind: 'other_scan', progress: null }])
    expect(scan.starts).toBe(2)
  })

  it('is never aborted, neither while we wait nor when it slips in', async () => {
    const first = new AbortController()
    scan.progress = 10
    const waiting = take(first.signal)
    setTimeout(() => first.abort(new Error('quit')), 30)
    await expect(waiting).rejects.toThrow('quit')

    const second = new AbortController()
    scan.progress = null
    scan.start = async () => {
      second.abort(new Error('quit'))
      await new Promise((resolve) => setTimeout(resolve, 50)) // its refusal is still on the way
      return IN_PROGRESS
    }
    await expect(take(second.signal, [], waitingFor(60_000))).rejects.toThrow('quit')
    expect(scan.aborts).toBe(0)
  })
})

describe('our own scan', () => {
  it('reports its progress', async () => {
    const seen: SnapshotProgress[] = []
    scan.start = async () => {
      scan.progress = 70
      await expect.poll(() => seen.length).toBeGreaterThan(0)
      return found()
    }
    await take(forever, seen)
    expect(seen).toContainEqual({ kind: 'scanning', progress: 0.7 })
  })

  it('is aborted on a cancelled call, which ends only when the node has stopped it', async () => {
    const cancel = new AbortController()
    let stopped = false
    scan.start = () => {
      scan.progress = 5
      return new Promise((resolve) => {
        onAbort = () => {
          setTimeout(() => {
            stopped = true
            resolve(found({ success: false }))
          }, 50)
          return true
        }
        cancel.abort(new Error('quit'))
      })
    }
    await expect(take(cancel.signal)).rejects.toThrow('quit')
    expect(stopped).toBe(true)
    expect(scan.starts).toBe(1)
    expect(scan.aborts).toBeGreaterThan(0) // it is told again where it takes its time
  })

  it('is given up when the node shows no sign of it', async () => {
    scan.start = () => ({ kind: 'hang' })
    expect((await nodeErrorOf(take())).problem).toBe('unreachable')
    expect(scan.starts).toBe(1)
  })
})

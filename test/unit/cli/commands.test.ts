import { describe, expect, it } from 'vitest'
import { blockHash } from '../../../shared/chain.ts'
import { AppError, type ErrorCode } from '../../../shared/errors.ts'
import type {
  AddRequest,
  ArchiveRequest,
  BalanceRequest,
  DisclosureList,
  SyncResult,
} from '../../../shared/ipc/contract.ts'
import { SAMPLE_STATUS, SAMPLE_WATCH, sampleReport } from '../../fakes/contract-samples.ts'
import { inWords } from '../../fakes/in-words.ts'
import type { ScriptedHost } from '../../fakes/scripted-host.ts'
import { run } from './run.ts'

const REFUSED = { line: 2, text: null, reason: 'private_key', message: 'This is a private key.' } as const
const SYNCED: SyncResult = {
  tip: { height: 120, hash: blockHash('ab'.repeat(32)) },
  blocks: 20,
  bytes: 5_000,
  seconds: 1.25,
  snapshotScripts: 1,
  problem: null,
}

describe('add', () => {
  it('hands all addresses over at once, with label and group, and names what was added', async () => {
    const asked: AddRequest[] = []
    const ran = await run(['add', 'a', 'b', '--label', 'L', '--group', 'G', '--widen'], {
      'portfolio.add': (input) => {
        asked.push(input)
        return Promise.resolve({ added: [SAMPLE_WATCH], already: [], refused: [] })
      },
    })
    expect(asked).toEqual([{ lines: ['a', 'b'], label: 'L', group: 'G', widen: true, atomic: true }])
    expect(ran).toMatchObject({ code: 0, stdout: 'added bcrt1qexample\n', stderr: '' })
    expect(ran.host.options).toMatchObject({ access: 'own', follow: false, purpose: 'tidemark add' })
  })

  it.each([
    ['add', ['add', 'a'], true],
    ['archive', ['archive', '1'], true],
    ['remove', ['remove', '1'], true],
    ['list', ['list'], undefined],
  ])('says before anything is opened whether %s asks anybody', async (_, line, asksNobody) => {
    const ran = await run(line, {})
    expect(ran.host.options?.asksNobody).toBe(asksNobody)
  })

  it('says of an address that is watched already when it is archived', async () => {
    const already = [SAMPLE_WATCH, { ...SAMPLE_WATCH, id: 2, text: 'bcrt1qold', archived: true }]
    const ran = await run(['add', 'a', 'b'], {
      'portfolio.add': () => Promise.resolve({ added: [], already, refused: [] }),
    })
    expect(ran.stdout).toBe(
      'already watched bcrt1qexample\nalready watched bcrt1qold (archived: "tidemark archive --undo" brings it back)\n',
    )
  })

  it('exits 2 with the reason of each refused address, and never repeats a key', async () => {
    const ran = await run(['add', 'a', 'Kxsecret'], {
      'portfolio.add': () =>
        Promise.reject(new AppError('refused_entries', inWords('Refused.'), { detail: [REFUSED] })),
    })
    expect(ran).toMatchObject({ code: 2, stdout: '' })
    expect(ran.stderr).toContain('argument 2: This is a private key.')
    expect(ran.stderr).not.toContain('Kxsecret')
  })

  it('prints the refusals as JSON on stdout with --json, still with exit 2', async () => {
    const ran = await run(['add', 'a', 'Kxsecret', '--json'], {
      'portfolio.add': () => Promise.resolve({ added: [], already: [], refused: [REFUSED] }),
    })
    expect(ran.code).toBe(2)
    expect(JSON.parse(ran.stdout)).toEqual({ added: [], already: [], refused: [REFUSED] })
  })
})

describe('list', () => {
  it('reads beside a running app and prints aligned columns', async () => {
    const ran = await run(['list'], {
      'portfolio.list': () =>
        Promise.resolve([SAMPLE_WATCH, { ...SAMPLE_WATCH, id: 2, text: 'x', label: 'a\u001b[2Jb' }]),
    })
    expect(ran.host.options).toMatchObject({ access: 'read', follow: false })
    expect(ran.stdout.split('\n').slice(0, 3)).toEqual([
      'ENTRY          TYPE    GROUP  LABEL    ADDED',
      'bcrt1qexample  p2wpkh         savings  2023-11-14',
      'x              p2wpkh         a [2Jb   2023-11-14',
    ])
  })

  it('prints an empty list as an empty JSON array, and a hint on stderr otherwise', async () => {
    const handlers = { 'portfolio.list': () => Promise.resolve([]) }
    expect((await run(['list', '--json'], handlers)).stdout).toBe('[]\n')
    expect(await run(['list'], handlers)).toMatchObject({ code: 0, stdout: '' })
  })
})

describe('list of archived entries', () => {
  const archived = { ...SAMPLE_WATCH, id: 2, text: 'bcrt1qold', label: '', archived: true }
  const handlers = { 'portfolio.list': () => Promise.resolve([SAMPLE_WATCH, archived]) }

  it('leaves them out unless they are asked for, and marks them then', async () => {
    expect((await run(['list'], handlers)).stdout).not.toContain('bcrt1qold')
    const all = await run(['list', '--archived'], handlers)
    expect(all.stdout.split('\n').slice(0, 3)).toEqual([
      'ENTRY          TYPE    GROUP  LABEL    ADDED       ARCHIVED',
      'bcrt1qexample  p2wpkh         savings  2023-11-14',
      'bcrt1qold      p2wpkh                  2023-11-14  yes',
    ])
  })

  it('is the same choice in JSON', async () => {
    const ids = async (...argv: readonly string[]) =>
      (JSON.parse((await run(argv, handlers)).stdout) as { id: number }[]).map(({ id }) => id)
    expect(await ids('list', '--json')).toEqual([1])
    expect(await ids('list', '--json', '--archived')).toEqual([1, 2])
  })

  it('is not called empty when all entries are archived', async () => {
    const ran = await run(['list'], { 'portfolio.list': () => Promise.resolve([archived]) })
    expect(ran).toMatchObject({ code: 0, stdout: '' })
    expect(ran.stderr).toContain('list --archived')
  })
})

describe('archive', () => {
  const archiving = (asked: unknown[]) => ({
    'portfolio.list': () => Promise.resolve([SAMPLE_WATCH, { ...SAMPLE_WATCH, id: 5, text: 'bcrt1qabc' }]),
    'portfolio.archive': (input: ArchiveRequest) => {
      asked.push(input)
      return Promise.resolve({ changed: input.watchIds.length })
    },
  })

  it('names each entry once, and brings back with --undo', async () => {
    const asked: unknown[] = []
    const ran = await run(['archive', 'BCRT1QABC', 'bcrt1qabc', 'bcrt1qexample'], archiving(asked))
    expect(ran).toMatchObject({ code: 0, stdout: 'archived 2\n' })
    expect(ran.host.options).toMatchObject({ access: 'own', follow: false })
    const back = await run(['archive', 'bcrt1qabc', '--undo'], archiving(asked))
    expect(back).toMatchObject({ code: 0, stdout: 'brought back 1\n' })
    expect(asked).toEqual([
      { watchIds: [5, 1], archived: true },
      { watchIds: [5], archived: false },
    ])
  })

  it('exits 2 and changes nothing when one is not watched', async () => {
    const asked: unknown[] = []
    const ran = await run(['archive', 'bcrt1qabc', 'other'], archiving(asked))
    expect(ran).toMatchObject({ code: 2, stdout: '' })
    expect(ran.stderr).toContain('argument 2')
    expect(asked).toEqual([])
  })
})

describe('disclosures', () => {
  const rows = [
    { address: 'bcrt1qa', source: 'node', firstAt: 1_700_000_000_000, lastAt: 1_700_000_020_500 },
    { address: 'bcrt1qa', source: 'provider:x', firstAt: 1_700_000_000_000, lastAt: 1_700_000_000_000 },
  ]
  const listing = (asked: unknown[], list: DisclosureList) => ({
    'disclosures.list': (input: unknown) => {
      asked.push(input)
      return Promise.resolve(list)
    },
  })

  it('reads beside a running app and prints who was asked about the address, first and last', async () => {
    const asked: unknown[] = []
    const ran = await run(['disclosures', 'bcrt1qa'], listing(asked, { disclosures: rows, more: false }))
    expect(asked).toEqual([{ address: 'bcrt1qa' }])
    expect(ran.host.options).toMatchObject({ access: 'read', follow: false })
    expect(ran.stdout.split('\n')).toEqual([
      'ADDRESS  ASKED OF  FIRST                 LAST',
      'bcrt1qa  own node  2023-11-14T22:13:20Z  2023-11-14T22:13:40Z',
      'bcrt1qa  x         2023-11-14T22:13:20Z  2023-11-14T22:13:20Z',
      '',
    ])
  })

  it('takes no address for all, prints its JSON as it is, and says when there are more', async () => {
    const asked: unknown[] = []
    const list = { disclosures: rows, more: true }
    const ran = await run(['disclosures', '--json'], listing(asked, list))
    expect(asked).toEqual([{}])
    expect(JSON.parse(ran.stdout)).toEqual(list)
    expect(ran.stderr).toContain('There are more')
  })

  it('says so when nobody was asked, and takes one address at most', async () => {
    const none = await run(['disclosures'], listing([], { disclosures: [], more: false }))
    expect(none).toMatchObject({ code: 0, stdout: '', stderr: 'Nobody was ever asked.\n' })
    expect((await run(['disclosures', 'a', 'b'])).code).toBe(2)
  })
})

describe('remove', () => {
  const bech32 = { ...SAMPLE_WATCH, id: 5, text: 'bcrt1qabc' }
  const removing = (removed: number[]) => ({
    'portfolio.list': () => Promise.resolve([SAMPLE_WATCH, bech32]),
    'portfolio.remove': ({ watchIds }: { readonly watchIds: readonly number[] }) => {
      removed.push(...watchIds)
      return Promise.resolve({ removed: watchIds.length })
    },
  })

  it('finds bech32 addresses typed in upper case, and counts one typed twice once', async () => {
    const removed: number[] = []
    const ran = await run(['remove', 'BCRT1QABC', 'bcrt1qabc', 'bcrt1qexample'], removing(removed))
    expect(ran).toMatchObject({ code: 0, stdout: 'removed 2\n' })
    expect(removed).toEqual([5, 1])
  })

  it('exits 2 and removes nothing when one is not watched', async () => {
    const removed: number[] = []
    const ran = await run(['remove', 'bcrt1qabc', 'other'], removing(removed))
    expect(ran).toMatchObject({ code: 2, stdout: '' })
    expect(ran.stderr).toContain('argument 2')
    expect(removed).toEqual([])
  })
})

describe('sync --once', () => {
  it('prints blocks, bytes and seconds', async () => {
    const ran = await run(['sync', '--once'], { 'scan.sync': () => Promise.resolve(SYNCED) })
    expect(ran).toMatchObject({ code: 0, stderr: '' })
    expect(ran.stdout).toBe(`block 120 ${'ab'.repeat(32)}: 20 blocks, 5000 bytes, 1.3 s, 1 looked up\n`)
    expect(ran.host.options).toMatchObject({ access: 'own', follow: false })
  })

  it.each([
    ['cookie_missing', 3],
    ['unreachable', 3],
    ['node_not_set', 3],
    ['offline', 3],
    ['storage', 1],
  ] as const)('answers with the problem %s and exit %i', async (problem, code) => {
    const handlers = { 'scan.sync': () => Promise.resolve({ ...SYNCED, problem }) }
    const ran = await run(['sync', '--once', '--json'], handlers)
    expect(ran.code).toBe(code)
    expect(JSON.parse(ran.stdout)).toMatchObject({ problem })
    expect(ran.stderr).toContain("Not at the node's tip")
  })

  it.each([
    [true, '\r\u001b[2Kreading blocks, 7 left\r\u001b[2K'],
    [false, ''],
  ])('draws progress and clears it, on a terminal alone (%s)', async (terminal, stderr) => {
    const scan = { ...SAMPLE_STATUS.scan, phase: 'catching_up', blocksLeft: 7 } as const
    let host: ScriptedHost | undefined
    const handlers = {
      'scan.sync': () => {
        host?.events.emit('scan.progress', { revision: 1, scan })
        return Promise.resolve(SYNCED)
      },
    }
    const ran = await run(['sync', '--once'], handlers, { terminal, onHost: (given) => (host = given) })
    expect(ran.stderr).toBe(stderr)
  })
})

describe('balance', () => {
  it.each([
    ['all known', ['known', 'known'], 0],
    ['some stale', ['known', 'stale'], 3],
    ['some unknown', ['known', 'unknown'], 4],
    ['some stale and some unknown', ['stale', 'unknown'], 4],
    ['nothing watched', [], 0],
  ] as const)('exits by its readings: %s', async (_what, kinds, code) => {
    const handlers = { 'balance.read': () => Promise.resolve(sampleReport(...kinds)) }
    expect((await run(['balance'], handlers)).code).toBe(code)
    expect((await run(['balance', '--json'], handlers)).code).toBe(code)
  })

  it('prints the documented JSON on stdout and nothing else', async () => {
    const report = sampleReport('known', 'unknown')
    const more = { ...report, extra: 1, total: { ...report.total, extra: 1 } }
    const ran = await run(['balance', '--json'], { 'balance.read': () => Promise.resolve(more) })
    expect(JSON.parse(ran.stdout)).toEqual(report)
    expect(Object.keys(JSON.parse(ran.stdout) as object)).toEqual(['tip', 'readings', 'total'])
    expect(ran.stderr).toBe('')
  })

  it('prints null for all that is unknown, never 0', async () => {
    const handlers = { 'balance.read': () => Promise.resolve({ ...sampleReport('unknown'), tip: null }) }
    const parsed = JSON.parse((await run(['balance', '--json'], handlers)).stdout) as unknown
    expect(parsed).toMatchObject({
      tip: null,
      readings: [{ confirmed: null, pending: null, immature: null, asOf: null, source: null }],
      total: { confirmed: null, pending: null, immature: null, oldestAsOf: null, unknown: 1 },
    })
  })

  it('prints amounts in BTC with block, source and freshness, and why a figure is missing', async () => {
    const handlers = { 'balance.read': () => Promise.resolve(sampleReport('known', 'stale', 'unknown')) }
    const { stdout } = await run(['balance'], handlers)
    const [, known, stale, unknown, total, , note] = stdout.split('\n')
    expect(known).toMatch(/^bcrt1qexample0 +1\.50000000 +-0\.00001000 +0\.00000000 +120 +own node +current$/)
    expect(stale).toMatch(/stale, seen 20 s ago$/)
    expect(unknown).toMatch(/^bcrt1qexample2 +– +– +– +– +– +unknown$/)
    expect(total).toMatch(/^total +3\.00000000 +-0\.00002000/)
    expect(note).toBe('bcrt1qexample2: its first look-up of unspent outputs is still to come')
    expect(stdout).toContain('entries: 1 known, 1 stale, 1 unknown (the total leaves the unknown ones out)')
    expect(stdout).toContain('tip: 120, by the own node')
  })

  it('reads beside a running app unless it has to refresh', async () => {
    const asked: BalanceRequest[] = []
    const handlers = {
      'balance.read': (input: BalanceRequest) => {
        asked.push(input)
        return Promise.resolve(sampleReport())
      },
    }
    const plain = await run(['balance'], handlers)
    const refresh = await run(['balance', 'a', 'b', '--refresh'], handlers)
    await run(['balance', '--archived'], handlers)
    expect(asked).toEqual([
      { refresh: false },
      { addresses: ['a', 'b'], refresh: true },
      { archived: true, refresh: false },
    ])
    expect([plain.host.options?.access, refresh.host.options?.access]).toEqual(['read', 'own'])
  })
})

describe('a request that fails', () => {
  const codes: readonly (readonly [ErrorCode, number])[] = [
    ['invalid_input', 2],
    ['not_watched', 2],
    ['node', 3],
    ['provider', 3],
    ['locked', 1],
    ['newer_schema', 1],
    ['storage', 1],
    ['wrong_network', 1],
  ]
  it.each(codes)('with %s is exit %i, its message on stderr and nothing on stdout', async (code, exit) => {
    const handlers = { 'balance.read': () => Promise.reject(new AppError(code, inWords('What happened.'))) }
    const ran = await run(['balance', '--json'], handlers)
    expect(ran).toMatchObject({ code: exit, stdout: '', stderr: 'What happened.\n' })
    expect(ran.host.stopped).toBe(1)
  })

  it('while the host opens is told by its message', async () => {
    const createHost = () => Promise.reject(new AppError('locked', inWords('In use by the app.')))
    expect(await run(['add', 'a'], {}, { createHost })).toMatchObject({
      code: 1,
      stderr: 'In use by the app.\n',
    })
  })

  it('for an unforeseen reason is exit 1 without the reason, which may hold a secret', async () => {
    const createHost = () => Promise.reject(new Error('hunter2'))
    const ran = await run(['list'], {}, { createHost })
    expect(ran.code).toBe(1)
    expect(ran.stderr).toContain('Something went wrong')
    expect(ran.stderr).not.toContain('hunter2')
  })
})

describe('history-fill --pause and --resume', () => {
  it.each([
    ['--pause', true, 'Histories are paused.\n'],
    ['--resume', false, 'Histories are read on.\n'],
  ])('%s says so once, and asks nobody', async (option, paused, stdout) => {
    const asked: unknown[] = []
    const ran = await run(['history-fill', option], {
      'history.pause': (input) => {
        asked.push(input)
        return Promise.resolve(input)
      },
    })
    expect(ran).toMatchObject({ code: 0, stdout, stderr: '' })
    expect(asked).toEqual([{ paused }])
    expect(ran.host.options?.asksNobody).toBe(true)
  })

  it.each([[['--pause', '--resume']], [['--pause', 'a']], [['--resume', '--from', '5']]])(
    'stand alone: %s is refused',
    async (line) => {
      expect((await run(['history-fill', ...line])).code).toBe(2)
    },
  )

  it('is why a history is not read to its end', async () => {
    const ran = await run(['history-fill'], {
      'portfolio.list': () => Promise.resolve([]),
      'history.fill': () => Promise.resolve([]),
      'history.list': () => Promise.resolve({ histories: [], next: null }),
      'history.run': () => Promise.resolve({ blocks: 0, seconds: 0, problem: null, paused: true }),
    })
    expect(ran.code).toBe(3)
    expect(ran.stderr).toContain('--resume')
  })
})

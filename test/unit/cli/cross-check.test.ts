import { describe, expect, it } from 'vitest'
import { CROSS_CHECK_WORDS } from '../../../electron/cli/cross-check-text.ts'
import { blockHash, txid } from '../../../shared/chain.ts'
import { CROSS_CHECK_REASONS, type CrossCheck } from '../../../shared/cross-check.ts'
import type { CrossCheckRequest } from '../../../shared/ipc/contract.ts'
import { run } from './run.ts'

const at = { height: 100, hash: blockHash('ab'.repeat(32)) }
const coin = { txid: txid('cd'.repeat(32)), vout: 1, value: 70_000 }
const AGREE: CrossCheck = {
  address: 'bcrt1qone',
  checkedAt: 1_700_000_000_000,
  outcome: 'agree',
  reason: null,
  block: at,
  compared: ['ledger', 'provider:example.org'],
  basis: 'outputs',
  statements: [
    { source: 'ledger', voice: 'ledger', at, confirmed: 150_000_000, outputs: 2 },
    { source: 'provider:example.org', voice: 'esplora', at, confirmed: 150_000_000, outputs: 2 },
  ],
  silent: [],
  differences: [],
}
const only = [
  { outputs: [coin], count: 3 },
  { outputs: [], count: 0 },
] as const
const DISAGREE: CrossCheck = {
  ...AGREE,
  address: 'bcrt1qtwo',
  outcome: 'disagree',
  differences: [{ kind: 'outputs', at, between: ['ledger', 'provider:example.org'], only }],
}
const NOT: CrossCheck = {
  ...AGREE,
  address: 'bcrt1qthree',
  outcome: 'not_comparable',
  reason: 'no_answer',
  block: null,
  compared: [],
  basis: null,
  statements: AGREE.statements.slice(0, 1),
  silent: [{ source: 'provider:example.org', reason: 'no_answer', message: 'HTTP 500' }],
}
const answering = (checks: readonly CrossCheck[], asked: CrossCheckRequest[] = [], unused = 0) => ({
  'crosscheck.run': (input: CrossCheckRequest) => {
    asked.push(input)
    return Promise.resolve({ checks, unused })
  },
})

describe('cross-check', () => {
  it('says for each address what came of it, and who said what where it is not plain agreement', async () => {
    const { stdout, code } = await run(['cross-check'], answering([AGREE, DISAGREE, NOT]))
    expect(code).toBe(5)
    expect(stdout.trimEnd().split('\n')).toEqual([
      'ADDRESS      RESULT          AT BLOCK  COMPARED',
      'bcrt1qone    agree                100  own node, example.org, by outputs',
      'bcrt1qtwo    DISAGREE             100  own node, example.org, by outputs',
      'bcrt1qthree  not comparable         –  –',
      '',
      'bcrt1qtwo:',
      `  own node: 1.50000000 BTC in 2 outputs at block 100 (${at.hash})`,
      `  example.org: 1.50000000 BTC in 2 outputs at block 100 (${at.hash})`,
      `  own node has, example.org has not: ${coin.txid}:1 0.00070000 BTC`,
      '  and 2 more',
      'bcrt1qthree: it gave no answer',
      `  own node: 1.50000000 BTC in 2 outputs at block 100 (${at.hash})`,
      '  example.org: it gave no answer (HTTP 500)',
    ])
  })

  it('says how many unused addresses of accounts nobody was asked about', async () => {
    const { stdout, stderr, code } = await run(['cross-check', '--json'], answering([AGREE], [], 38))
    expect([code, JSON.parse(stdout)]).toEqual([0, [AGREE]])
    expect(stderr).toContain('Not asked about: 38 addresses of accounts, never used.')
  })

  it('says of different sums that they are, beside who said which', async () => {
    const sums: CrossCheck = {
      ...DISAGREE,
      basis: 'sums',
      differences: [{ kind: 'sums', at, between: ['ledger', 'provider:example.org'], confirmed: [1, 2] }],
    }
    const { stdout } = await run(['cross-check'], answering([sums]))
    expect(stdout).toContain('own node and example.org have different sums')
  })

  it('exits 0 when all agree, 4 when some cannot be compared, 5 when some disagree', async () => {
    const codeOf = async (...checks: CrossCheck[]) => (await run(['cross-check'], answering(checks))).code
    expect([
      await codeOf(AGREE),
      await codeOf(AGREE, NOT),
      await codeOf(NOT, DISAGREE),
      await codeOf(),
    ]).toEqual([0, 4, 5, 0])
  })

  it('prints the results as JSON on stdout and nothing else', async () => {
    const ran = await run(['cross-check', '--json'], answering([DISAGREE, NOT]))
    expect(JSON.parse(ran.stdout)).toEqual([DISAGREE, NOT])
    expect(ran).toMatchObject({ code: 5, stderr: '' })
  })

  it('is about the addresses named, or all, on a host that may ask', async () => {
    const asked: CrossCheckRequest[] = []
    const { host } = await run(['cross-check', 'a', 'b'], answering([AGREE], asked))
    await run(['cross-check'], answering([AGREE], asked))
    expect(asked).toEqual([{ addresses: ['a', 'b'] }, {}])
    expect(host.options).toMatchObject({ access: 'own', purpose: 'tidemark cross-check' })
  })

  it('has words for every reason', () => {
    expect(new Set(CROSS_CHECK_REASONS.map((reason) => CROSS_CHECK_WORDS[reason])).size).toBe(
      CROSS_CHECK_REASONS.length,
    )
  })
})

import { describe, expect, it } from 'vitest'
import { en } from '../../../renderer/i18n/en/index.ts'
import { spokenText } from '../../../renderer/texts/amount-text.ts'
import { healthText, mayBeAskedText, skippedText } from '../../../renderer/texts/provider-text.ts'
import { nodeText, scanText, tipText } from '../../../renderer/texts/status-text.ts'
import { NODE_PROBLEMS } from '../../../shared/node-problem.ts'
import { REASONS } from '../../../shared/reading.ts'
import { NOW, nodeDown, sampleStatus } from './samples.ts'

describe('the status bar', () => {
  it('dates a node that is not reachable by block and age', () => {
    const status = sampleStatus({ node: nodeDown(NOW - 20_000) })
    expect(nodeText(status, NOW)).toBe('Own node not reachable, as of block 100, 20 s ago')
  })

  it('has a text of its own for every problem of the node', () => {
    const texts = NODE_PROBLEMS.map((problem) => {
      const down = nodeDown(NOW)
      return nodeText(sampleStatus({ node: { ...down, problem } as typeof down }), NOW) // same shape
    })
    expect(new Set(texts).size).toBe(NODE_PROBLEMS.length)
  })

  it('tells catching up and initial download from being at the tip', () => {
    const { node } = sampleStatus()
    if (node.kind !== 'ok') throw new Error('the sample node answers')
    const text = (change: Partial<typeof node>): string =>
      nodeText(sampleStatus({ node: { ...node, ...change } }), NOW)
    expect(text({})).toBe('Own node 100')
    expect(text({ headers: 130 })).toBe('Own node is catching up: 100 of 130')
    expect(text({ headers: 130, initialDownload: true })).toBe(
      'Own node is downloading the chain: 100 of 130',
    )
  })

  it('says estimating until there is a measurement', () => {
    const { scan, ledger } = sampleStatus()
    const looking = { ...scan, phase: 'snapshot', snapshotScripts: 2 } as const
    expect(scanText({ ...looking, snapshotProgress: 0 }, ledger)).toContain('estimating')
    expect(scanText({ ...looking, snapshotProgress: 0.004 }, ledger)).toContain('0.40%')
    const reading = { ...scan, phase: 'catching_up', blocksLeft: 1200 } as const
    expect(scanText(reading, ledger)).toBe('Reading blocks: 1,200 left, estimating')
    expect(scanText({ ...reading, blocksPerSecond: 10 }, ledger)).toBe('Reading blocks: 1,200 left, ~2 min')
  })

  it('labels an estimated tip as an estimate', () => {
    const tip = { height: 130, hash: null, time: null, source: 'estimate', estimated: true } as const
    expect(tipText(tip, null, NOW)).toBe('Tip about 130, estimated')
    expect(tipText(null, null, NOW)).toBe('Tip not known')
  })
})

describe('the catalogue', () => {
  it('has a sentence of its own for every reason', () => {
    const texts = REASONS.map((reason) => en.reasons[reason])
    expect(new Set(texts).size).toBe(REASONS.length)
    for (const text of texts) expect(text).toMatch(/^[A-Z].*\.$/)
  })

  it('speaks plurals', () => {
    expect(spokenText({ sign: 'none', figure: '1', unit: 'satoshi', count: 1 })).toBe('1 satoshi')
    expect(spokenText({ sign: 'minus', figure: '2', unit: 'satoshi', count: 2 })).toBe('minus 2 satoshis')
    expect(spokenText({ sign: 'none', figure: '2.05', unit: 'bitcoin', count: 2.05 })).toBe('2.05 bitcoin')
  })
})

describe('a provider in the settings', () => {
  const status = {
    id: 'a.example',
    url: 'https://a.example',
    state: 'failing',
    lastSuccessAt: NOW - 60_000,
    lastError: { at: NOW, message: 'refused' },
    latencyMs: 200,
    tipHeight: 100,
  } as const
  const health = { family: 'esplora', p50Ms: 178.4, p95Ms: 412, tipLag: 1, budgetLeft: 0 } as const

  it('says how it answers, how far it is behind, and when it last did', () => {
    expect(healthText({ ...status, health: { ...health, skipped: null } }, NOW)).toBe(
      'Fails, half within 178 ms, 95 of 100 within 412 ms, 0 requests may go out now, 1 block behind the others, last answer 1 min ago.',
    )
    expect(healthText({ ...status, state: 'unasked' }, NOW)).toBe('Not asked yet.')
  })

  it('says why it is passed over as long as it is', () => {
    const text = (reason: 'failing' | 'lying', until: number | null): string | null =>
      skippedText({ ...status, health: { ...health, skipped: { reason, until } } }, NOW)
    expect(text('failing', NOW + 60_000)).toMatch(
      /^Not asked until \d\d:\d\d:\d\d: it failed several times in a row\. Last: refused\.$/,
    )
    expect(text('lying', null)).toBe('Not asked: it gave numbers that cannot be right.')
    expect(text('failing', NOW)).toBeNull()
    expect(skippedText(status, NOW)).toBeNull()
  })

  it('is counted among those that may be asked in plain words', () => {
    expect([
      mayBeAskedText(0, 0),
      mayBeAskedText(0, 1),
      mayBeAskedText(1, 1),
      mayBeAskedText(0, 2),
      mayBeAskedText(1, 2),
    ]).toEqual([
      'No provider is set.',
      'The one provider may not be asked about its addresses.',
      'The one provider may be asked about its addresses.',
      'None of the 2 providers may be asked about its addresses.',
      '1 of 2 providers may be asked about its addresses.',
    ])
  })
})

import { describe, expect, it } from 'vitest'
import { shownFreshness } from '../../../renderer/stores/shown-freshness.ts'
import { freshnessText } from '../../../renderer/texts/freshness-text.ts'
import { NOW, nodeDown, sampleBlock, sampleReading, sampleStatus, unknownReading } from './samples.ts'

const context = { status: sampleStatus(), connected: true, now: NOW }

describe('the freshness that is shown', () => {
  it('is current while the host can be heard and the tip was heard of lately', () => {
    expect(shownFreshness(sampleReading(), context).state).toBe('current')
  })

  it('is not current any more when the connection to the host is lost', () => {
    expect(shownFreshness(sampleReading(), { ...context, connected: false }).state).toBe('offline')
  })

  it('is not current any more when the tip was not heard of for two minutes', () => {
    expect(shownFreshness(sampleReading(), { ...context, now: NOW + 121_000 }).state).toBe('offline')
  })

  it('is behind as soon as a newer tip is known, before the next snapshot', () => {
    const { tip } = context.status
    if (tip === null) throw new Error('the sample has a tip')
    const status = sampleStatus({ tip: { ...tip, ...sampleBlock(103) } })
    expect(shownFreshness(sampleReading(), { ...context, status })).toMatchObject({
      state: 'behind',
      blocksBehind: 3,
    })
  })

  it('is offline when the node stopped answering, for a reading of the ledger', () => {
    const status = sampleStatus({ node: nodeDown(NOW - 1000) })
    expect(shownFreshness(sampleReading(), { ...context, status }).state).toBe('offline')
    const fromProvider = sampleReading({ source: 'provider:example.org' })
    expect(shownFreshness(fromProvider, { ...context, status }).state).toBe('current')
  })

  it('is never more than the host said', () => {
    const offline = sampleReading({ freshness: { state: 'offline', blocksBehind: 0, observedAt: NOW } })
    expect(shownFreshness(offline, context).state).toBe('offline')
    expect(shownFreshness(unknownReading('x'), context).state).toBe('unknown')
  })

  it('is confirmed again by the node answering at the same block', () => {
    expect(shownFreshness(sampleReading(), context).observedAt).toBe(NOW - 2000)
  })
})

describe('the words for freshness', () => {
  const words = (
    state: Parameters<typeof freshnessText>[0]['freshness']['state'],
    blocksBehind = 12,
  ): string =>
    freshnessText({ freshness: { state, blocksBehind, observedAt: NOW - 20_000 }, height: 120, now: NOW })

  it('name the state, its distance or its date', () => {
    expect(words('current', 0)).toBe('Current')
    expect(words('behind')).toBe('Behind 12 blocks')
    expect(words('behind', 1)).toBe('Behind 1 block')
    expect(words('offline')).toBe('Offline: as of block 120, 20 s ago')
    expect(words('stale')).toBe('Stale: as of block 120, 20 s ago')
    expect(words('unknown')).toBe('Not known yet')
  })
})

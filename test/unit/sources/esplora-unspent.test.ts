import { describe, expect, it } from 'vitest'
import { FAULTS } from '../../fakes/esplora-faults.ts'
import { manyPayments, storyGround } from './esplora-ground.ts'
import { ADDRESS, never, providerError, TIP_HEIGHT } from './provider-ground.ts'

const places = (outputs: readonly { readonly value: number; readonly height: number }[]) =>
  outputs.map(({ value, height }) => [height, value])

describe('unspent outputs from Esplora', () => {
  it('are the confirmed ones by height, dated, without the mempool', async () => {
    const { story, source, asked } = await storyGround((told) => {
      told.receive(3, 100, 200)
      told.spend(5, 40)
      told.receive(null, 9)
    })
    const { outputs, tip } = await source.unspent(ADDRESS, never)
    expect(places(outputs)).toEqual([
      [3, 200],
      [5, 40],
    ])
    const { utxos } = (await (await story.view()).address(ADDRESS)) ?? { utxos: [] }
    const confirmed = utxos.filter(({ status }) => status.confirmed)
    expect(new Set(outputs.map(({ txid, vout }) => `${txid}:${vout}`))).toEqual(
      new Set(confirmed.map(({ txid, vout }) => `${txid}:${vout}`)),
    )
    expect(tip.height).toBe(TIP_HEIGHT)
    expect(asked('txsChain')).toBe(0)
  })

  it('hold a coin that the mempool spends, which the list of the server leaves out', async () => {
    const { source, asked } = await storyGround((story) => {
      story.receive(3, 100)
      story.receive(4, 50)
      story.spend(null, 30)
    })
    expect(places((await source.unspent(ADDRESS, never)).outputs)).toEqual([
      [3, 100],
      [4, 50],
    ])
    expect(asked('txsChain')).toBe(1)
  })

  it('cannot be known when neither the list nor the history adds up', async () => {
    const { fake, source } = await storyGround((story) => {
      story.receive(3, 100)
      story.spend(null)
    })
    fake.faults.set('txsChain', FAULTS.cursorLost())
    expect((await providerError(source.unspent(ADDRESS, never))).problem).toBe('cannot_know')
  })

  it.each([
    ['an output twice', FAULTS.duplicated()],
    ['an output short', FAULTS.list((items) => items.slice(1))],
    ['another amount', FAULTS.field('value', '7')],
  ])('come from the history where the list has %s', async (_, fault) => {
    const { fake, source } = await storyGround(manyPayments(12))
    const before = (await source.unspent(ADDRESS, never)).outputs
    fake.faults.set('utxo', fault)
    expect(places((await source.unspent(ADDRESS, never)).outputs)).toEqual(places(before))
  })

  it.each([
    ['one output for another of the same amount', FAULTS.list(([first]) => [first, first])],
    ['two outputs as one', FAULTS.list(([first]) => [{ ...(first as object), value: 100 }])],
  ])('come from the history where the list adds up but has %s', async (_, fault) => {
    const { fake, source } = await storyGround((story) => story.receive(3, 50, 50))
    fake.faults.set('utxo', fault)
    const { outputs } = await source.unspent(ADDRESS, never)
    expect(outputs.map(({ vout, value }) => [vout, value])).toEqual([
      [0, 50],
      [1, 50],
    ])
  })

  it('are too many where the server says so', async () => {
    const { source } = await storyGround(manyPayments(12), { maxUtxos: 5 })
    expect((await providerError(source.unspent(ADDRESS, never))).problem).toBe('too_many')
  })

  it.each(['electrum', 'uncounted'] as const)('come from the history on the backend %s', async (backend) => {
    const { source } = await storyGround(manyPayments(17), { backend })
    const { outputs } = await source.unspent(ADDRESS, never)
    expect(outputs.reduce((sum, { value }) => sum + value, 0)).toBe(
      (await source.balance(ADDRESS, never)).confirmed,
    )
  })

  it.each([
    ['another branch', FAULTS.field('block_hash', `"${'cd'.repeat(32)}"`), 'moving'],
    ['a block above the tip', FAULTS.field('block_height', '121'), 'moving'],
    ['no list', FAULTS.json('{}'), 'bad_answer'],
    ['a fraction', FAULTS.field('value', '0.1'), 'bad_answer'],
    ['trouble', FAULTS.status(503), 'fault'],
  ] as const)('are never taken from %s', async (_, fault, problem) => {
    const { fake, source } = await storyGround((story) => story.receive(TIP_HEIGHT, 10))
    fake.faults.set('utxo', fault)
    expect((await providerError(source.unspent(ADDRESS, never))).problem).toBe(problem)
  })

  it('are none, without another question, where the figures say so', async () => {
    const { source, asked } = await storyGround((story) => {
      story.receive(3, 100)
      story.spend(4)
    })
    expect((await source.unspent(ADDRESS, never)).outputs).toEqual([])
    expect(asked('utxo')).toBe(0)
  })
})

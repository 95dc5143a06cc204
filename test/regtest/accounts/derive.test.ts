import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ParsedAccount } from '../../../electron/engine/accounts/account-key.ts'
import { deriveScripts } from '../../../electron/engine/accounts/derive-scripts.ts'
import { parseEntry } from '../../../electron/engine/accounts/parse-entry.ts'
import { NOBODYS_ADDRESS, type RegtestNode, startRegtestNode } from '../../../electron/launch/regtest-node.ts'
import { createDescriptorMaker, type MadeDescriptor } from '../../ground/random-descriptor.ts'
import { describeWithBitcoind } from '../../ground/regtest-ground.ts'
import { seedOf } from '../../ground/seed.ts'

const DESCRIPTORS = 1_000
/** One run's random descriptors: printed when they fail. */
const seed = seedOf('descriptors of bitcoind')

interface Case {
  readonly made: string
  readonly chain: string
  readonly range: readonly [number, number] | null
  readonly ours: readonly (string | null)[]
  /** Several scripts an index, in an order of their own. */
  readonly anyOrder?: true
}

/** bitcoind gives the addresses of a combo(): ours are those of the descriptors that it stands for, but for its bare key. */
function comboCases({ text, index }: MadeDescriptor, { descriptor, chains }: ParsedAccount): readonly Case[] {
  const steps = /<([\d;]+)>/.exec(text)?.[1]?.split(';') ?? ['']
  const each = chains.length / steps.length
  return steps.map((step, at) => ({
    made: text,
    chain: descriptor.replace(/#.*/, '').replace(/<[\d;]+>/, step),
    range: index === null ? null : [index, index + 1],
    ours: chains
      .slice(at * each, (at + 1) * each)
      .flatMap((chain) =>
        deriveScripts(chain, 'regtest', index ?? 0, 2).flatMap(({ address }) => address ?? []),
      ),
    anyOrder: true,
  }))
}

function casesOf({ text, index }: MadeDescriptor): readonly Case[] {
  const entry = parseEntry(text, 'regtest')
  if (entry.kind === 'address') return [{ made: text, chain: text, range: null, ours: [entry.address.text] }]
  if (entry.kind !== 'account') throw new Error(`${text} is ${JSON.stringify(entry)}`)
  expect(entry.account.ranged, text).toBe(index !== null)
  if (text.startsWith('combo(')) return comboCases({ text, index }, entry.account)
  return entry.account.chains.map((chain) => ({
    made: text,
    chain,
    range: index === null ? null : [index, index + 1],
    ours: deriveScripts(chain, 'regtest', index ?? 0, 2).map(({ address }) => address),
  }))
}

/** Many calls in one HTTP request. */
async function batch(
  node: RegtestNode,
  method: string,
  params: readonly unknown[][],
): Promise<readonly unknown[]> {
  const authorization = `Basic ${Buffer.from(await readFile(node.cookieFile)).toString('base64')}`
  const body = JSON.stringify(params.map((each, id) => ({ id, method, params: each })))
  const reply = await fetch(node.url, { method: 'POST', headers: { authorization }, body })
  const answers = (await reply.json()) as readonly { id: number; result: unknown; error: unknown }[]
  return answers.toSorted((a, b) => a.id - b.id).map(({ result, error }) => error ?? result)
}

const byText = (one: string, other: string): number => (one < other ? -1 : 1)

describeWithBitcoind('the addresses of a descriptor', (binary) => {
  let node: RegtestNode
  beforeAll(async () => {
    node = await startRegtestNode(binary)
  })
  afterAll(() => node.stop())

  // Much arithmetic: on a machine that is busy with other tests it may take its time.
  it(`are those that bitcoind derives, for ${DESCRIPTORS} random ones of every kind (seed ${seed})`, async () => {
    const make = createDescriptorMaker(seed, [NOBODYS_ADDRESS, 'mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn'])
    const cases = Array.from({ length: DESCRIPTORS }, make).flatMap(casesOf)
    const checked = await batch(
      node,
      'getdescriptorinfo',
      cases.map(({ chain }) => [chain.replace(/#.*/, '')]),
    )
    const sums = checked.map((info) => (info as { checksum: string }).checksum)
    const theirs = await batch(
      node,
      'deriveaddresses',
      cases.map(({ chain, range }, at) => [
        `${chain.replace(/#.*/, '')}#${sums[at]}`,
        ...(range === null ? [] : [range]),
      ]),
    )
    cases.forEach(({ made, chain, ours, anyOrder }, at) => {
      if (chain.includes('#')) expect(chain, made).toBe(`${chain.replace(/#.*/, '')}#${sums[at]}`)
      const sorted = (all: unknown): unknown =>
        anyOrder && Array.isArray(all) ? all.map(String).toSorted(byText) : all
      expect(sorted(theirs[at]), `${made} (seed ${seed})`).toEqual(sorted(ours))
    })
  })
})

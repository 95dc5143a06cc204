import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { deriveScripts } from '../../../electron/engine/accounts/derive-scripts.ts'
import { parseEntry } from '../../../electron/engine/accounts/parse-entry.ts'
import { NOBODYS_ADDRESS, type RegtestNode, startRegtestNode } from '../../../electron/launch/regtest-node.ts'
import { createDescriptorMaker, type MadeDescriptor } from '../../ground/random-descriptor.ts'
import { describeWithBitcoind } from '../../ground/regtest-ground.ts'

const DESCRIPTORS = 1_000
/** One run's random descriptors: printed when they fail. */
const seed = Number(process.env['TIDEMARK_DESCRIPTOR_SEED'] ?? Date.now() % 2 ** 32)

interface Case {
  readonly made: string
  readonly chain: string
  readonly range: readonly [number, number] | null
  readonly ours: readonly (string | null)[]
}

function casesOf({ text, index }: MadeDescriptor): readonly Case[] {
  const entry = parseEntry(text, 'regtest')
  if (entry.kind === 'address') return [{ made: text, chain: text, range: null, ours: [entry.address.text] }]
  if (entry.kind !== 'account') throw new Error(`${text} is ${JSON.stringify(entry)}`)
  expect(entry.account.ranged, text).toBe(index !== null)
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
    cases.forEach(({ made, chain, ours }, at) => {
      if (chain.includes('#')) expect(chain, made).toBe(`${chain.replace(/#.*/, '')}#${sums[at]}`)
      expect(theirs[at], `${made} (seed ${seed})`).toEqual(ours)
    })
  }, 240_000)
})

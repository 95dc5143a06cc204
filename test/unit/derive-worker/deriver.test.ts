import { afterEach, describe, expect, it } from 'vitest'
import { startDeriver } from '../../../electron/derive-worker/start-deriver.ts'
import { deriveScripts } from '../../../electron/engine/accounts/derive-scripts.ts'
import { createInlineDeriver, type Deriver } from '../../../electron/engine/accounts/deriver.ts'

const CHAIN =
  'wpkh(xpub661MyMwAqRbcFtXgS5sYJABqqG9YLmC4Q1Rdap9gSE8NqtwybGhePY2gZ29ESFjqJoCu1Rupje8YtGqsefD265TMg7usUDFdp6W1EGMcet8/0/*)'
const kinds: readonly [string, () => Deriver][] = [
  ['a thread of its own', startDeriver],
  ['the thread of the caller', createInlineDeriver],
]
const open: Deriver[] = []
afterEach(async () => {
  for (const deriver of open.splice(0)) await deriver.close()
})
function start(make: () => Deriver): Deriver {
  const deriver = make()
  open.push(deriver)
  return deriver
}

describe.each(kinds)('a deriver in %s', (_, make) => {
  it('gives what deriveScripts gives, over several batches and for several callers at once', async () => {
    const deriver = start(make)
    const { signal } = new AbortController()
    const [many, few] = await Promise.all([
      deriver.derive(CHAIN, 'main', 3, 150, signal),
      deriver.derive(CHAIN, 'main', 900, 2, signal),
    ])
    expect(many.map(({ index }) => index)).toEqual(Array.from({ length: 150 }, (_none, at) => at + 3))
    expect([many[149], ...few]).toEqual([
      ...deriveScripts(CHAIN, 'main', 152, 1),
      ...deriveScripts(CHAIN, 'main', 900, 2),
    ])
  })

  it('stops when it is told to', async () => {
    const deriver = start(make)
    const stop = new AbortController()
    const asked = deriver.derive(CHAIN, 'main', 0, 1_000_000, stop.signal)
    setTimeout(() => stop.abort(new Error('enough')), 50)
    await expect(asked).rejects.toThrow(/enough|[Cc]ancelled/)
    expect(await deriver.derive(CHAIN, 'main', 0, 1, new AbortController().signal)).toHaveLength(1)
  })

  it('fails on what is no descriptor, and goes on', async () => {
    const deriver = start(make)
    const { signal } = new AbortController()
    await expect(deriver.derive('wpkh(nothing)', 'main', 0, 1, signal)).rejects.toThrow()
    expect(await deriver.derive(CHAIN, 'main', 0, 1, signal)).toHaveLength(1)
  })
})

describe('a deriver in a thread of its own', () => {
  it('fails what is open and what comes later when it is closed', async () => {
    const deriver = start(startDeriver)
    const { signal } = new AbortController()
    const asked = deriver.derive(CHAIN, 'main', 0, 1_000_000, signal)
    const failed = expect(asked).rejects.toMatchObject({ code: 'cancelled' })
    await deriver.close()
    await failed
    await expect(deriver.derive(CHAIN, 'main', 0, 1, signal)).rejects.toMatchObject({ code: 'cancelled' })
  })
})

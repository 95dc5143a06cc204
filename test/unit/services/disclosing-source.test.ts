import { describe, expect, it } from 'vitest'
import type { BalanceSource } from '../../../electron/engine/ports.ts'
import { discloseCalls } from '../../../electron/services/disclosing-source.ts'
import { AppError } from '../../../shared/errors.ts'
import { inWords } from '../../fakes/in-words.ts'
import { ADDRESS, adapter, never, OTHER_ADDRESS, scripted, server } from '../sources/provider-ground.ts'
import { openWorld } from '../store/world.ts'

const QUESTIONS: readonly (readonly [
  name: string,
  ask: (source: BalanceSource, signal?: AbortSignal) => Promise<unknown>,
  addresses: readonly string[],
])[] = [
  ['balance', (source, signal = never) => source.balance(ADDRESS, signal), [ADDRESS]],
  [
    'balances',
    (source, signal = never) => source.balances([ADDRESS, OTHER_ADDRESS], signal),
    [ADDRESS, OTHER_ADDRESS],
  ],
  ['balanceAt', (source, signal = never) => source.balanceAt(ADDRESS, 7, signal), [ADDRESS]],
  ['history', (source, signal = never) => source.history(ADDRESS, signal), [ADDRESS]],
  ['unspent', (source, signal = never) => source.unspent(ADDRESS, signal), [ADDRESS]],
]

/** A source that does nothing but call `called` for every question. */
function listener(called: () => void): BalanceSource {
  const hear = async (): Promise<never> => {
    called()
    throw new Error('heard')
  }
  return {
    ...scripted('x'),
    balance: hear,
    balances: hear,
    balanceAt: hear,
    history: hear,
    unspent: hear,
  }
}

describe('a source that discloses', () => {
  it.each(QUESTIONS)('has who is asked on record before %s is called', async (_name, ask, addresses) => {
    const { sources } = openWorld()
    const onRecord: unknown[] = []
    const source = discloseCalls(
      listener(() => onRecord.push(...sources.allDisclosures(9))),
      (id, asked) => sources.recordDisclosure(`provider:${id}`, asked, 5),
    )
    await expect(ask(source)).rejects.toThrow('heard')
    expect(onRecord).toEqual(
      addresses.toSorted().map((address) => ({ address, source: 'provider:x', firstAt: 5, lastAt: 5 })),
    )
  })

  it.each(QUESTIONS)('sends nothing at %s when it cannot be put on record', async (_name, ask) => {
    const esplora = await server()
    const broken = new AppError('storage', inWords('The disk is full.'))
    const source = discloseCalls(adapter(esplora), () => Promise.reject(broken))
    await expect(ask(source)).rejects.toBe(broken)
    expect(esplora.requests).toEqual([])
  })

  it('calls a failure of an unforeseen kind a fault of the storage, too', async () => {
    const source = discloseCalls(scripted('x'), () => Promise.reject(new Error('no reason')))
    await expect(source.balance(ADDRESS, never)).rejects.toMatchObject({ code: 'storage' })
  })

  it('answers as the source does', async () => {
    const source = discloseCalls(adapter(await server()), () => Promise.resolve())
    expect(await source.balance(ADDRESS, never)).toMatchObject({ confirmed: 70_000, pending: -15_000 })
    expect(source).toMatchObject({ id: 'a', family: 'esplora', capabilities: { history: true } })
  })

  it('records nothing for a question about the tip, which names no address', async () => {
    const recorded: string[] = []
    const source = discloseCalls(adapter(await server()), async (id) => void recorded.push(id))
    expect(await source.tip(never)).toMatchObject({ height: 120 })
    expect(recorded).toEqual([])
  })

  it.each(QUESTIONS)('neither records nor sends %s when it was given up before', async (_name, ask) => {
    const recorded: string[] = []
    const source = discloseCalls(
      listener(() => recorded.push('sent')),
      async (id) => void recorded.push(id),
    )
    await expect(ask(source, AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' })
    expect(recorded).toEqual([])
  })

  it('sends nothing when the question is given up while it is put on record', async () => {
    const abort = new AbortController()
    let sent = false
    const source = discloseCalls(
      listener(() => (sent = true)),
      async () => abort.abort(),
    )
    await expect(source.balance(ADDRESS, abort.signal)).rejects.toMatchObject({ code: 'cancelled' })
    expect(sent).toBe(false)
  })
})

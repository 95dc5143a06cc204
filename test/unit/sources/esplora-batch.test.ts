import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { BatchAnswer } from '../../../electron/engine/ports.ts'
import { pause } from '../../../electron/sources/resilience.ts'
import { FAULTS } from '../../fakes/esplora-faults.ts'
import {
  ADDRESS,
  adapter,
  never,
  OTHER_ADDRESS,
  providerError,
  server,
  TIP_HEIGHT,
} from './provider-ground.ts'

/** No address of the server: it answers 400. */
const UNKNOWN = 'bc1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3qccfmv3'

const short = (answer: BatchAnswer): number | string =>
  answer.kind === 'balance' ? answer.balance.confirmed : answer.error.problem

describe('a batch of addresses', () => {
  it('is answered in the order asked, all dated by one bracket', async () => {
    const fake = await server()
    const asked = [ADDRESS, OTHER_ADDRESS, ADDRESS, OTHER_ADDRESS, ADDRESS]
    const answers = await adapter(fake).balances(asked, never)
    expect(answers.map(short)).toEqual([70_000, 0, 70_000, 0, 70_000])
    const heights = answers.map((answer) => (answer.kind === 'balance' ? answer.balance.at.height : null))
    expect(heights).toEqual(asked.map(() => TIP_HEIGHT))
    const routes = fake.requests.map(({ route }) => route)
    expect(routes).toEqual(['blockHeight', 'blocks', ...asked.map(() => 'address'), 'tipHash'])
  })

  it('says of one address why it failed, and answers the others', async () => {
    const answers = await adapter(await server()).balances([ADDRESS, UNKNOWN, OTHER_ADDRESS], never)
    expect(answers.map(short)).toEqual([70_000, 'bad_request', 0])
  })

  it('is asked again as a whole when the tip moved, and given up after the third time', async () => {
    const fake = await server()
    fake.faults.set('blocks', { kind: 'stale', blocks: 1 }, 1)
    expect((await adapter(fake).balances([ADDRESS, OTHER_ADDRESS], never)).map(short)).toEqual([70_000, 0])
    expect(fake.requests.filter(({ route }) => route === 'address')).toHaveLength(4)
    fake.faults.set('tipHash', { kind: 'stale', blocks: 1 })
    expect((await providerError(adapter(fake).balances([ADDRESS], never))).problem).toBe('moving')
  })

  it('never has more than four requests open', async () => {
    let [open, most] = [0, 0]
    const fake = await server()
    const counting = createServer((request, response) => {
      most = Math.max(most, ++open)
      void passOn(`${fake.url}${request.url}`, response).finally(() => open--)
    })
    await new Promise<void>((resolve) => counting.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void counting.close())
    const { port } = counting.address() as AddressInfo // it listens on TCP
    const source = adapter({ url: `http://127.0.0.1:${port}` })
    const asked = Array.from({ length: 25 }, () => ADDRESS)
    expect((await source.balances(asked, never)).map(short)).toEqual(asked.map(() => 70_000))
    expect(most).toBe(4)
  })

  it('stops asking once it is refused, and says so of all that were not asked', async () => {
    const fake = await server()
    fake.faults.set('address', FAULTS.status(429, '', { 'retry-after': '30' }), undefined, 4)
    const answers = await adapter(fake).balances(
      Array.from({ length: 25 }, () => ADDRESS),
      never,
    )
    const figures = answers.map(short)
    expect(figures.filter((figure) => figure === 70_000)).toHaveLength(4)
    expect(figures.filter((figure) => figure === 'refused')).toHaveLength(21)
    const [last] = answers.slice(-1)
    expect(last?.kind === 'failed' && last.error.retryAfterMs).toBe(30_000)
    expect(fake.requests.filter(({ route }) => route === 'address').length).toBeLessThan(12)
  })

  it('fails as a whole when the server refuses everything or stands on another network', async () => {
    const fake = await server()
    fake.faults.set('address', FAULTS.status(403))
    expect((await providerError(adapter(fake).balances([ADDRESS, OTHER_ADDRESS], never))).problem).toBe(
      'refused',
    )
    const other = await server({ network: 'testnet4' })
    expect((await providerError(adapter(other).balances([ADDRESS], never))).problem).toBe('bad_answer')
  })

  it('of nothing asks nobody', async () => {
    const fake = await server()
    expect(await adapter(fake).balances([], never)).toEqual([])
    expect(fake.requests).toEqual([])
  })

  it('is cancelled while addresses wait for their turn', async () => {
    const fake = await server()
    fake.faults.set('address', { kind: 'hang' })
    const abort = new AbortController()
    setTimeout(() => abort.abort(), 50)
    const asked = Array.from({ length: 25 }, () => ADDRESS)
    await expect(adapter(fake).balances(asked, abort.signal)).rejects.toMatchObject({ code: 'cancelled' })
    expect(fake.requests.filter(({ route }) => route === 'address').length).toBeLessThanOrEqual(4)
  })
})

/** The reply of another server, a little later, so that requests pile up where nothing holds them back. */
async function passOn(url: string, response: ServerResponse): Promise<void> {
  const reply = await fetch(url)
  const body = await reply.text()
  await pause(5, never)
  response.writeHead(reply.status, { 'content-type': reply.headers.get('content-type') ?? '' }).end(body)
}

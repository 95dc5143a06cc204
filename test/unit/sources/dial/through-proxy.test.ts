import { connect } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { memoryPins } from '../../../../electron/sources/electrum/pins.ts'
import { SELF_SIGNED } from '../../../fakes/electrum-certificates.ts'
import { madeUpChain } from '../../../fakes/electrum-chain.ts'
import { startPushServer } from '../../../fakes/esplora-push-server.ts'
import type { SocksFault, SocksServer } from '../../../fakes/socks5-server.ts'
import { ADAPTERS, startGround } from '../../../faults/grounds.ts'
import { electrumServer, START_HEIGHT } from '../electrum/electrum-ground.ts'
import { closedPort, probe, secureWeb, stepsOf, textOf, trust } from '../probe/ground.ts'
import {
  ADDRESS,
  arrived,
  server as esplora,
  never,
  OTHER_ADDRESS,
  providerError,
  TIP_HEIGHT,
} from '../provider-ground.ts'
import { ONION, provider, proxyTo, socks, testMemory, watchResolver } from './dial-ground.ts'

/** The logins that came, each once. */
function logins({ targets }: SocksServer): readonly string[] {
  return [...new Set(targets.map(({ user, password }) => `${user}:${password}`))]
}

describe('a provider behind a SOCKS5 proxy', () => {
  it.each(ADAPTERS)(
    'answers as it does directly, and all of one reading has one login: %s',
    async (family) => {
      const ground = await startGround[family]()
      onTestFinished(() => ground.close())
      const proxy = await proxyTo(ground.port)
      const names = watchResolver()
      const [scheme, port] = family === 'electrum' ? ['tcp', 50_001] : ['http', 80]
      const url = `${scheme}://${ONION}:${port}${ground.path}`
      const { confirmed, pending, at } = await provider(url, family, socks(proxy)).balance(ADDRESS, never)
      const truth = ground.truths.get(at.hash)
      expect({ confirmed, pending }).toEqual({ confirmed: truth?.confirmed, pending: truth?.pending })
      expect(proxy.targets[0]).toMatchObject({ host: ONION, kind: 'name', port })
      expect(logins(proxy)).toHaveLength(1)
      expect(names).toEqual([])
    },
  )

  it('gives groups of addresses logins of their own, and what names no address yet another', async () => {
    const { port } = await esplora()
    const proxy = await proxyTo(port)
    const source = provider(`http://${ONION}`, 'esplora', socks(proxy))
    await source.balance(ADDRESS, never)
    await source.unspent(ADDRESS, never).catch(() => undefined) // these figures have no outputs behind them
    expect(logins(proxy)).toHaveLength(1)
    await source.balance(OTHER_ADDRESS, never)
    expect(logins(proxy)).toHaveLength(2)
    await source.tip(never)
    expect(logins(proxy)).toHaveLength(3)
    for (const login of logins(proxy)) expect(login).toMatch(/^[0-9a-f]{32}:[0-9a-f]{32}$/)
  })

  it('asks about all addresses of one call with one login', async () => {
    const { port } = await esplora()
    const proxy = await proxyTo(port)
    const answers = await provider(`http://${ONION}`, 'esplora', socks(proxy)).balances(
      [ADDRESS, OTHER_ADDRESS],
      never,
    )
    expect(answers.map(({ kind }) => kind)).toEqual(['balance', 'balance'])
    expect(logins(proxy)).toHaveLength(1)
  })

  it('has other logins after the next start', async () => {
    const { port } = await esplora()
    const proxy = await proxyTo(port)
    for (let start = 1; start <= 2; start++) {
      await provider(`http://${ONION}`, 'esplora', socks(proxy)).balance(ADDRESS, never)
      expect(logins(proxy)).toHaveLength(start)
    }
  })

  it('keeps a login when the connection of its group is opened again', async () => {
    const chain = madeUpChain('main', START_HEIGHT)
    const server = await electrumServer({ chain })
    const proxy = await proxyTo(server.port)
    const source = provider(`tcp://${ONION}:50001`, 'electrum', socks(proxy))
    await source.balance(ADDRESS, never)
    server.drop()
    await arrived()
    await source.balance(ADDRESS, never)
    expect([proxy.targets.length, logins(proxy).length]).toEqual([2, 1])
  })

  it('keeps one connection for each group that asks an Electrum server', async () => {
    const chain = madeUpChain('main', START_HEIGHT)
    const server = await electrumServer({ chain })
    const proxy = await proxyTo(server.port)
    const source = provider(`tcp://${ONION}:50001`, 'electrum', socks(proxy))
    for (const address of [ADDRESS, OTHER_ADDRESS, ADDRESS, OTHER_ADDRESS])
      await source.balance(address, never)
    expect([proxy.targets.length, server.connections]).toEqual([2, 2])
  })

  it('is listened to for new blocks with the login that names no address', async () => {
    const push = await startPushServer()
    onTestFinished(() => push.close())
    const proxy = await proxyTo(Number(new URL(push.url).port))
    const source = provider(`http://${ONION}/api`, 'esplora', socks(proxy))
    await providerError(source.tip(never)) // it has nothing but what it says unasked
    const [asked] = logins(proxy)
    const end = new AbortController()
    const hinted = Promise.withResolvers<void>()
    const listening = source.hints?.(() => hinted.resolve(), end.signal)
    await hinted.promise
    end.abort()
    await listening
    expect(push.upgrades).toHaveLength(1)
    expect(logins(proxy)).toEqual([asked])
  })

  it('finds out through the proxy what speaks there', async () => {
    const { port } = await esplora()
    const proxy = await proxyTo(port)
    const names = watchResolver()
    const source = provider(`http://${ONION}`, null, socks(proxy))
    expect((await source.tip(never)).height).toBe(TIP_HEIGHT)
    expect(source.family).toBe('esplora')
    expect(logins(proxy)).toHaveLength(1)
    expect(names).toEqual([])
  })

  it('is spoken to over TLS by its own name, with a certificate that is checked or pinned as ever', async () => {
    const chain = madeUpChain('main', START_HEIGHT)
    const server = await electrumServer({ chain, tls: SELF_SIGNED })
    const proxy = await proxyTo(server.port)
    const memory = { ...testMemory('electrum'), pins: memoryPins() }
    const source = provider('tls://electrum.example:50002', 'electrum', socks(proxy), { memory })
    expect((await source.tip(never)).height).toBe(START_HEIGHT)
    expect(await memory.pins.load('tls://electrum.example:50002')).toMatch(/^[0-9a-f]{64}$/)
    trust('self-signed')
    const web = await secureWeb({})
    const secure = await proxyTo(web.port)
    const known = await providerError(provider('https://localhost/api', 'esplora', socks(secure)).tip(never))
    expect(known.message).toContain('404') // the certificate is for this name
    const other = await providerError(
      provider('https://other.example/api', 'esplora', socks(secure)).tip(never),
    )
    expect(other.message).toContain('certificate')
    expect(web.asked).toHaveLength(1)
  })

  it('ends its connections through the proxy when it is closed, and opens no more', async () => {
    const { port } = await esplora()
    const proxy = await proxyTo(port)
    const source = provider(`http://${ONION}`, 'esplora', socks(proxy))
    await source.balance(ADDRESS, never)
    await source.close()
    expect((await providerError(source.balance(OTHER_ADDRESS, never))).problem).toBe('unreachable')
    expect(logins(proxy)).toHaveLength(1)
  })
})

describe('a proxy that fails', () => {
  it.each<[string, SocksFault, string]>([
    ['hangs up', { kind: 'hang-up' }, 'The proxy ended the connection'],
    ['is none', { kind: 'not-socks' }, 'not a SOCKS5 proxy'],
    ['takes no logins', { kind: 'no-method' }, 'takes no logins'],
    ['would go without a login, so that all addresses shared a circuit', { kind: 'without' }, 'not a SOCKS5'],
    ['refuses the login', { kind: 'bad-login' }, 'takes no logins'],
    ['has a failure of its own', { kind: 'verdict', code: 1 }, 'does not answer through the proxy'],
    ['forbids the server', { kind: 'verdict', code: 2 }, 'does not allow'],
    ['does not find the server', { kind: 'verdict', code: 4 }, 'finds no server'],
    ['is refused by the server', { kind: 'verdict', code: 5 }, 'Nothing accepts connections'],
  ])('leads to no direct connection when it %s', async (_, fault, text) => {
    trust('self-signed')
    const web = await secureWeb({})
    const chain = madeUpChain('main', START_HEIGHT)
    const server = await electrumServer({ chain })
    const proxy = await proxyTo(web.port)
    const names = watchResolver()
    proxy.fault = fault
    const http = provider(`https://localhost:${web.port}`, 'esplora', socks(proxy))
    const lines = provider(`tls://127.0.0.1:${server.port}`, 'electrum', socks(proxy))
    for (const source of [http, lines]) {
      const error = await providerError(source.balance(ADDRESS, never))
      expect(error.problem).toBe('unreachable')
      expect(error.message).toContain(text)
    }
    expect([web.asked, server.connections, names]).toEqual([[], 0, []])
    expect(new Set(proxy.offered.flat())).toEqual(new Set([2])) // a login, and nothing else
  })

  it('leads to no direct connection when nothing listens there', async () => {
    trust('self-signed')
    const web = await secureWeb({})
    const port = await closedPort()
    const names = watchResolver()
    const source = provider(`https://localhost:${web.port}`, 'esplora', socks({ port }))
    const error = await providerError(source.tip(never))
    expect([error.problem, error.message]).toEqual([
      'unreachable',
      'The proxy does not accept connections. Check that Tor runs, and the address of the proxy.',
    ])
    expect([web.asked, names]).toEqual([[], []])
  })

  it('is given up with the question when it says nothing', async () => {
    const proxy = await proxyTo(1)
    proxy.fault = { kind: 'silence' }
    const source = provider(`http://${ONION}`, 'esplora', socks(proxy))
    await expect(source.tip(AbortSignal.timeout(100))).rejects.toMatchObject({ code: 'cancelled' })
  })

  it('is hung up on when the provider is closed meanwhile', async () => {
    const proxy = await proxyTo(1)
    proxy.fault = { kind: 'silence' }
    const source = provider(`http://${ONION}`, 'esplora', socks(proxy))
    const asking = providerError(source.tip(never))
    await expect.poll(() => proxy.open()).toBe(1)
    await source.close()
    expect((await asking).problem).toBe('unreachable')
    await expect.poll(() => proxy.open()).toBe(0)
  })

  it('is not used where the way to it is not encrypted', async () => {
    const route = { kind: 'socks5', host: '8.8.8.8', port: 9050 } as const
    const error = await providerError(provider(`http://${ONION}`, 'esplora', route).tip(never))
    expect(error.message).toContain('not in your own network')
  })

  it.each(['http://node.local/api', 'http://127.0.0.1:3000', 'http://192.168.1.20/api'])(
    'is not asked for %s, which the last hop would read',
    async (url) => {
      const proxy = await proxyTo(1)
      const error = await providerError(provider(url, 'esplora', socks(proxy)).tip(never))
      expect(error.message).toContain('only an onion service is reached without encryption')
      expect(proxy.targets).toEqual([])
    },
  )
})

describe('a probe through a proxy', () => {
  it('takes the same steps, and looks nothing up', async () => {
    const { port } = await esplora()
    const proxy = await proxyTo(port)
    const names = watchResolver()
    const result = await probe(`http://${ONION}/`, { route: socks(proxy) })
    expect(stepsOf(result)).toEqual(['url', 'dns', 'tcp', 'protocol', 'network', 'tip', 'limits', 'latency'])
    expect([result.kind, result.needsConsent, names]).toEqual(['esplora', false, []])
  })

  it('says how an Electrum server is reached, too', async () => {
    const chain = madeUpChain('main', START_HEIGHT)
    const server = await electrumServer({ chain, tls: SELF_SIGNED })
    const proxy = await proxyTo(server.port)
    const result = await probe('tls://electrum.example:50002', { route: socks(proxy) })
    expect([result.kind, result.fingerprint === null]).toEqual(['electrum', false])
    expect(proxy.targets.map(({ host }) => host)).toEqual(['electrum.example'])
  })

  it('stops at a proxy that is not there, with a way out', async () => {
    const result = await probe(`http://${ONION}`, { route: socks({ port: await closedPort() }) })
    expect(stepsOf(result)).toEqual(['url', 'tcp!'])
    expect(textOf(result, 'tcp')).toContain('Check that Tor runs')
  })
})

describe('an onion service without a proxy', () => {
  it.each([
    [`http://${ONION}/api`, 'esplora'],
    [`https://${ONION}/api`, null],
    [`http://${ONION}./api`, 'uniform'],
    [`tcp://${ONION}:50001`, 'electrum'],
  ] as const)('is refused with a text that says how, and its name not looked up: %s', async (url, family) => {
    const names = watchResolver()
    const error = await providerError(provider(url, family).tip(never))
    expect(error.problem).toBe('unreachable')
    expect(error.message).toContain('needs a SOCKS5 proxy (Tor)')
    expect(error.message).toContain('Set the proxy in the settings')
    expect(names).toEqual([])
  })
})

describe('the watch on the resolver', () => {
  it('sees what a socket looks up, and what is looked up before it', async () => {
    const names = watchResolver()
    connect(1, 'one.invalid').on('error', () => undefined)
    await providerError(provider('https://two.invalid', 'esplora').tip(never))
    expect(names).toEqual(['one.invalid', 'two.invalid'])
  })
})

import { getEventListeners } from 'node:events'
import type { Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { GENESIS_HASH } from '../../../../shared/chain.ts'
import { AppError } from '../../../../shared/errors.ts'
import { server as esplora } from '../provider-ground.ts'
import {
  closedPort,
  electrum,
  lines,
  probe,
  secondsAgo,
  secureWeb,
  stepsOf,
  textOf,
  trust,
  web,
} from './ground.ts'

const ESPLORA = {
  'GET /blocks': [200, [{ id: 'ab'.repeat(32), height: 900_000, timestamp: secondsAgo(60) }]],
  'GET /block-height/0': GENESIS_HASH.main,
} as const

describe('a probe stops with a way out', () => {
  it.each([
    ['no URL', 'mempool.space'],
    ['plain http to the public', 'http://mempool.space/api'],
    ['a user and password', 'https://u:hunter2@mempool.space/api'],
    ['the address of cloud metadata', 'http://169.254.169.254/latest'],
    ['an Electrum URL without port', 'tls://electrum.example'],
    ['an Electrum URL with a path', 'tls://electrum.example:50002/x'],
  ])('at the URL: %s', async (_, url) => {
    const result = await probe(url)
    expect(stepsOf(result)).toEqual(['url!'])
    expect(result.steps[0]?.fix).not.toBe('')
    expect(JSON.stringify(result)).not.toContain('hunter2')
  })

  it('at a name that nobody knows', async () => {
    const result = await probe('https://nobody.invalid/api')
    expect(stepsOf(result)).toEqual(['url', 'dns!'])
  })

  it('at an onion service, whose name it does not even look up', async () => {
    const looked: string[] = []
    const host = 'explorerzydxu5ecjrkwceayqybizmpjjznk5izmitf2modhcusuqlid.onion'
    const result = await probe(`http://${host}/api`, {
      lookup: async (name) => {
        looked.push(name)
        return ['127.0.0.1']
      },
    })
    expect(stepsOf(result)).toEqual(['url', 'dns!'])
    expect(looked).toEqual([])
  })

  it.each([
    ['169.254.169.254'],
    ['fe80::1'],
    ['fd00:ec2::254'],
    ['100.100.100.200'],
    ['0.0.0.0'],
    ['224.0.0.1'],
    ['255.255.255.255'],
    ['::'],
    ['ff02::1'],
    ['::ffff:169.254.169.254'],
    ['64:ff9b::a9fe:a9fe'],
  ])('at a name that leads to %s, even beside a good address and with consent', async (address) => {
    const { port, asked } = await web(ESPLORA)
    const lookup = async (): Promise<string[]> => ['127.0.0.1', address]
    const result = await probe(`http://node.local:${port}`, { lookup, consent: true })
    expect(stepsOf(result)).toEqual(['url', 'dns!'])
    expect(asked).toEqual([])
  })

  it('at a name of the own network that leads out of it without encryption', async () => {
    const result = await probe('http://node.local/api', { lookup: async () => ['8.8.8.8'] })
    expect(stepsOf(result)).toEqual(['url', 'dns!'])
    expect(textOf(result, 'dns')).toContain('not be encrypted')
  })

  it('at a public name that leads into the own network, until the person agrees', async () => {
    trust('self-signed')
    const { port, asked } = await secureWeb(ESPLORA)
    const lookup = async (): Promise<string[]> => ['127.0.0.1']
    const url = `https://provider.example:${port}`
    const first = await probe(url, { lookup })
    expect(stepsOf(first)).toEqual(['url', 'dns!'])
    expect(first.needsConsent).toBe(true)
    expect(asked).toEqual([])
    const second = await probe(url, { lookup, consent: true })
    expect(stepsOf(second)).toEqual(['url', 'dns', 'tcp', 'tls!'])
    expect(textOf(second, 'tls')).toContain('another name')
  })

  it('at a port on which nothing listens', async () => {
    const result = await probe(`http://127.0.0.1:${await closedPort()}`)
    expect(stepsOf(result)).toEqual(['url', 'dns', 'tcp!'])
    expect(result.needsConsent).toBe(true)
  })

  it.each([
    ['self-signed', 'signed by nobody'],
    ['expired', 'Its certificate'],
  ] as const)('at a %s certificate', async (certificate, text) => {
    const { url, asked } = await secureWeb(ESPLORA, certificate)
    const result = await probe(url)
    expect(stepsOf(result)).toEqual(['url', 'dns', 'tcp', 'tls!'])
    expect(textOf(result, 'tls')).toContain(text)
    expect(asked).toEqual([])
  })

  it('at a certificate that has expired, though it is trusted', async () => {
    trust('expired')
    const { url } = await secureWeb(ESPLORA, 'expired')
    expect(textOf(await probe(url), 'tls')).toContain('expired')
  })

  it('at a server without TLS', async () => {
    const { port } = await web(ESPLORA)
    const result = await probe(`https://localhost:${port}`)
    expect(textOf(result, 'tls')).toContain('no valid TLS')
  })

  it('at a server with TLS that is asked without', async () => {
    const { port } = await secureWeb(ESPLORA)
    expect(stepsOf(await probe(`http://127.0.0.1:${port}`)).at(-1)).toBe('protocol!')
  })

  it('at a captive portal, whatever it is asked', async () => {
    const page = [200, '<!DOCTYPE html><title>Sign in</title>', { 'content-type': 'text/html' }] as const
    const result = await probe((await web({ '*': page })).url)
    expect(stepsOf(result)).toEqual(['url', 'dns', 'tcp', 'protocol!'])
    expect(textOf(result, 'protocol')).toContain('web page')
    expect(result.kind).toBeNull()
  })

  it('at a redirect, which it names and does not follow', async () => {
    const target = await esplora()
    const { url } = await web({ '*': [302, '', { location: `${target.url}/secret-path?token=1` }] })
    const result = await probe(url)
    expect(textOf(result, 'protocol')).toContain(`redirects to ${target.url}, and`)
    expect(JSON.stringify(result)).not.toContain('secret-path')
    expect(target.requests).toEqual([])
  })

  it.each([
    ['is asked too often', [429, 'slow down'], '429'],
    ['has trouble of its own', [503, 'down'], '503'],
    ['refuses us', [403, 'no'], '403'],
    ['sends JSON that nests without end', '['.repeat(400_000), 'no protocol'],
    ['sends more than there can be', ' '.repeat(600_000), 'no protocol'],
    ['sends JSON of its own', { hello: 'world' }, 'no protocol'],
  ] as const)('at a server that %s', async (_, answer, text) => {
    const result = await probe((await web({ '*': answer })).url)
    expect(stepsOf(result).at(-1)).toBe('protocol!')
    expect(textOf(result, 'protocol')).toContain(text)
  })

  it('at a server that accepts and says nothing, when the time is up', async () => {
    const silent = async (place: string) =>
      probe(`${place}:${await lines(() => undefined)}`, { timeoutMs: 1_000 })
    const plain = ['http://127.0.0.1', 'tcp://127.0.0.1'].map(silent)
    const tls = silent('https://localhost')
    for (const result of await Promise.all(plain)) {
      expect(stepsOf(result)).toEqual(['url', 'dns', 'tcp', 'protocol!'])
      expect(textOf(result, 'protocol')).toContain('in time')
    }
    expect(stepsOf(await tls)).toEqual(['url', 'dns', 'tcp', 'tls!'])
  })

  it('at a name server that does not answer, when the time is up', async () => {
    const result = await probe('https://slow.example', {
      timeoutMs: 100,
      lookup: () => new Promise(() => undefined),
    })
    expect(stepsOf(result)).toEqual(['url', 'dns!'])
  })

  it.each([
    ['speaks HTTP', (socket: Socket) => void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')],
    ['hangs up', (socket: Socket) => void socket.end()],
    ['resets', (socket: Socket) => void socket.resetAndDestroy()],
    ['floods', (socket: Socket) => void socket.write('x'.repeat(200_000))],
    ['sends another form', (socket: Socket) => void socket.write('{"id":0,"result":7}\n')],
  ])('at a server in place of an Electrum server that %s', async (_, speak) => {
    const port = await lines((socket) => void socket.once('data', () => speak(socket)))
    const result = await probe(`tcp://127.0.0.1:${port}`)
    expect(stepsOf(result)).toEqual(['url', 'dns', 'tcp', 'protocol!'])
    expect(result.kind).toBeNull()
  })

  it('at an Electrum server that is asked over HTTP', async () => {
    const port = await electrum({ 'server.version': ['x', '1.4'] })
    const result = await probe(`http://127.0.0.1:${port}`)
    expect(stepsOf(result).at(-1)).toBe('protocol!')
  })
})

describe('a probe', () => {
  it('goes through TLS to a server whose certificate is trusted', async () => {
    trust('self-signed')
    const { url } = await secureWeb(ESPLORA)
    const result = await probe(url)
    expect(stepsOf(result)).toEqual([
      'url',
      'dns',
      'tcp',
      'tls',
      'protocol',
      'network',
      'tip',
      'limits',
      'latency',
    ])
    expect(result.kind).toBe('esplora')
  })

  it('looks a name up once and stays with that address', async () => {
    const { port, asked } = await web(ESPLORA)
    const answers = [['127.0.0.1'], ['127.0.0.2'], ['127.0.0.2']]
    const result = await probe(`http://node.local:${port}`, { lookup: async () => answers.shift() ?? [] })
    expect(result).toMatchObject({ kind: 'esplora', needsConsent: true })
    expect(answers).toHaveLength(2)
    expect(asked.length).toBeGreaterThan(0)
  })

  it('tries the next address of a name where the first does not accept', async () => {
    const { port } = await web(ESPLORA)
    const lookup = async (): Promise<string[]> => ['127.0.0.9', '127.0.0.1']
    expect((await probe(`http://node.local:${port}`, { lookup })).kind).toBe('esplora')
  })

  it('ends at once when it is cancelled, and leaves nothing listening', async () => {
    const port = await lines(() => undefined)
    const stop = new AbortController()
    const probing = probe(`http://127.0.0.1:${port}`, { signal: stop.signal })
    setTimeout(() => stop.abort(), 50)
    const error = await probing.then(
      () => null,
      (error: unknown) => error,
    )
    expect(error instanceof AppError && error.code).toBe('cancelled')
    await expect(probe('https://x.example', { signal: stop.signal })).rejects.toThrow('Cancelled.')
    const done = new AbortController()
    await probe((await esplora()).url, { signal: done.signal })
    expect(getEventListeners(done.signal, 'abort').length).toBeLessThan(2)
  })
})

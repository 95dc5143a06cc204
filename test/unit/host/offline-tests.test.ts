import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { createHost } from '../../../electron/host.ts'
import type { Host } from '../../../electron/host-types.ts'
import { testHostOptions } from '../../ground/host-ground.ts'

async function hostOf(offline: boolean): Promise<Host> {
  const dataDir = await mkdtemp(join(tmpdir(), 'tidemark-offline-'))
  const host = await createHost(testHostOptions(dataDir, { offline }))
  onTestFinished(async () => {
    await host.stop()
    await rm(dataDir, { recursive: true })
  })
  return host
}

/** A server that counts who connects. */
async function counting(): Promise<{ readonly url: string; readonly connections: () => number }> {
  let connections = 0
  const server = createServer((_, response) => response.writeHead(404).end())
  server.on('connection', () => connections++)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, connections: () => connections }
}

it('tests neither a provider nor a node while all connections are off', async () => {
  const { url, connections } = await counting()
  const { router } = await hostOf(true)
  const { signal } = new AbortController()
  const provider = await router.call('provider.test', { url }, signal)
  const auth = { kind: 'password', user: 'a', password: 'b' } as const
  const node = await router.call('node.test', { url, auth }, signal)
  for (const result of [provider, node]) {
    expect(result).toMatchObject({ ok: false, error: { code: 'forbidden' } })
  }
  expect(connections()).toBe(0)
})

it('tests a provider when asked to, while connections are on', async () => {
  const { url, connections } = await counting()
  const { router } = await hostOf(false)
  const result = await router.call('provider.test', { url }, new AbortController().signal)
  expect(result).toMatchObject({ ok: true, value: { family: null } })
  expect(connections()).toBeGreaterThan(0)
})

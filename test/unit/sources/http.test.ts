import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { queryObjects } from 'node:v8'
import { Agent } from 'undici'
import { afterAll, expect, it, onTestFinished } from 'vitest'
import { httpRequest } from '../../../electron/sources/http.ts'

const never = new AbortController().signal

async function serverOf(answer: (count: number) => string | null): Promise<string> {
  let count = 0
  const server = createServer((_, response) => {
    const text = answer(++count)
    if (text !== null) response.end(text)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/` // it listens on a port
}

const dispatcher = new Agent()
afterAll(() => dispatcher.destroy())

const ask = (url: string, timeoutMs: number) =>
  httpRequest({ url, timeoutMs, maxBytes: 1_000, dispatcher }, never)

it('a request leaves no signal behind that lives on until its time would have been over', async () => {
  const url = await serverOf(() => 'x')
  await ask(url, 600_000)
  const signals = (): number => queryObjects(AbortSignal, { format: 'count' })
  const before = signals()
  for (let n = 0; n < 100; n++) await ask(url, 600_000)
  await new Promise((resolve) => setTimeout(resolve, 0)) // what is only weakly held goes with the next collection
  expect(signals() - before).toBeLessThan(20)
})

it('a request that gets no answer ends when its time is over, and one after it has all of its own time', async () => {
  const url = await serverOf((count) => (count === 1 ? null : 'x'))
  await expect(ask(url, 50)).rejects.toMatchObject({ failure: 'timeout' })
  expect(Buffer.from((await ask(url, 60_000)).body).toString()).toBe('x')
})

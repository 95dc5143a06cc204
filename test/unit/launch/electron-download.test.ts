/** The real installer of the electron package, against a server of the test's own that never finishes. */
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { downloadElectron } from '../../../electron/launch/download-electron.ts'
import { electronBinary, removePartialElectron } from '../../../electron/launch/electron-binary.ts'
import { projectRoot } from '../../../electron/launch/project-root.ts'

const signal = new AbortController().signal
let root = ''
let temp = ''
let server: Server | undefined

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tidemark-electron-test-'))
  temp = join(root, 'tmp')
  mkdirSync(temp)
  mkdirSync(join(root, 'node_modules'))
  const modules = join(projectRoot, 'node_modules')
  const folder = join(root, 'node_modules', 'electron')
  cpSync(join(modules, 'electron'), folder, { recursive: true })
  rmSync(join(folder, 'dist'), { recursive: true, force: true })
  rmSync(join(folder, 'path.txt'), { force: true })
  for (const name of readdirSync(modules))
    if (name !== 'electron') symlinkSync(join(modules, name), join(root, 'node_modules', name))
  vi.stubEnv('TMPDIR', temp)
  vi.stubEnv('electron_config_cache', join(root, 'cache'))
})
afterEach(() => {
  vi.unstubAllEnvs()
  server?.closeAllConnections()
  server?.close()
  rmSync(root, { recursive: true, force: true })
})

async function mirror(answer: Parameters<typeof createServer>[1]): Promise<void> {
  const listening = createServer(answer)
  server = listening
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve))
  const { port } = listening.address() as AddressInfo // it listens on a port, not on a pipe
  vi.stubEnv('ELECTRON_MIRROR', `http://127.0.0.1:${port}/`)
}

test('A server that accepts and never answers is given up, and nothing is left behind', async () => {
  await mirror(() => undefined)
  const result = await downloadElectron({ root, silenceMs: 1500 }, signal)
  expect(result).toEqual({ kind: 'failed', reason: 'no data arrived for 2 s' })
  expect(readdirSync(temp)).toEqual([])
  expect(existsSync(join(root, 'node_modules', 'electron', 'dist'))).toBe(false)
})

/** A server whose bytes come for twice as long as the silence that is borne, a piece each tenth of it. */
async function slowDownload(silenceMs: number) {
  let sent = 0
  await mirror((_request, response) => {
    response.writeHead(200, { 'content-length': 100_000_000 })
    const timer = setInterval(() => {
      sent += 1
      if (sent <= PIECES) response.write(Buffer.alloc(65_536, sent))
      else clearInterval(timer)
    }, silenceMs / 10)
  })
  const seen: number[] = []
  const onBytes = (bytes: number): void => void seen.push(bytes)
  const { kind } = await downloadElectron({ root, silenceMs, onBytes }, signal)
  server?.closeAllConnections()
  server?.close()
  return { kind, seen: seen.at(-1), isWhole: sent >= PIECES }
}
const PIECES = 20

test('A slow server is waited for as long as bytes come, and given up once they stop', async () => {
  let ran = await slowDownload(2_500)
  if (!ran.isWhole) ran = await slowDownload(15_000) // a busy machine takes longer to begin
  expect(ran).toEqual({ kind: 'failed', seen: PIECES * 65_536, isWhole: true })
})

test('A file that does not match the checksums that came with the package is refused', async () => {
  await mirror((_request, response) => response.end('not electron'))
  const result = await downloadElectron({ root, silenceMs: 60_000 }, signal)
  expect(result).toMatchObject({ kind: 'failed', reason: expect.stringContaining('checksum') })
  expect(electronBinary(root).kind).toBe('missing')
})

test('A server that says no is reported with what it said', async () => {
  await mirror((_request, response) => response.writeHead(404).end())
  const result = await downloadElectron({ root, silenceMs: 60_000 }, signal)
  expect(result).toMatchObject({ kind: 'failed', reason: expect.stringContaining('404') })
})

test('A download is cancelled with its signal', async () => {
  await mirror(() => undefined)
  const abort = AbortSignal.timeout(500)
  await expect(downloadElectron({ root, silenceMs: 60_000 }, abort)).rejects.toThrow()
  expect(readdirSync(temp)).toEqual([])
})

test('A binary counts as there only when its installer finished, and what is half there is removed', () => {
  const folder = join(root, 'node_modules', 'electron')
  expect(electronBinary(root)).toEqual({ kind: 'missing', reason: 'it has not been downloaded' })
  mkdirSync(join(folder, 'dist'))
  writeFileSync(join(folder, 'dist', 'version'), '45.4.1')
  writeFileSync(join(folder, 'dist', 'electron'), '')
  expect(electronBinary(root).kind).toBe('missing')
  writeFileSync(join(folder, 'path.txt'), 'electron')
  expect(electronBinary(root)).toEqual({ kind: 'found', command: join(folder, 'dist', 'electron') })
  removePartialElectron(root)
  expect(electronBinary(root).kind).toBe('found')
  rmSync(join(folder, 'path.txt'))
  removePartialElectron(root)
  expect(existsSync(join(folder, 'dist'))).toBe(false)
})

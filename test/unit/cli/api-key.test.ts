import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { request } from 'undici'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CLI, runTidemark } from '../../ground/cli-ground.ts'
import { removeFolder, temporaryFolder } from '../../ground/ledger-ground.ts'

describe('keys for programs', () => {
  let folder: string
  beforeEach(async () => {
    folder = await temporaryFolder()
  })
  afterEach(() => removeFolder(folder))

  const run = (...args: string[]) =>
    runTidemark(['--network', 'regtest', '--data-dir', folder, 'api-key', ...args])

  it('are shown once, listed without the key, and revoked', async () => {
    const made = await run('create', 'Grafana')
    expect(made.stdout).toMatch(/^tidemark_[\w-]{43}\n$/)
    const listed = await run('list', '--json')
    const [entry] = JSON.parse(listed.stdout) as { id: string; label: string }[]
    expect(entry).toMatchObject({ label: 'Grafana' })
    expect(listed.stdout).not.toContain(made.stdout.trim())
    expect((await run('revoke', entry?.id ?? '')).code).toBe(0)
    expect((await run('revoke', entry?.id ?? '')).code).toBe(2)
    expect(JSON.parse((await run('list', '--json')).stdout)).toEqual([])
  })

  it('refuse a call that says nothing to do, with exit 2', async () => {
    expect((await run()).code).toBe(2)
    expect((await run('create')).code).toBe(2)
    expect((await run('list', 'more')).code).toBe(2)
  })

  it('open /metrics of a server that was started with --api, and nothing without it', async () => {
    const key = (await run('create', 'Prometheus')).stdout.trim()
    expect(await statusOf([], key)).toBe(404)
    expect(await statusOf(['--api'], 'tidemark_wrong')).toBe(401)
    expect(await statusOf(['--api'], key)).toBe(200)
  })

  /** The status of /metrics with this key, from a server of its own started with these options. */
  async function statusOf(options: readonly string[], key: string): Promise<number> {
    const renderer = [
      '--network',
      'regtest',
      '--data-dir',
      folder,
      '--offline',
      'serve',
      '--no-open',
      ...options,
    ]
    const server = spawn(process.execPath, [CLI, ...renderer], { stdio: ['ignore', 'pipe', 'inherit'] })
    try {
      const { origin } = new URL(await firstLine(server))
      const { statusCode, body } = await request(`${origin}/metrics`, {
        headers: { authorization: `Bearer ${key}` },
      })
      await body.dump()
      return statusCode
    } finally {
      const ended = server.exitCode === null ? once(server, 'exit') : undefined
      server.kill('SIGINT')
      await ended
    }
  }
})

/** What it prints first; one that ends without a word (the interface was not built) is an error, not a wait. */
async function firstLine(server: ChildProcess): Promise<string> {
  if (!server.stdout) throw new Error('its output is not read')
  const ended = once(server, 'exit').then(([code]) => Promise.reject(new Error(`it ended with ${code}`)))
  const [line] = (await Promise.race([once(server.stdout, 'data'), ended])) as [Buffer]
  return line.toString().trim()
}

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, it, onTestFinished } from 'vitest'

const CHILD = new URL('./child.ts', import.meta.url).pathname

function start(...argv: readonly string[]) {
  const child = spawn(process.execPath, [CHILD, ...argv], { stdio: ['ignore', 'pipe', 'pipe'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  return {
    child,
    stderr: () => stderr,
    ended: once(child, 'close') as Promise<[number | null, string | null]>,
  }
}

describe('the command line as a process', () => {
  it.each([
    ['SIGHUP', 129],
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('cancels on %s, stops the host and exits with %i', async (signal, code) => {
    const { child, stderr, ended } = start('sync', '--once')
    await expect.poll(stderr).toContain('syncing')
    child.kill(signal)
    expect(await ended).toEqual([code, null])
    expect(stderr()).toBe('syncing\nstopped 1\n')
  })

  it('is quiet when the reader of its output goes away', async () => {
    const { child, stderr, ended } = start('list', '--json')
    await once(child.stdout, 'data')
    child.stdout.destroy()
    expect(await ended).toEqual([0, null])
    expect(stderr()).toBe('stopped 1\n')
  })

  it('writes all of a large answer before it ends', async () => {
    const { child, ended } = start('list', '--json')
    let text = ''
    child.stdout.setEncoding('utf8').on('data', (more: string) => {
      text += more
    })
    expect(await ended).toEqual([0, null])
    expect(JSON.parse(text)).toHaveLength(50_000)
  })
})

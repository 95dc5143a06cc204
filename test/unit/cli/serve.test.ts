import { PassThrough } from 'node:stream'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Host } from '../../../electron/host-types.ts'
import type { ServeOptions } from '../../../electron/serve.ts'
import { lockDataFolder, openDataFolder } from '../../../electron/store/data-folder.ts'
import { AppError } from '../../../shared/errors.ts'
import { inWords } from '../../fakes/in-words.ts'
import { scriptedHost } from '../../fakes/scripted-host.ts'
import { removeFolder, temporaryFolder } from '../../ground/ledger-ground.ts'
import { paperServer, type Replaced, run } from './run.ts'

/** `serve` that is interrupted as soon as its host has been started and so many links have been shown. */
async function serve(argv: readonly string[], replaced: Replaced = {}, links = 1) {
  const controller = new AbortController()
  const seen: { options?: ServeOptions; opened: string[]; closed: number } = { opened: [], closed: 0 }
  const paper = paperServer()
  let scripted = scriptedHost({})
  let [isUp, shown] = [false, 0]
  const interruptWhenDone = (): void => void (isUp && shown >= links && controller.abort('SIGTERM'))
  const watched = (host: Host): Host => ({
    ...host,
    start() {
      host.start()
      isUp = true
      setImmediate(interruptWhenDone)
    },
  })
  const ran = await run(
    ['serve', ...argv],
    {},
    {
      interrupt: controller.signal,
      startServer: (_host, options) => {
        seen.options = options
        return Promise.resolve({
          ...paper,
          openUrl() {
            shown += 1
            setImmediate(interruptWhenDone)
            return paper.openUrl()
          },
          close: () => {
            seen.closed += 1
            return Promise.resolve()
          },
        })
      },
      openBrowser: (url) => seen.opened.push(url),
      ...replaced,
      onHost: (host) => {
        scripted = host
      },
      createHost: async (options) => watched(await (replaced.createHost ?? scripted.createHost)(options)),
    },
  )
  return { ...ran, ...seen }
}

describe('serve', () => {
  it('starts following, prints the link on stdout, opens it, and stops all on SIGTERM with 143', async () => {
    const ran = await serve(['--port', '8080'])
    expect(ran).toMatchObject({ code: 143, stdout: 'http://127.0.0.1:1/#code=1\n', closed: 1 })
    expect(ran.opened).toEqual(['http://127.0.0.1:1/#code=1'])
    expect(ran.options).toMatchObject({ port: 8080, rendererDir: '/built/renderer' })
    expect(ran.host).toMatchObject({ started: 1, stopped: 1 })
    expect(ran.host.options).toMatchObject({ access: 'own', follow: true, settingsWritable: false })
  })

  it('opens no browser with --no-open, and prints the link as JSON with --json', async () => {
    const ran = await serve(['--no-open', '--json'])
    expect(ran.opened).toEqual([])
    expect(JSON.parse(ran.stdout)).toEqual({ url: 'http://127.0.0.1:1/#code=1' })
  })

  it('prints its link while the ledger is still being opened, and opens the browser soon after', async () => {
    const host = scriptedHost({})
    const seen: string[] = []
    const ran = await serve([], {
      createHost: async (options) => {
        await new Promise((resolve) => setTimeout(resolve, 20))
        seen.push('open')
        return host.createHost(options)
      },
      onLinkWanted: () => {
        seen.push('served')
        return () => undefined
      },
      openBrowser: () => seen.push('browser'),
    })
    expect(ran).toMatchObject({ code: 143, stdout: 'http://127.0.0.1:1/#code=1\n' })
    expect(seen).toEqual(['served', 'open', 'browser'])
    expect(host).toMatchObject({ started: 1 })
  })

  it('opens no browser for a data folder that is in use', async () => {
    const ran = await serve([], {
      createHost: () =>
        Promise.reject(new AppError('locked', inWords('The data folder is in use by the app.'))),
    })
    expect(ran).toMatchObject({ code: 1, opened: [], closed: 1 })
    expect(ran.stderr).toContain('in use by the app')
  })

  it('prints no link to a data folder that another process holds, and serves nothing', async () => {
    const root = await temporaryFolder()
    onTestFinished(() => removeFolder(root))
    const lock = lockDataFolder(openDataFolder(root, 'regtest'), 'the app')
    onTestFinished(() => lock.release())
    const started: unknown[] = []
    const ran = await serve(['--network', 'regtest', '--data-dir', root], {
      createHost: () =>
        Promise.reject(new AppError('locked', inWords('The data folder is in use by the app.'))),
      startServer: (host) => {
        started.push(host)
        return Promise.resolve(paperServer())
      },
    })
    expect(ran).toMatchObject({ code: 1, stdout: '', opened: [] })
    expect(ran.stderr).toContain('in use by the app')
    expect(started).toEqual([])
  })

  it('knows that a data folder which was left is free, and prints its link at once', async () => {
    const root = await temporaryFolder()
    onTestFinished(() => removeFolder(root))
    lockDataFolder(openDataFolder(root, 'regtest'), 'the app').release()
    const opening = Promise.withResolvers<Host>()
    const host = scriptedHost({})
    const ran = await serve(['--no-open', '--network', 'regtest', '--data-dir', root], {
      createHost: () => opening.promise,
      onLinkWanted: () => {
        setTimeout(() => opening.resolve(host), 10)
        return () => undefined
      },
    })
    expect(ran.stdout).toBe('http://127.0.0.1:1/#code=1\n')
  })

  it('lets settings be changed only when it is asked to', async () => {
    expect((await serve(['--allow-settings'])).host.options?.settingsWritable).toBe(true)
  })

  it('prints a fresh link for each Enter at a terminal', async () => {
    const stdin = Object.assign(new PassThrough(), { isTTY: true })
    stdin.write('\n')
    const ran = await serve(['--no-open'], { stdin }, 2)
    expect(ran.stdout).toBe('http://127.0.0.1:1/#code=1\nhttp://127.0.0.1:1/#code=2\n')
  })

  it('prints a fresh link whenever the process is asked for one by a signal, until it stops', async () => {
    let listening = 0
    const ran = await serve(
      ['--no-open'],
      {
        onLinkWanted: (print) => {
          listening += 1
          setTimeout(print, 10)
          return () => (listening -= 1)
        },
      },
      2,
    )
    expect(ran.stdout).toBe('http://127.0.0.1:1/#code=1\nhttp://127.0.0.1:1/#code=2\n')
    expect(listening).toBe(0)
  })
})

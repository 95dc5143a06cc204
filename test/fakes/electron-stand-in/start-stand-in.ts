/** Runs the built main bundle in plain Node on the stand-in for `electron`, and its window in a real Chromium. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { WebPreferences } from 'electron'
import type { Browser, Page } from 'playwright'
import { projectRoot } from '../../../electron/launch/project-root.ts'
import type { Offers } from './offers.ts'
import { RECEIVER } from './page-side.ts'
import { createPeer, type PeerCall } from './peer.ts'
import { type LoadedWindow, openStandInPage, type StandInPage } from './stand-in-page.ts'

export interface StandInOptions {
  /** The app's own options, as on a command line. */
  readonly args?: readonly string[]
  /** Added to the environment. STAND_IN_KEYRING=basic_text is a Linux without a keyring, STAND_IN_SECOND=1 a second start, STAND_IN_LANGUAGE=zh-CN the system's language. */
  readonly env?: Readonly<Record<string, string>>
  /** The folder of the build; `dist` by default. */
  readonly dist?: string
}

export interface StandIn {
  /** Opens the window that main asked for. Waits until it did; once for each window. */
  openPage(browser: Browser): Promise<StandInPage & { readonly windowId: number }>
  /** Does what a page, a person or the system would do to main; see `offers.ts`. */
  ask<K extends keyof Offers>(
    name: K,
    ...args: Parameters<Offers[K]>
  ): Promise<Awaited<ReturnType<Offers[K]>>>
  /** The web preferences of the last window. */
  readonly webPreferences: () => WebPreferences
  /** Messages of error boxes so far. */
  readonly errors: readonly string[]
  /** What main wrote to stderr. */
  readonly stderr: () => string
  /** The exit code; resolves when main has ended. */
  readonly ended: Promise<number | null>
  /** Quits as a person would, kills after 15 s, and removes what was left. */
  close(): Promise<void>
}

/** Starts main. It runs until it quits by itself or is closed. */
export async function startStandIn(options: StandInOptions = {}): Promise<StandIn> {
  const userData = await mkdtemp(join(tmpdir(), 'tidemark-stand-in-'))
  const child = startMain(options, userData)
  const output = collectStderr(child)
  const ended = once(child, 'exit').then(([code]) => code as number | null)
  const errors: string[] = []
  const windows = createWindows()
  const main = createPeer(
    {
      // One that ends meanwhile (a second app) takes no answer: that it has ended is seen by its exit.
      send: (message) => void (child.connected && child.send(message, () => undefined)),
      onMessage: (listener) => child.on('message', listener),
    },
    { ...windows.handlers, errorBox: (_title: string, text: string) => void errors.push(text) },
  )
  return {
    openPage: (browser) => windows.open(browser, main),
    ask: (name, ...args) => main(name, ...args) as never, // the offers' own types, across a process
    webPreferences: windows.lastPreferences,
    errors,
    stderr: output,
    ended,
    async close() {
      const timer = setTimeout(() => child.kill('SIGKILL'), 15_000)
      if (child.exitCode === null && child.connected) void main('quit').catch(() => undefined) // it may end first
      await ended
      clearTimeout(timer)
      await rm(userData, { recursive: true, force: true })
    },
  }
}

function startMain({ args = [], env = {}, dist }: StandInOptions, userData: string): ChildProcess {
  const entry = join(dist ?? join(projectRoot, 'dist'), 'main', 'main.js')
  const hooks = new URL('./register.ts', import.meta.url).href
  return spawn(process.execPath, ['--import', hooks, entry, ...args], {
    env: { ...process.env, STAND_IN_USER_DATA: userData, ...env },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    serialization: 'advanced', // bytes and undefined pass, as in Electron
  })
}

function collectStderr(child: ChildProcess): () => string {
  let text = ''
  child.stderr?.setEncoding('utf8').on('data', (more: string) => {
    text += more
  })
  return () => text
}

interface PendingLoad {
  readonly window: LoadedWindow
  readonly done: PromiseWithResolvers<void>
}

/** The windows that main opens: asked for by it, shown when the test opens them. */
function createWindows() {
  const loads: PendingLoad[] = []
  const waiting: ((load: PendingLoad) => void)[] = []
  const pages = new Map<number, Page>()
  let preferences: WebPreferences = {}

  function load(id: number, url: string, given: WebPreferences): Promise<void> {
    preferences = given
    const pending = {
      window: { id, url, preload: given.preload ?? '' },
      done: Promise.withResolvers<void>(),
    }
    const first = waiting.shift()
    if (first) first(pending)
    else loads.push(pending)
    return pending.done.promise
  }

  async function nextLoad(): Promise<PendingLoad> {
    return loads.shift() ?? new Promise((resolve) => waiting.push(resolve))
  }

  return {
    lastPreferences: () => preferences,
    handlers: {
      load,
      async send(id: number, channel: string, args: unknown[]) {
        await pages
          .get(id)
          ?.evaluate(deliver, { receiver: RECEIVER, channel, args })
          .catch(() => undefined) // the page is leaving: Electron drops such a message too
      },
    },
    async open(browser: Browser, main: PeerCall) {
      const { window, done } = await nextLoad()
      const opened = await openStandInPage(browser, window, main)
      pages.set(window.id, opened.page)
      opened.page.on('close', () => pages.delete(window.id))
      done.resolve()
      return { ...opened, windowId: window.id }
    },
  }
}

/** Runs in the page. */
function deliver({ receiver, channel, args }: { receiver: string; channel: string; args: unknown[] }): void {
  const receive: unknown = Reflect.get(window, receiver)
  if (typeof receive === 'function') receive(channel, args)
}

/**
 * Replacing the app, by the library in the built bundle, on the stand-in for `electron`: a real server on this machine, a
 * real file in the place of the installed program. It proves our code and the library's, not Electron's network.
 */
import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Locator } from 'playwright'
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from 'vitest'
import { startStandIn } from '../fakes/electron-stand-in/start-stand-in.ts'
import { describeEndToEnd, launchBrowser, patient } from '../ground/e2e-ground.ts'

/** 127.0.0.1 by a name that is not known to be of this machine. */
const SAME_PLACE = '[::ffff:127.0.0.1]'
const FILE = 'tidemark-9.9.9-linux-x86_64.AppImage'

describeEndToEnd('a person who updates the packed app', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launchBrowser()
  })
  afterAll(() => browser.close())

  /** A place that releases come from, with 9.9.9: a script that leaves a mark when it is started. */
  async function releases(folder: string) {
    const mark = join(folder, 'started')
    const program = Buffer.from(`#!/bin/sh\necho "$0" > "${mark}"\n`)
    const sha512 = createHash('sha512').update(program).digest('base64')
    const state = {
      program,
      kind: 'here' as 'here' | 'elsewhere' | 'silent',
      closed: 0,
      asked: [] as { readonly url: string; readonly headers: IncomingHttpHeaders }[],
    }
    const size = program.length
    const notes = `version: 9.9.9\nfiles:\n  - url: ${FILE}\n    sha512: ${sha512}\n    size: ${size}\npath: ${FILE}\nsha512: ${sha512}\n`
    const server = createServer(({ url = '', headers }, response) => {
      const { host = '' } = headers
      state.asked.push({ url, headers })
      const path = url.split('?', 1)[0]
      response.once('close', () => (state.closed += 1))
      if (state.kind === 'silent') return
      if (state.kind === 'elsewhere')
        response.writeHead(302, { location: `http://${SAME_PLACE}:${host.split(':')[1]}/led` }).end()
      else if (path === '/latest-linux.yml') response.end(notes)
      else if (path === `/${FILE}`) response.end(state.program)
      else response.writeHead(404).end()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    return { state, mark, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` } // it listens on TCP
  }

  async function open(...options: readonly string[]) {
    const folder = await mkdtemp(join(tmpdir(), 'tidemark-updates-'))
    const place = await releases(folder)
    const installed = join(folder, 'tidemark-0.1.0-linux-x86_64.AppImage')
    await writeFile(installed, 'the old one')
    await mkdir(join(folder, 'resources'))
    const feed = `provider: generic\nurl: ${place.url}\nupdaterCacheDirName: tidemark-updater\n`
    await writeFile(join(folder, 'resources', 'app-update.yml'), feed)
    const app = await startStandIn({
      args: ['--data-dir', join(folder, 'data'), '--network', 'regtest', ...options],
      env: {
        STAND_IN_RESOURCES: join(folder, 'resources'),
        APPIMAGE: installed,
        XDG_CACHE_HOME: join(folder, 'cache'),
      },
    })
    onTestFinished(async () => {
      await app.close()
      await rm(folder, { recursive: true, force: true })
    })
    const { page } = await app.openPage(browser)
    await page.locator('main').waitFor(patient)
    await page.keyboard.press('Control+,')
    const section = page.getByRole('region', { name: 'Newer versions' })
    await section.getByText('This is version').waitFor(patient)
    expect(await section.innerText()).not.toContain('updates.') // every text has its words
    return { app, section, folder, installed, ...place }
  }

  async function agree(section: Locator): Promise<void> {
    await section.getByLabel('may be asked for newer versions').click() // it changes when the host has it, not before
    await section.getByRole('button', { name: 'Look for a newer version' }).waitFor(patient)
  }

  async function press(section: Locator, name: string): Promise<void> {
    await section.getByRole('button', { name }).click()
  }

  it.skipIf(process.platform !== 'linux')(
    'agrees, looks, fetches and installs, each by a press, and nobody is asked before',
    async () => {
      const { app, section, state, folder, mark } = await open()
      expect(await section.getByRole('button').count()).toBe(0)
      expect(state.asked).toEqual([])
      await agree(section)
      await press(section, 'Look for a newer version')
      await section.getByText('Version 9.9.9 is there. Nothing was fetched yet.').waitFor(patient)
      expect(state.asked.map(({ url }) => url.split('?', 1)[0])).toEqual(['/latest-linux.yml'])
      const told = JSON.stringify(state.asked.map(({ headers }) => headers))
      expect(told).toContain('00000000-0000-0000-0000-000000000000') // not an id of this installation
      await press(section, 'Fetch it')
      await section.getByText('Version 9.9.9 was fetched and checked.').waitFor(patient)
      await press(section, 'Close, install and start again')
      expect(await app.ended).toBe(0)
      await vi.waitFor(async () => expect(await readFile(mark, 'utf8')).toContain(FILE), patient)
      expect(await readFile(join(folder, FILE), 'utf8')).toContain('#!/bin/sh')
    },
  )

  it.skipIf(process.platform !== 'linux')(
    'gets nothing that is not what was released, and the app runs on',
    async () => {
      const { app, section, state, installed } = await open('--proxy', 'socks5://127.0.0.1:9050')
      await agree(section)
      await press(section, 'Look for a newer version')
      await section.getByText('Version 9.9.9 is there.').waitFor(patient)
      state.program = Buffer.from(state.program.toString().replace('echo', 'evil'))
      await press(section, 'Fetch it')
      await section.getByText('it was thrown away').waitFor(patient)
      expect(await section.getByRole('button', { name: /install/ }).count()).toBe(0)
      expect(await readFile(installed, 'utf8')).toBe('the old one')
      const { proxies } = await app.ask('facts')
      expect(new Set(proxies)).toEqual(new Set(['socks5://127.0.0.1:9050'])) // and no other way, at no time
    },
  )

  it.skipIf(process.platform !== 'linux')(
    'is not led to a place that nothing vouches for, and can end what takes too long',
    async () => {
      const { section, state } = await open()
      await agree(section)
      state.kind = 'elsewhere'
      await press(section, 'Look for a newer version')
      await section.getByText('Nobody answered.').waitFor(patient)
      expect(state.asked.map(({ url }) => url)).not.toContain('/led')
      state.kind = 'silent'
      const before = state.closed
      await press(section, 'Look for a newer version')
      await section.getByText('Asking…').waitFor(patient)
      await section.getByLabel('may be asked for newer versions').click()
      await expect.poll(() => state.closed).toBe(before + 1)
      await section.getByText('Asking…').waitFor({ state: 'hidden', ...patient })
      expect(await section.getByRole('button').count()).toBe(0)
    },
  )
})

/** The packaging config: against electron-builder's own schema, and by really packing, both without network. */
import { execFile } from 'node:child_process'
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { extractAll, listPackage } from '@electron/asar'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { projectRoot } from '../../../electron/launch/project-root.ts'
import { makeFakeElectron, readFuseWire } from './fake-electron.ts'

vi.setConfig({ testTimeout: 30_000 }) // the schema alone takes seconds to load on a busy machine
const require = createRequire(import.meta.url)
/** Parts of the parsed config that the tests look at; the schema test checks the rest. */
interface Config {
  readonly [key: string]: unknown
  readonly electronFuses: Record<string, boolean>
}
const yaml = require('js-yaml') as { load(text: string): unknown } // js-yaml's one function used here
const readConfig = (): Config =>
  yaml.load(readFileSync(join(projectRoot, 'electron-builder.yml'), 'utf8')) as Config // checked by the schema test
/** What electron-builder itself calls before it starts. */
const { validateConfiguration } = require('app-builder-lib/out/util/config/config.js') as {
  readonly validateConfiguration: (config: object, log: object) => Promise<void>
}
const quiet = { isEnabled: false, add: () => undefined }

test('The config fits the schema of the electron-builder that is installed', async () => {
  await expect(validateConfiguration(readConfig(), quiet)).resolves.toBeUndefined()
})

test('The schema check is a real one: a misspelt option is refused', async () => {
  await expect(validateConfiguration({ ...readConfig(), asarUnpackk: [] }, quiet)).rejects.toThrow(
    'asarUnpackk',
  )
})

test('Every fuse that this electron-builder knows is set, and to the safe side', () => {
  expect(readConfig().electronFuses).toEqual({
    runAsNode: false,
    enableCookieEncryption: true,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    loadBrowserProcessSpecificV8Snapshot: false,
    grantFileProtocolExtraPrivileges: false,
  })
})

test('Nothing is rebuilt, nothing is published, and the native module lies beside the archive', () => {
  expect(readConfig()).toMatchObject({
    npmRebuild: false,
    publish: null,
    asar: true,
    asarUnpack: ['**/*.node'],
    protocols: [{ schemes: ['bitcoin'] }],
  })
})

if (process.platform === 'linux' && process.arch === 'x64')
  describe('Packed for Linux', () => {
    let folder = ''
    let app = ''
    const resources = (): string => join(app, 'resources')
    const listed = (): string[] => listPackage(join(resources(), 'app.asar'), { isPack: false })

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'tidemark-pack-'))
      app = await pack(folder)
    }, 120_000)
    afterAll(() => rmSync(folder, { recursive: true, force: true }))

    test('The fuse wire of the packed program is the one the config asks for', () => {
      expect(readFuseWire(join(app, 'tidemark')).slice(0, 8)).toBe('01001100')
    })

    test('The archive holds the three bundles and the database module, and no sources of it', () => {
      const files = listed()
      for (const file of ['/dist/main/main.js', '/dist/preload/preload.cjs', '/package.json'])
        expect(files).toContain(file)
      expect(files).toContain('/node_modules/better-sqlite3/lib/index.js')
      expect(
        files.filter((file) => /better-sqlite3\/(deps|src)(\/|$)|binding\.gyp|\.map$/.test(file)),
      ).toEqual([])
      const top = new Set(files.map((file) => file.split('/')[1]))
      expect(top).toEqual(new Set(['dist', 'node_modules', 'package.json']))
    })

    test('Of the prebuilt modules those for Linux alone are packed, and they are unpacked from the archive', () => {
      const unpacked = join(resources(), 'app.asar.unpacked', 'node_modules', 'better-sqlite3', 'prebuilds')
      expect(readdirSync(unpacked).sort()).toEqual([
        'linux-arm64.node',
        'linux-x64.node',
        'linuxmusl-arm64.node',
        'linuxmusl-x64.node',
      ])
    })

    test('The packed database module loads and works from where it was unpacked to', () => {
      const prebuilt = join(
        resources(),
        'app.asar.unpacked/node_modules/better-sqlite3/prebuilds/linux-x64.node',
      )
      const db = new Database(':memory:', { nativeBinding: prebuilt })
      expect(db.prepare('SELECT 6 * 7 AS answer').get()).toEqual({ answer: 42 })
      db.close()
    })

    test('Of the ZMQ module and what loads it, only what is needed on Linux is packed', () => {
      const addons = readdirSync(join(resources(), 'app.asar.unpacked'), { recursive: true })
        .map(String)
        .filter((file) => file.includes('zeromq') && file.endsWith('.node'))
      expect(addons.map((file) => file.replace('node_modules/zeromq/build/', '')).sort()).toEqual([
        'linux/arm64/node/glibc-127-Release/addon.node',
        'linux/arm64/node/musl-127-Release/addon.node',
        'linux/x64/node/glibc-127-Release/addon.node',
        'linux/x64/node/musl-127-Release/addon.node',
      ])
      const others = listed().filter((file) => /\/(zeromq|cmake-ts)\//.test(file) && /\.[a-z]+$/.test(file))
      expect(others.filter((file) => !/addon\.node$|\/lib\/\w[\w-]*\.js$/.test(file)).sort()).toEqual([
        '/node_modules/cmake-ts/build/loader.js',
        '/node_modules/cmake-ts/package.json',
        '/node_modules/zeromq/LICENSE.txt',
        '/node_modules/zeromq/LICENSE_MPL-2.0.txt',
        '/node_modules/zeromq/build/manifest.json',
        '/node_modules/zeromq/package.json',
      ])
    })

    test('The packed ZMQ module loads and works from what was packed alone', async () => {
      const unpacked = mkdtempSync(join(tmpdir(), 'tidemark-unpacked-')) // nothing above it to be found by mistake
      onTestFinished(() => rmSync(unpacked, { recursive: true, force: true }))
      extractAll(join(resources(), 'app.asar'), unpacked)
      const script = `const { Publisher, version } = require('zeromq'); new Publisher().close(); console.log(version)`
      const { stdout } = await promisify(execFile)(process.execPath, ['-e', script], { cwd: unpacked })
      expect(stdout.trim()).toMatch(/^4\.3\.\d+$/)
    })

    test('Languages that the app does not speak are left out', () => {
      expect(readdirSync(join(app, 'locales'))).toEqual(['en-US.pak'])
    })
  })

/** Packs a stand-in of the built app with the real config, the real dependency and a fake Electron. */
async function pack(folder: string): Promise<string> {
  const { devDependencies, ...manifest } = JSON.parse(
    readFileSync(join(projectRoot, 'package.json'), 'utf8'),
  ) as {
    devDependencies: { electron: string } // our own package.json
  }
  for (const name of ['main/main.js', 'main/cli.js', 'main/main.js.map', 'preload/preload.cjs']) {
    mkdirSync(join(folder, 'dist', name, '..'), { recursive: true })
    writeFileSync(join(folder, 'dist', name), '// stand-in') // an empty entry is refused
  }
  for (const name of ['electron', 'test']) mkdirSync(join(folder, name))
  for (const name of ['electron/main.ts', 'test/a.ts', '.env']) writeFileSync(join(folder, name), 'left out')
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest))
  copyFileSync(join(projectRoot, 'electron-builder.yml'), join(folder, 'electron-builder.yml'))
  for (const name of ['better-sqlite3', 'node-addon-api', 'zeromq', 'cmake-ts'])
    cpSync(join(projectRoot, 'node_modules', name), join(folder, 'node_modules', name), { recursive: true })
  await makeFakeElectron(join(folder, 'electron-dist'), devDependencies.electron)
  const cli = join(projectRoot, 'node_modules', 'electron-builder', 'cli.js')
  const set = [
    `-c.electronDist=${join(folder, 'electron-dist')}`,
    `-c.electronVersion=${devDependencies.electron}`,
  ]
  const args = [cli, '--linux', '--dir', '--x64', '--projectDir', folder, ...set]
  const env = { ...process.env, CI: '', NO_UPDATE_NOTIFIER: '1' }
  await promisify(execFile)(process.execPath, args, { cwd: folder, env, timeout: 100_000 }).catch(
    (error: { stdout?: string; stderr?: string }) => {
      throw new Error(`electron-builder failed:\n${error.stdout}\n${error.stderr}`, { cause: error })
    },
  )
  const app = join(folder, 'release', 'linux-unpacked')
  if (!existsSync(app)) throw new Error('electron-builder packed nothing')
  return app
}

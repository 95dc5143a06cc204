/** The packaging config: against electron-builder's own schema, and by really packing, both without network. */
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { extractAll, listPackage } from '@electron/asar'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { releaseArgs } from '../../../electron/launch/dist.ts'
import { FUSE_WIRE } from '../../../electron/packaging/fuses.ts'
import { readFuseWire } from '../../pack/fake-electron.ts'
import { checkConfig, hashOfArchive, packApp, RELEASES, readConfig } from '../../pack/pack-app.ts'

test('The config fits the schema of the electron-builder that is installed', async () => {
  await expect(checkConfig(readConfig())).resolves.toBeUndefined()
})

test('The schema check is a real one: a misspelt option is refused', async () => {
  await expect(checkConfig({ ...readConfig(), asarUnpackk: [] })).rejects.toThrow('asarUnpackk')
})

test('All nine fuses have a word, and it is the safe one', () => {
  expect(FUSE_WIRE).toBe('010011001')
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

test.each([
  'http://releases.example/',
  'https://me:secret@releases.example/',
  'https://releases.example/?a',
  'x',
])('Nothing is packed that would ask %s for newer versions', (place) =>
  expect(() => releaseArgs(place)).toThrow('must be an https URL'),
)

test('Without such a place the packed app asks nobody', () => {
  expect(releaseArgs(undefined)).toEqual([])
})

if (process.platform === 'linux' && process.arch === 'x64')
  describe('Packed for Linux', () => {
    let folder = ''
    let app = ''
    const resources = (): string => join(app, 'resources')
    const listed = (): string[] => listPackage(join(resources(), 'app.asar'), { isPack: false })

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'tidemark-pack-'))
      app = await packApp(folder, standInBuild(folder))
    })
    afterAll(() => rmSync(folder, { recursive: true, force: true }))

    test('The fuse wire of the packed program is the one the config asks for', () => {
      expect(readFuseWire(join(app, 'tidemark'))).toBe(FUSE_WIRE)
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

    test('Packing the same build again gives the same archive, byte for byte', async () => {
      const again = mkdtempSync(join(tmpdir(), 'tidemark-pack-again-'))
      onTestFinished(() => rmSync(again, { recursive: true, force: true }))
      expect(hashOfArchive(await packApp(again, standInBuild(again)))).toBe(hashOfArchive(app))
    })

    test('The packed app knows the place that releases come from, and nobody is named in the config', () => {
      const place = readFileSync(join(resources(), 'app-update.yml'), 'utf8')
      expect(place.trim().split('\n')).toEqual([
        'provider: generic',
        `url: ${RELEASES}`,
        'updaterCacheDirName: tidemark-updater',
      ])
      expect(listed().filter((file) => file.includes('electron-updater'))).toEqual([]) // it is in the bundles
    })

    test('Languages that the app does not speak are left out', () => {
      expect(readdirSync(join(app, 'locales'))).toEqual(['en-US.pak', 'zh-CN.pak'])
    })
  })

/** A folder shaped like a build; what was really built is packed by `npm run pack:check`. */
function standInBuild(folder: string): string {
  for (const name of ['main/main.js', 'main/cli.js', 'main/main.js.map', 'preload/preload.cjs']) {
    mkdirSync(join(folder, 'dist', name, '..'), { recursive: true })
    writeFileSync(join(folder, 'dist', name), '// stand-in') // an empty entry is refused
  }
  return join(folder, 'dist')
}

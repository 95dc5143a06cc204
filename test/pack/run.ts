/**
 * `npm run pack:check`: builds the app, packs it twice for Linux by the real electron-builder around a stand-in for
 * Electron (nothing is fetched), and checks what came out: config, files, native modules, fuses, same bytes twice.
 * Prints a line a check; exit code 1 when one failed.
 */
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { listPackage } from '@electron/asar'
import { buildIfStale } from '../../electron/launch/build-if-stale.ts'
import { projectRoot } from '../../electron/launch/project-root.ts'
import { FUSE_WIRE } from '../../electron/packaging/fuses.ts'
import { readFuseWire } from './fake-electron.ts'
import { checkConfig, hashOfArchive, packApp, RELEASES, readConfig } from './pack-app.ts'

const NEEDED = [
  '/package.json',
  '/dist/main/main.js',
  '/dist/main/cli.js',
  '/dist/main/scan-worker.js',
  '/dist/preload/preload.cjs',
  '/dist/renderer/index.html',
  '/node_modules/better-sqlite3/lib/index.js',
]
/** Sources, maps, tests and secrets have no place in what is shipped. */
const UNWANTED = /\.ts$|\.map$|\/test\/|\.env|binding\.gyp|better-sqlite3\/(deps|src)(\/|$)/

const failed: string[] = []
function check(what: string, ok: boolean, seen: string): void {
  console.log(`${ok ? 'ok    ' : 'FAILED'} ${what}: ${seen}`)
  if (!ok) failed.push(what)
}

async function packed(folders: string[]): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-pack-check-'))
  folders.push(folder)
  return packApp(folder, join(projectRoot, 'dist'))
}

const folders: string[] = []
try {
  await checkConfig(readConfig())
  check('the config fits the schema', true, 'electron-builder.yml')
  await buildIfStale({ log: console.log }, AbortSignal.timeout(300_000))
  const app = await packed(folders)
  const archive = join(app, 'resources', 'app.asar')
  const files = listPackage(archive, { isPack: false })
  const missing = NEEDED.filter((file) => !files.includes(file))
  check('all that is needed is packed', missing.length === 0, missing.join(', ') || `${files.length} entries`)
  const unwanted = files.filter((file) => UNWANTED.test(file))
  check('nothing else is packed', unwanted.length === 0, unwanted.slice(0, 5).join(', ') || 'none')
  const wire = readFuseWire(join(app, 'tidemark'))
  check('the nine fuses are flipped', wire === FUSE_WIRE, wire)
  const updates = readFileSync(join(app, 'resources', 'app-update.yml'), 'utf8')
  check('newer versions come from where they should', updates.includes(`url: ${RELEASES}\n`), RELEASES)
  const hash = hashOfArchive(app)
  const again = hashOfArchive(await packed(folders))
  check('two packings are the same', hash === again, hash)
  console.log(`archive: ${(statSync(archive).size / 1e6).toFixed(1)} MB`)
} finally {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
}
process.exitCode = failed.length === 0 ? 0 : 1

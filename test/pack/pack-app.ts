/** Packs the app by the real electron-builder with the project's own config, around a stand-in for Electron. */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { releaseArgs } from '../../electron/launch/dist.ts'
import { projectRoot } from '../../electron/launch/project-root.ts'
import { makeFakeElectron } from './fake-electron.ts'

const require = createRequire(import.meta.url)
const yaml = require('js-yaml') as { load(text: string): unknown } // the one function used here
/** What electron-builder itself calls before it starts. */
const { validateConfiguration } = require('app-builder-lib/out/util/config/config.js') as {
  readonly validateConfiguration: (config: object, log: object) => Promise<void>
}

/** The packaging config as it is written. */
export function readConfig(): Readonly<Record<string, unknown>> {
  return yaml.load(readFileSync(join(projectRoot, 'electron-builder.yml'), 'utf8')) as Record<string, unknown> // checked by its schema
}

/** Rejects with what is wrong where a config does not fit the schema of the electron-builder that is installed. */
export function checkConfig(config: object): Promise<void> {
  return validateConfiguration(config, { isEnabled: false, add: () => undefined })
}

/** Where the packed app would ask for newer versions. Nobody is asked here. */
export const RELEASES = 'https://127.0.0.1/tidemark/'

/** The modules that stay outside the bundles, with what loads them. */
const NATIVE = ['better-sqlite3', 'node-addon-api', 'zeromq', 'cmake-ts']

/** Packs `dist` (a whole build) for Linux into `folder`, offline; gives the folder of the packed program. */
export async function packApp(folder: string, dist: string): Promise<string> {
  const manifest = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as {
    readonly devDependencies: { readonly electron: string } // our own package.json
  }
  const { devDependencies, ...shipped } = manifest
  if (dist !== join(folder, 'dist')) cpSync(dist, join(folder, 'dist'), { recursive: true })
  // What must not be packed, put in its way.
  mkdirSync(join(folder, 'test'))
  for (const name of ['test/a.ts', '.env']) writeFileSync(join(folder, name), 'left out')
  writeFileSync(join(folder, 'package.json'), JSON.stringify(shipped))
  copyFileSync(join(projectRoot, 'electron-builder.yml'), join(folder, 'electron-builder.yml'))
  cpSync(join(projectRoot, 'electron', 'packaging'), join(folder, 'electron', 'packaging'), {
    recursive: true,
  })
  for (const name of [...NATIVE, '@electron/fuses'])
    cpSync(join(projectRoot, 'node_modules', name), join(folder, 'node_modules', name), { recursive: true })
  await makeFakeElectron(join(folder, 'electron-dist'), devDependencies.electron)
  await runBuilder(folder, devDependencies.electron)
  const app = join(folder, 'release', 'linux-unpacked')
  if (!existsSync(app)) throw new Error('electron-builder packed nothing')
  return app
}

async function runBuilder(folder: string, electronVersion: string): Promise<void> {
  rmSync(join(folder, 'release'), { recursive: true, force: true })
  const cli = join(projectRoot, 'node_modules', 'electron-builder', 'cli.js')
  const place = releaseArgs(RELEASES)
  const set = [
    ...place,
    `-c.electronDist=${join(folder, 'electron-dist')}`,
    `-c.electronVersion=${electronVersion}`,
  ]
  const args = [cli, '--linux', '--dir', '--x64', '--projectDir', folder, ...set]
  const env = { ...process.env, CI: '', NO_UPDATE_NOTIFIER: '1' }
  await promisify(execFile)(process.execPath, args, { cwd: folder, env, timeout: 200_000 }).catch(
    (error: { stdout?: string; stderr?: string }) => {
      throw new Error(`electron-builder failed:\n${error.stdout}\n${error.stderr}`, { cause: error })
    },
  )
}

/** The hash that two packings of the same sources must share. */
export function hashOfArchive(app: string): string {
  return createHash('sha256')
    .update(readFileSync(join(app, 'resources', 'app.asar')))
    .digest('hex')
}

/**
 * `npm run dist`: the real packages of a fresh build. TIDEMARK_RELEASES names the place that releases come from; a package
 * made without it asks nobody for newer versions. Nothing is uploaded.
 */
import { join } from 'node:path'
import { buildIfStale } from './build-if-stale.ts'
import { interruptSignal } from './interrupt.ts'
import { isEntryPoint, projectRoot } from './project-root.ts'
import { runChild } from './run-child.ts'

/**
 * What electron-builder is told about that place: a folder of any web server. Throws where it is not an https URL, since
 * on Linux nothing else vouches for what comes from there.
 */
export function releaseArgs(place: string | undefined): readonly string[] {
  if (place === undefined || place === '') return []
  const url = URL.parse(place)
  if (url?.protocol !== 'https:' || url.username !== '' || url.search !== '' || url.hash !== '')
    throw new Error('TIDEMARK_RELEASES must be an https URL without a login, a query or a fragment.')
  return ['-c.publish.provider=generic', `-c.publish.url=${url.href}`]
}

/** Builds, packs, and gives back the packer's exit code. `args` go to electron-builder: `--linux`, `--mac`, `--win`. */
async function dist(args: readonly string[], signal: AbortSignal): Promise<number> {
  const place = releaseArgs(process.env['TIDEMARK_RELEASES'])
  const log = (line: string): void => void process.stderr.write(`${line}\n`)
  if (place.length === 0)
    log('TIDEMARK_RELEASES is not set: what is packed will ask nobody for newer versions.')
  await buildIfStale({ log, force: true }, signal)
  const packer = join(projectRoot, 'node_modules', 'electron-builder', 'cli.js')
  return runChild(process.execPath, [packer, '--publish', 'never', ...place, ...args], {}, signal)
}

if (isEntryPoint(import.meta.url)) {
  try {
    process.exitCode = await dist(process.argv.slice(2), interruptSignal())
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = 1
  }
}

/** A folder shaped like Electron's release: enough for electron-builder to pack an app without any network. */
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createPackage } from '@electron/asar'

const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'

/** Makes the folder. Its program is no program: a header, then the fuse wire (version 1, nine fuses, all on). */
export async function makeFakeElectron(folder: string, version: string): Promise<void> {
  mkdirSync(join(folder, 'locales'), { recursive: true })
  mkdirSync(join(folder, 'resources'))
  const wire = Buffer.concat([Buffer.from(SENTINEL), Buffer.of(1, 9), Buffer.from('111111111')])
  const elfHeader = readFileSync(process.execPath).subarray(0, 4096)
  writeFileSync(join(folder, 'electron'), Buffer.concat([elfHeader, wire]))
  chmodSync(join(folder, 'electron'), 0o755)
  writeFileSync(join(folder, 'version'), version)
  for (const name of ['LICENSE', 'LICENSES.chromium.html']) writeFileSync(join(folder, name), '')
  for (const name of ['en-US', 'zh-CN', 'de', 'fr']) writeFileSync(join(folder, 'locales', `${name}.pak`), '')
  const app = join(folder, 'app')
  mkdirSync(app)
  writeFileSync(join(app, 'package.json'), '{}')
  await createPackage(app, join(folder, 'resources', 'default_app.asar'))
}

/** The fuses of a packed program, in their order, as '0', '1' or 'r' (removed). */
export function readFuseWire(program: string): string {
  const bytes = readFileSync(program)
  const at = bytes.indexOf(SENTINEL) + SENTINEL.length
  return bytes.subarray(at + 2, at + 2 + (bytes[at + 1] ?? 0)).toString('latin1')
}

/**
 * electron-builder's hook between packing and signing: flips the fuses. electron-builder's own list of them lacks one
 * (the WebAssembly trap handlers), hence this hook instead of `electronFuses` in its config.
 */
import { join } from 'node:path'
import { flipFuses } from '@electron/fuses'
import type { AfterPackContext } from 'electron-builder'
import { FUSES } from './fuses.ts'

const ENDING: Readonly<Record<string, string>> = { darwin: '.app', mas: '.app', win32: '.exe', linux: '' }

/** Called by electron-builder once for each packed folder. */
export async function afterPack({
  appOutDir,
  electronPlatformName,
  packager,
}: AfterPackContext): Promise<void> {
  const name =
    electronPlatformName === 'linux'
      ? (packager.platformSpecificBuildOptions as { executableName: string }).executableName // set in the config
      : packager.appInfo.productFilename
  await flipFuses(join(appOutDir, `${name}${ENDING[electronPlatformName] ?? ''}`), FUSES)
}

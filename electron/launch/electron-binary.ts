/**
 * Whether Electron's binary is on this machine. Its package ships without one; loading the package would fetch it
 * then and there, without a question. So only its files are looked at.
 */
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'

export type ElectronBinary =
  | { readonly kind: 'found'; readonly command: string }
  | { readonly kind: 'missing'; readonly reason: string }

/** The folder of the `electron` package. */
export function electronFolder(root: string): string {
  return join(root, 'node_modules', 'electron')
}

/** Looks for a completely unpacked binary: its installer writes `path.txt` last. */
export function electronBinary(root: string): ElectronBinary {
  const folder = electronFolder(root)
  const version = readOrNull(join(folder, 'dist', 'version'))
  const path = readOrNull(join(folder, 'path.txt'))
  if (version === null || path === null) return { kind: 'missing', reason: 'it has not been downloaded' }
  const command = join(folder, 'dist', path)
  if (!existsSync(command)) return { kind: 'missing', reason: 'its program file is gone' }
  return { kind: 'found', command }
}

/** Removes what a download that was cut short left behind. A complete binary is not touched. */
export function removePartialElectron(root: string): void {
  if (electronBinary(root).kind === 'found') return
  rmSync(join(electronFolder(root), 'dist'), { recursive: true, force: true })
}

function readOrNull(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null // readFileSync throws system errors
    throw error
  }
}

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runWhileBytesArrive } from './byte-watch.ts'
import { electronBinary, electronFolder, removePartialElectron } from './electron-binary.ts'

export interface DownloadOptions {
  readonly root: string
  /** Gives up after this long without a byte; 10 s by default. */
  readonly silenceMs?: number
  /** Bytes so far, for a progress line. */
  readonly onBytes?: (bytes: number) => void
}

/** `failed` says why in one clause, without a full stop. */
export type DownloadResult = { readonly kind: 'ok' } | { readonly kind: 'failed'; readonly reason: string }

/**
 * Fetches Electron's binary with the package's own installer, which checks it against the checksums that came with
 * the package. The installer downloads into the temporary folder we name: that is where bytes are seen arriving.
 */
export async function downloadElectron(
  options: DownloadOptions,
  signal: AbortSignal,
): Promise<DownloadResult> {
  const folder = electronFolder(options.root)
  const temp = mkdtempSync(join(tmpdir(), 'tidemark-electron-'))
  const silenceMs = options.silenceMs ?? 10_000
  removePartialElectron(options.root) // its bytes would count as arrived
  try {
    const result = await runWhileBytesArrive(
      {
        command: process.execPath,
        args: [join(folder, 'install.js')],
        env: { ...process.env, TMPDIR: temp, TEMP: temp, TMP: temp, ELECTRON_GET_NO_PROGRESS: '1' },
        folders: [temp, join(folder, 'dist')],
        silenceMs,
        onBytes: options.onBytes ?? (() => undefined),
      },
      signal,
    )
    if (result.kind === 'silent') return failed(`no data arrived for ${Math.round(silenceMs / 1000)} s`)
    if (result.kind === 'error') return failed(result.message)
    return electronBinary(options.root).kind === 'found' ? { kind: 'ok' } : failed('nothing was unpacked')
  } finally {
    rmSync(temp, { recursive: true, force: true })
    removePartialElectron(options.root)
  }
}

function failed(reason: string): DownloadResult {
  return { kind: 'failed', reason }
}

/** The programs that this one is made of. */
import type { Versions } from '../../shared/ipc/diagnostics.ts'

/** `sqlite` is told by the database itself. */
export function versionsOf(tidemark: string, sqlite: string): Versions {
  const { electron, chrome, node } = process.versions
  return {
    tidemark,
    electron: electron ?? null,
    chromium: chrome ?? null,
    node,
    sqlite,
    platform: `${process.platform} ${process.arch}`,
  }
}

import type { CommandContext } from './command.ts'
import { withProgress } from './progress.ts'

/** With `--refresh`, the ledger is brought to the node's tip first. */
export async function refreshFirst({ values, request, output, host }: CommandContext): Promise<void> {
  if (values.refresh === true) await withProgress(host.events, output, () => request('scan.sync', {}))
}

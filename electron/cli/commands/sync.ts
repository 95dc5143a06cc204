import type { SyncResult } from '../../../shared/ipc/contract.ts'
import type { Command } from '../command.ts'
import { EXIT } from '../exit-code.ts'
import { withProgress } from '../progress.ts'
import { noArguments } from '../usage-checks.ts'
import { UsageError } from '../usage-error.ts'
import { blocks, WAITING_WORDS } from '../words.ts'

/**
 * `sync --once`: to the node's tip, waiting snapshots included. Its JSON is `SyncResult`. A tip that could not be
 * reached is a state of the answer with exit code 3 (what is known may be old); a disk that failed is a fault.
 */
export const syncCommand: Command = {
  access: () => 'own',
  follow: false,
  check({ args, values }) {
    noArguments('sync', args)
    if (!values.once) throw new UsageError('Say "sync --once"; "serve" follows the tip.')
  },
  async run({ request, values, output, host }) {
    const result = await withProgress(host.events, output, () => request('scan.sync', {}))
    if (values.json) output.json(result)
    else output.out(resultLine(result))
    if (result.problem === null) return EXIT.ok
    output.say(`Not at the node's tip: ${WAITING_WORDS[result.problem]}.`)
    return result.problem === 'storage' ? EXIT.fault : EXIT.stale
  },
}

function resultLine({ tip, blocks: count, bytes, seconds, snapshotScripts }: SyncResult): string {
  const where = tip === null ? 'no block yet' : `block ${tip.height} ${tip.hash}`
  const snapshots = snapshotScripts === 0 ? '' : `, ${snapshotScripts} looked up`
  return `${where}: ${blocks(count)}, ${bytes} bytes, ${seconds.toFixed(1)} s${snapshots}`
}

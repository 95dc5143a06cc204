import type { LedgerCheck } from '../../../shared/ledger-check.ts'
import type { Command } from '../command.ts'
import { EXIT } from '../exit-code.ts'
import { ledgerCheckLines } from '../ledger-check-text.ts'
import { withProgress } from '../progress.ts'
import { noArguments } from '../usage-checks.ts'
import { WAITING_WORDS } from '../words.ts'

/**
 * `check`: the ledger against the own node's unspent outputs; what differs is repaired. Its JSON is the answer of
 * `ledger.check`. A difference has an exit code of its own, also where it could be repaired.
 */
export const checkCommand: Command = {
  access: () => 'own',
  follow: false,
  check: ({ args }) => noArguments('check', args),
  async run({ request, values, output, host }) {
    const { check, problem } = await withProgress(host.events, output, () => request('ledger.check', {}))
    if (values.json) output.json({ check, problem })
    else if (check !== null) for (const line of ledgerCheckLines(check)) output.out(line)
    if (problem !== null) output.say(`The ledger could not be checked: ${WAITING_WORDS[problem]}.`)
    else if (check === null && !values.json) output.say('Nothing is watched.')
    if (check !== null) return exitCode(check)
    return problem === null ? EXIT.ok : EXIT.stale
  },
}

function exitCode({ missing, extra }: LedgerCheck): number {
  return missing + extra === 0 ? EXIT.ok : EXIT.disagree
}

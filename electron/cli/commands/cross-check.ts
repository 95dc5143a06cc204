import type { CrossCheck } from '../../../shared/cross-check.ts'
import type { Command } from '../command.ts'
import { crossCheckLines } from '../cross-check-text.ts'
import { EXIT } from '../exit-code.ts'
import { withProgress } from '../progress.ts'

/**
 * `cross-check [address...]`: whether independent sources say the same. Its JSON is `CrossCheck[]`; how many unused addresses
 * of accounts were left out goes to stderr.
 */
export const crossCheckCommand: Command = {
  access: () => 'own',
  follow: false,
  check: () => undefined,
  async run({ args, request, values, output, host }) {
    const input = args.length > 0 ? { addresses: args } : {}
    const { checks, unused } = await withProgress(host.events, output, () => request('crosscheck.run', input))
    if (values.json) output.json(checks)
    else if (checks.length === 0 && unused === 0) output.say('Nothing is watched.')
    else for (const line of crossCheckLines(checks)) output.out(line)
    if (unused > 0)
      output.say(
        `Not asked about: ${unused} ${unused === 1 ? 'address' : 'addresses'} of accounts, never used.`,
      )
    return exitCode(checks)
  },
}

/** A disagreement is what a script must not miss. */
function exitCode(checks: readonly CrossCheck[]): number {
  if (checks.some(({ outcome }) => outcome === 'disagree')) return EXIT.disagree
  return checks.some(({ outcome }) => outcome === 'not_comparable') ? EXIT.unknown : EXIT.ok
}

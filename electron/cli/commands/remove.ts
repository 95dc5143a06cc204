import type { Watch } from '../../../shared/ipc/contract.ts'
import type { Command } from '../command.ts'
import { EXIT } from '../exit-code.ts'
import { UsageError } from '../usage-error.ts'

/** `remove <address>...`: all of them or, when one is not watched, none. */
export const removeCommand: Command = {
  access: () => 'own',
  follow: false,
  check({ args }) {
    if (args.length === 0) throw new UsageError('Name at least one address to remove.')
  },
  async run({ args, request, values, output }) {
    const watches = await request('portfolio.list', {})
    const found = args.map((arg) => watchOf(watches, arg))
    const missing = found.flatMap((watch, at) => (watch ? [] : [at + 1]))
    if (missing.length > 0) {
      output.say(`Not watched: argument ${missing.join(', ')}. Nothing was removed.`)
      return EXIT.usage
    }
    const watchIds = [...new Set(found.flatMap((watch) => (watch ? [watch.id] : [])))]
    const result = await request('portfolio.remove', { watchIds })
    if (values.json) output.json(result)
    else output.out(`removed ${result.removed}`)
    return EXIT.ok
  },
}

/** Bech32 may be typed in upper case; base58 differs by case. */
function watchOf(watches: readonly Watch[], typed: string): Watch | undefined {
  const text = typed.trim()
  return watches.find((watch) => watch.text === text || watch.text === lowerBech32(text))
}

function lowerBech32(text: string): string {
  return /^(BC|TB|BCRT)1[0-9A-Z]+$/.test(text) ? text.toLowerCase() : text
}

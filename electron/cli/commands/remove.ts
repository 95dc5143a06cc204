import type { Command } from '../command.ts'
import { EXIT } from '../exit-code.ts'
import { UsageError } from '../usage-error.ts'
import { watchesNamed } from '../watches-named.ts'

/** `remove <address>...`: all of them or, when one is not watched, none. */
export const removeCommand: Command = {
  access: () => 'own',
  follow: false,
  asksNobody: () => true,
  check({ args }) {
    if (args.length === 0) throw new UsageError('Name at least one address to remove.')
  },
  async run({ args, request, values, output }) {
    const { watchIds, missing } = watchesNamed(await request('portfolio.list', {}), args)
    if (missing.length > 0) {
      output.say(`Not watched: argument ${missing.join(', ')}. Nothing was removed.`)
      return EXIT.usage
    }
    const result = await request('portfolio.remove', { watchIds })
    if (values.json) output.json(result)
    else output.out(`removed ${result.removed}`)
    return EXIT.ok
  },
}

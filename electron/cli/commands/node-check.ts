import type { TestStep } from '../../../shared/ipc/contract.ts'
import { testNode } from '../../sources/bitcoind/test-node.ts'
import type { Command } from '../command.ts'
import { EXIT } from '../exit-code.ts'
import { defaultNode, nodeOption } from '../node-option.ts'
import { noArguments } from '../usage-checks.ts'
import { UsageError } from '../usage-error.ts'

/** `node-check`: tests the node that the options name, step by step, and says whether the login could spend. */
export const nodeCheckCommand: Command = {
  access: () => 'read',
  follow: false,
  check({ args, values }) {
    noArguments('node-check', args)
    if (values.offline) throw new UsageError('The command "node-check" asks a node: leave --offline out.')
  },
  async run({ host: { network }, values, deps, output }) {
    const around = { ...deps, warn: (message: string) => output.say(message) }
    const node = nodeOption(values, network, around) ?? defaultNode(network, around)
    const steps = await testNode(node, network, deps.interrupt)
    if (values.json) output.json(steps)
    else for (const step of steps) output.out(lineOf(step))
    return steps.every(({ ok }) => ok) ? EXIT.ok : EXIT.fault
  },
}

function lineOf({ step, ok, text, fix }: TestStep): string {
  return `${ok ? 'ok ' : 'no '} ${step.padEnd(9)}${text}${fix === null ? '' : ` ${fix}`}`
}

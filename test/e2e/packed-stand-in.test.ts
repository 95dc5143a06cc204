/**
 * The stories about the packed program, on a Node that obeys a fuse wire as Electron is documented to. They prove the stories
 * and the wire that is shipped, not Electron; the wire of what was packed is read by test/unit/packaging.
 */
import { expect, it } from 'vitest'
import { FUSE_WIRE } from '../../electron/packaging/fuses.ts'
import { intruder, packedScenario, type StartPacked, startProgram } from './packed-scenario.ts'

/** Of the wire, in Electron's order: RunAsNode, cookies, NODE_OPTIONS, inspector switches. */
function fused(wire: string): StartPacked {
  const [runAsNode, , nodeOptions, inspector] = wire.split('').map((fuse) => fuse === '1')
  return (args, { ELECTRON_RUN_AS_NODE, NODE_OPTIONS, ...env }) => {
    if (runAsNode && ELECTRON_RUN_AS_NODE === '1') return startProgram(process.execPath, args)([], env)
    const switches = inspector ? args.filter((arg) => arg.startsWith('--inspect')) : []
    const heard = { NODE_OPTIONS: (nodeOptions && NODE_OPTIONS) || '' }
    return startProgram(process.execPath, [...switches, '-e', '0', '--'])([], { ...env, ...heard })
  }
}

packedScenario('by the fuse wire that is shipped', fused(FUSE_WIRE))

it('A program with its fuses as they come does all that the stories look for', async () => {
  const start = fused('111111111')
  expect(await start([await intruder()], { ELECTRON_RUN_AS_NODE: '1' })).toContain('the intruder ran')
  expect(await start([], { NODE_OPTIONS: `--require ${await intruder()}` })).toContain('the intruder ran')
  expect(await start(['--inspect=0'], {})).toContain('Debugger listening')
})

import { once } from 'node:events'
import type { Host } from '../../host-types.ts'
import type { ServeOptions, Server } from '../../serve.ts'
import { createApiKeys } from '../../services/api-keys.ts'
import { createMetrics } from '../../services/metrics.ts'
import type { Command, CommandContext } from '../command.ts'
import { EXIT } from '../exit-code.ts'
import { noArguments } from '../usage-checks.ts'
import { UsageError } from '../usage-error.ts'
import { VERSION } from '../version.ts'

/** `serve [--port N] [--no-open]`: the app in a browser, until interrupted. Prints a one-use link; Enter or SIGUSR2 prints another. */
export const serveCommand: Command = {
  access: () => 'own',
  follow: true,
  check({ args, values }) {
    noArguments('serve', args)
    if (values.port !== undefined) portOf(values.port)
  },
  async run(context) {
    const { deps, host, values } = context
    const server = await deps.startServer(host, {
      port: values.port === undefined ? 0 : portOf(values.port),
      rendererDir: deps.rendererDir,
      clock: { now: deps.now },
      log: deps.log,
      ...(values.api ? { api: apiOf(host) } : {}),
    })
    host.start()
    const stopListening = printLinkOnEnter(context, server)
    const stopSignal = deps.onLinkWanted?.(() => showLink(context, server, false))
    try {
      showLink(context, server, values['no-open'] !== true)
      if (!deps.interrupt.aborted) await once(deps.interrupt, 'abort')
    } finally {
      stopListening()
      stopSignal?.()
      await server.close()
    }
    return EXIT.ok
  },
}

/** Keys and metrics of the door for programs; off without `--api`. */
function apiOf({ dataDir, network, metrics }: Host): NonNullable<ServeOptions['api']> {
  return { keys: createApiKeys(dataDir), metrics: metrics ?? createMetrics({ version: VERSION, network }) }
}

function portOf(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  if (!(port >= 0 && port <= 65_535)) throw new UsageError('--port must be a number from 0 to 65535.')
  return port
}

function showLink({ output, values, deps }: CommandContext, server: Server, open: boolean): void {
  const url = server.openUrl()
  if (values.json) output.json({ url })
  else output.out(url)
  output.say('The link works once, within 30 seconds. Ctrl+C stops.')
  if (open) deps.openBrowser(url)
}

/** Only where a person sits at a terminal: reading anything else would take input that is not for us. */
function printLinkOnEnter(context: CommandContext, server: Server): () => void {
  const { stdin } = context.deps
  if (stdin.isTTY !== true) return () => undefined
  const onData = (): void => showLink(context, server, false)
  stdin.on('data', onData)
  context.output.say('Press Enter for another link.')
  return () => {
    stdin.off('data', onData)
    stdin.pause()
  }
}

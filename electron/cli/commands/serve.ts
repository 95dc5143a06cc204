import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import type { Host } from '../../host-types.ts'
import { doorOf, type EarlyAnswers } from '../../serve/opening-door.ts'
import type { ServeOptions, Server } from '../../serve.ts'
import { createApiKeys } from '../../services/api-keys.ts'
import type { EarlyCommand, OpeningContext } from '../command.ts'
import { EXIT } from '../exit-code.ts'
import { noArguments } from '../usage-checks.ts'
import { UsageError } from '../usage-error.ts'
import { VERSION } from '../version.ts'

/** A data folder that is in use, or cannot be read, is told before: no browser is opened for it. */
const TOLD_BY_MS = 500

/**
 * `serve [--port N] [--no-open]`: the app in a browser, until interrupted. Prints a one-use link; Enter or SIGUSR2 prints
 * another. The page loads while the ledger is being opened; where another process may hold the data folder, no link is
 * printed before that is known.
 */
export const serveCommand: EarlyCommand = {
  access: () => 'own',
  follow: true,
  check({ args, values }) {
    noArguments('serve', args)
    if (values.port !== undefined) portOf(values.port)
  },
  async runEarly(context) {
    const { deps, values } = context
    if (context.mayBeInUse()) await context.open()
    const host = Promise.withResolvers<Host>()
    host.promise.catch(() => undefined) // heard below; who calls meanwhile is told, too
    const first = Promise.withResolvers<EarlyAnswers | null>()
    const server = await serverOn(context, host.promise, first.promise)
    const stopListening = printLinkOnEnter(context, server)
    const stopSignal = deps.onLinkWanted?.(() => showLink(context, server))
    try {
      const url = showLink(context, server)
      host.resolve(context.open(first.resolve))
      if (values['no-open'] !== true) await openSoon(context, url, first.promise)
      ;(await host.promise).start()
      if (!deps.interrupt.aborted) await once(deps.interrupt, 'abort')
    } finally {
      stopListening()
      stopSignal?.()
      await server.close()
    }
    return EXIT.ok
  },
}

/** Programs are answered by an open host alone. */
async function serverOn(
  { deps, open, values }: OpeningContext,
  host: Promise<Host>,
  first: Promise<EarlyAnswers | null>,
): Promise<Server> {
  return deps.startServer(doorOf(host, first), {
    port: values.port === undefined ? 0 : portOf(values.port),
    rendererDir: deps.rendererDir,
    clock: { now: deps.now },
    log: deps.log,
    ...(values.api ? { api: await apiOf(await open()) } : {}),
  })
}

/** Keys and metrics of the door for programs; off without `--api`. */
async function apiOf({ dataDir, network, metrics }: Host): Promise<NonNullable<ServeOptions['api']>> {
  const { createMetrics } = await import('../../services/metrics.ts')
  return {
    network,
    keys: createApiKeys(dataDir),
    metrics: metrics ?? createMetrics({ version: VERSION, network }),
  }
}

function portOf(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  if (!(port >= 0 && port <= 65_535)) throw new UsageError('--port must be a number from 0 to 65535.')
  return port
}

function showLink({ output, values }: OpeningContext, server: Server): string {
  const url = server.openUrl()
  if (values.json) output.json({ url })
  else output.out(url)
  output.say('The link works once, within 30 seconds. Ctrl+C stops.')
  return url
}

/** At once where the ledger was looked at: it is there, and of this version. */
async function openSoon(
  { open, deps }: OpeningContext,
  url: string,
  first: Promise<EarlyAnswers | null>,
): Promise<void> {
  const looked = first.then((answers) => (answers === null ? open() : null))
  await Promise.race([looked, open(), pause(TOLD_BY_MS)])
  deps.openBrowser(url)
}

/** Only where a person sits at a terminal: reading anything else would take input that is not for us. */
function printLinkOnEnter(context: OpeningContext, server: Server): () => void {
  const { stdin } = context.deps
  if (stdin.isTTY !== true) return () => undefined
  const onData = (): void => void showLink(context, server)
  stdin.on('data', onData)
  context.output.say('Press Enter for another link.')
  return () => {
    stdin.off('data', onData)
    stdin.pause()
  }
}

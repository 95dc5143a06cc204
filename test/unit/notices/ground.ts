/** The notices of a real store, with figures that a test says and a webhook that listens on this machine. */
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import { createCallLog } from '../../../electron/services/notices/call-log.ts'
import { createNoticeService } from '../../../electron/services/notices/notice-service.ts'
import { openRulesFile } from '../../../electron/services/notices/rules-file.ts'
import { createPortfolioService } from '../../../electron/services/portfolio-service.ts'
import { createShownRows } from '../../../electron/store/shown-rows.ts'
import type { Network } from '../../../shared/chain.ts'
import { DEFAULT_NOTICE_RULES, type Notice, type NoticeRules } from '../../../shared/notices.ts'
import type { BestTip, Reading, Total } from '../../../shared/reading.ts'
import { DEFAULT_VIEW } from '../../../shared/view.ts'
import { sampleBlock, sampleReading } from '../renderer/samples.ts'
import { coin, openWorld, testChain, type World } from '../store/world.ts'

export const HOUR = 3_600_000

export interface NoticeGround extends Awaited<ReturnType<typeof noticesOn>> {}

/** The service on a world; several on one world are several runs of the app. */
export async function noticesOn(
  world: World,
  options: { readonly network?: Network; readonly writable?: boolean } = {},
) {
  const figures = new Map<string, Partial<Reading>>()
  const { clock } = world
  const calls = createCallLog(clock)
  const raised: Notice[] = []
  const way = {
    proxy: null as string | null,
    offline: false,
    limit: null as 'own-node' | null,
    hidden: false,
    groups: {} as Readonly<Record<string, 'own-node'>>,
    catchingUp: false,
  }
  const recorded: (readonly [string, readonly string[]])[] = []
  let providers: readonly { readonly id: string }[] = []
  let tip: BestTip | null = null
  let rounds = 0
  const read: number[] = []
  const readingOf = (text: string): Reading =>
    sampleReading({
      address: text,
      freshness: { state: 'current', blocksBehind: 0, observedAt: clock.now() },
      ...figures.get(text),
    })
  const portfolio = createPortfolioService({
    network: 'regtest',
    store: world.portfolio,
    onChange: () => undefined,
    refuseWidening: () => undefined,
  })
  const shown = createShownRows()
  let counts = 0
  /** As the table of the portfolio does it, from the figures that the test says. */
  const count = async (): Promise<void> => {
    counts++
    const filling = shown.fill()
    filling.add(portfolio.entries().map(({ watch }) => ({ watch, reading: readingOf(watch.text) })))
    filling.done()
  }
  const service = createNoticeService({
    network: options.network ?? 'regtest',
    clock,
    store: world.notices,
    evidence: {
      models: world.models,
      portfolio,
      figures: {
        ...shown,
        ready: count,
        renew: count,
        total: async (group) => shown.summary({ group, archived: false }).total,
      },
      balances: {
        read: (entries) => {
          read.push(entries.length)
          const readings = entries.map((entry) => readingOf('address' in entry ? entry.address : ''))
          return { tip, readings, total: totalOf(readings) }
        },
      },
      tip: () => tip,
      calls,
      providers: () => providers,
    },
    file: await openRulesFile(world.dataDir, undefined),
    settings: () => ({ ...way, privacy: { limit: way.limit, groups: way.groups } }),
    writable: options.writable ?? true,
    view: async () => ({ ...DEFAULT_VIEW, hideAmounts: way.hidden }),
    record: async (webhook, addresses) => void recorded.push([webhook, addresses]),
    isCatchingUp: () => {
      rounds++
      return way.catchingUp
    },
    onChange: (_, more) => raised.push(...more),
    onFault: (error) => {
      throw error
    },
  })
  onTestFinished(async () => {
    await service.close()
    shown.close()
  })
  return {
    service,
    clock,
    calls,
    figures,
    way,
    recorded,
    /** Titles are the doors' matter: what matters is told in a line. */
    told: () => raised.map(lineOf),
    raised,
    /** How many entries were read at once, each time that was done. */
    read,
    /** How often all of them were counted. */
    counts: () => counts,
    /** How often it was about to look. */
    rounds: () => rounds,
    setProviders: (ids: readonly string[]) => void (providers = ids.map((id) => ({ id }))),
    setTip: (time: number) =>
      void (tip = { ...sampleBlock(100), time: time / 1000, source: 'node', estimated: false }),
    setRules: (rules: Partial<NoticeRules>) => service.setRules({ ...DEFAULT_NOTICE_RULES, ...rules }),
  }
}

function totalOf(readings: readonly Reading[]): Total {
  const known = readings.filter(({ kind }) => kind === 'known')
  return {
    confirmed: readings.reduce((sum, { confirmed }) => sum + (confirmed ?? 0), 0),
    pending: 0,
    immature: 0,
    known: known.length,
    stale: readings.filter(({ kind }) => kind === 'stale').length,
    unknown: readings.filter(({ kind }) => kind === 'unknown').length,
    oldestAsOf: sampleBlock(100),
  }
}

/** A notice in a line: what, how much, of how many, where. */
export function lineOf({ body }: Notice): string {
  if (body.kind === 'received' || body.kind === 'spent')
    return `${body.kind} ${body.sats} in ${body.count} of ${body.entryCount} ${body.block?.height ?? 'pending'}`
  if (body.kind === 'undone') return `${body.what} ${body.count}${body.by === null ? '' : ' by another'}`
  if (body.kind === 'balance') return `${body.check} ${body.expected}: ${body.found}`
  if (body.kind === 'provider_errors') return `${body.provider} ${body.failed}/${body.calls}`
  return 'entryCount' in body ? `${body.kind} ${body.entryCount}` : body.kind
}

/** A post as it arrived. */
export interface Arrived {
  readonly body: string
  readonly headers: IncomingMessage['headers']
}

/** A webhook that answers with `status`, until the test ends. */
export async function listenForPosts() {
  const arrived: Arrived[] = []
  const reply = { status: 200 }
  const open = new Set<Socket>()
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      arrived.push({ body: Buffer.concat(chunks).toString(), headers: request.headers })
      response.writeHead(reply.status).end()
    })
  })
  server.on('connection', (socket) => {
    open.add(socket)
    socket.on('close', () => open.delete(socket))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo // it listens on a port
  return { url: `http://127.0.0.1:${port}/hook`, arrived, reply, open }
}

export { openWorld }

/** Two entries with a coin each at block 100, and the rules for what moves. */
export async function moving() {
  const world = openWorld()
  const chain = testChain()
  const [a = -1, b = -1] = await world.watch(1, 2)
  const ground = await noticesOn(world)
  await ground.setRules({ payments: true, spends: true })
  await world.snapshot(chain, 100, [a, b], [coin('old', a, 7, 90)])
  await ground.service.look('journal')
  return { world, chain, a, b, ...ground }
}

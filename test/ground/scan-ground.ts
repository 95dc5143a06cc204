/** Store, node and scan service as an app has them, without the doors: for what has to be reached below them. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { parseAddress } from '../../electron/engine/accounts/parse-address.ts'
import type { RegtestNode } from '../../electron/launch/regtest-node.ts'
import { createNodeService } from '../../electron/services/node-service.ts'
import { createScanService, type ScanService } from '../../electron/services/scan-service.ts'
import { createBitcoind } from '../../electron/sources/bitcoind/bitcoind.ts'
import { openDatabase } from '../../electron/store/open-database.ts'
import { openStore, type Store } from '../../electron/store/open-store.ts'

export interface ScanGround {
  readonly store: Store
  readonly scan: ScanService
  readonly faults: readonly unknown[]
  watch(...addresses: string[]): Promise<void>
  /** Runs a statement on the database, beside the store, as a disk or a fault of ours might. */
  sql(statement: string, ...bound: unknown[]): void
  /** `cleanly: false` ends it as a killed process would: nothing is written any more. */
  close(cleanly?: boolean): Promise<void>
}

/** Opens a ledger on `folder` for this node. */
export async function openScan(
  node: Pick<RegtestNode, 'url' | 'cookieFile'>,
  folder: string,
  clock = { now: () => Date.now() },
): Promise<ScanGround> {
  const network = 'regtest'
  const file = 'ledger.sqlite'
  const store = openStore({ root: folder, network, access: 'own', purpose: 'a test', file, clock })
  const faults: unknown[] = []
  const own = createNodeService({
    network,
    clock,
    connect: (option) => createBitcoind({ ...option, network, clock }),
    lastTip: null,
    onLeave: () => scan.abortSnapshot(),
    onChange: () => undefined,
  })
  const scan: ScanService = createScanService({
    network,
    node: own,
    store: store.scan,
    clock,
    memory: store.sources,
    onProgress: () => undefined,
    onAsked: (scripts) => store.sources.recordDisclosure('node', scripts.map(String), clock.now()),
    onFault: (error) => faults.push(error),
    onLedger: () => undefined,
  })
  await own.configure({ url: node.url, auth: { kind: 'cookie', file: node.cookieFile } }, false)
  return {
    store,
    scan,
    faults,
    watch: async (...addresses) => {
      const entries = addresses.map((text) => {
        const entry = parseAddress(text, network)
        if (entry.kind === 'refused') throw new Error(entry.reason)
        return entry.address
      })
      await store.portfolio.add(entries)
    },
    sql: (statement, ...bound) => {
      const db = openDatabase(join(store.dataDir, file), { readOnly: false })
      try {
        db.prepare(statement).run(...bound)
      } finally {
        db.close()
      }
    },
    close: async (cleanly = true) => {
      await scan.idle()
      await own.close()
      await store.idle()
      store.close()
      if (!cleanly) {
        const db = openDatabase(join(store.dataDir, file), { readOnly: false })
        db.exec("INSERT INTO meta (key, value) VALUES ('ledger-open', 'yes')")
        db.close()
      }
    },
  }
}

/** Stands before a node as if another program's scan ran on it. */
export interface BusyNode {
  readonly url: string
  /** Actions that were asked for while that scan ran. */
  readonly actions: readonly string[]
  /** The other scan ends. */
  free(): void
  close(): Promise<void>
}

/** A relay to `node` that answers for the other program's scan until it is freed. */
export async function busyNode(node: Pick<RegtestNode, 'url'>): Promise<BusyNode> {
  const actions: string[] = []
  let busy = true
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks)
      const action = busy ? scanAction(body) : null
      if (action !== null) actions.push(action.name)
      if (action?.name === 'status') {
        response.end(JSON.stringify({ jsonrpc: '2.0', id: action.id, result: { progress: 40 } }))
        return
      }
      passOn(node.url, request, body, response).catch((error: Error) => response.destroy(error))
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo // it listens on a port, not on a pipe
  return {
    url: `http://127.0.0.1:${port}`,
    actions,
    free: () => {
      busy = false
    },
    close: () => {
      server.closeAllConnections()
      return new Promise((done) => server.close(() => done()))
    },
  }
}

async function passOn(
  base: string,
  request: IncomingMessage,
  body: Buffer,
  response: ServerResponse,
): Promise<void> {
  const { authorization = '' } = request.headers
  const headers = { authorization, 'content-type': 'application/json' }
  const init = { method: request.method ?? 'POST', headers }
  const sent = request.method === 'GET' ? init : { ...init, body: new Uint8Array(body) }
  const reply = await fetch(new URL(request.url ?? '/', base), sent)
  response.statusCode = reply.status
  response.end(Buffer.from(await reply.arrayBuffer()))
}

function scanAction(body: Buffer): { readonly name: string; readonly id: unknown } | null {
  if (body.length === 0) return null
  const call: unknown = JSON.parse(body.toString())
  if (typeof call !== 'object' || call === null || !('method' in call) || !('params' in call)) return null
  if (call.method !== 'scantxoutset' || !Array.isArray(call.params)) return null
  return { name: String(call.params[0]), id: 'id' in call ? call.id : null }
}

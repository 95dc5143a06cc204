/** Tests a node step by step, for a person who is setting it up: what holds, and the way out where it does not. */
import type { Network } from '../../../shared/chain.ts'
import type { TestStep } from '../../../shared/ipc/contract.ts'
import type { NodeFeatures, NodeProblem } from '../../../shared/node-problem.ts'
import { NodeError } from '../../engine/node-error.ts'
import type { NodeView } from '../../engine/ports.ts'
import { type BitcoindAccess, isPrivateConnection, type NodeUrl, parseNodeUrl } from './access.ts'
import { createAuthorization } from './auth.ts'
import { createBitcoind } from './bitcoind.ts'
import { createTransport } from './transport.ts'

/** Runs the steps in order and stops at the first that fails. Rejects only when the signal is aborted. */
export async function testNode(
  access: BitcoindAccess,
  network: Network,
  signal: AbortSignal,
): Promise<TestStep[]> {
  const url = parseNodeUrl(access.url)
  if (!url) return [failed('url', 'This is not a URL of a node.', 'Write it like http://127.0.0.1:8332.')]
  const steps = [passed('url', urlText(access.url, url))]
  const unreachable = await tryToConnect(access, url, signal)
  if (unreachable) return [...steps, toStep('connect', unreachable)]
  steps.push(passed('connect', `A server answers at ${url.where}.`))
  return [...steps, ...(await testServer(access, network, signal))]
}

async function testServer(
  access: BitcoindAccess,
  network: Network,
  signal: AbortSignal,
): Promise<TestStep[]> {
  const node = createBitcoind({ ...access, network, clock: Date })
  const steps: TestStep[] = []
  try {
    const view = await node.chain.view(signal)
    steps.push(passed('auth', 'The node accepts the credentials.'))
    steps.push(passed('network', `The node follows ${network}.`), syncStep(view))
    if (!steps.every(({ ok }) => ok)) return steps
    steps.push(passed('features', featureText(await node.features(signal))))
    return [...steps, passed('rights', rightsText(await node.spendingMethods(signal)))]
  } catch (error) {
    if (!(error instanceof NodeError)) throw error
    return [...stepsBefore(error, steps), toStep(stepOf(error.problem, steps), error)]
  } finally {
    await node.close()
  }
}

/** An answer without credentials, of whatever kind, is a connection. */
async function tryToConnect(
  access: BitcoindAccess,
  url: NodeUrl,
  signal: AbortSignal,
): Promise<NodeError | null> {
  const transport = createTransport(url, createAuthorization(access.auth), () => undefined)
  try {
    await transport.get('/', { timeoutMs: 10_000, maxBytes: 1 << 20 }, signal)
    return null
  } catch (error) {
    if (error instanceof NodeError) return error
    throw error
  } finally {
    await transport.close()
  }
}

/** The step that a problem of the first look at the chain, or of the probes after it, belongs to. */
function stepOf(problem: NodeProblem, done: readonly TestStep[]): TestStep['step'] {
  if (done.length > 0) return 'features'
  if (problem === 'wrong_chain') return 'network'
  if (problem === 'warming_up' || problem === 'busy') return 'sync'
  return 'auth'
}

/** What a failure of the first look proves: a node that names its chain or its start has let us in. */
function stepsBefore(error: NodeError, done: TestStep[]): TestStep[] {
  if (done.length > 0 || stepOf(error.problem, done) === 'auth') return done
  return [passed('auth', 'The node accepts the credentials.')]
}

function syncStep(view: NodeView): TestStep {
  const blocks = `${view.best.height} of ${view.headers} blocks`
  if (!view.initialDownload) return passed('sync', `The node has ${blocks}.`)
  const fix = 'Nothing is to be done: Tidemark waits for the node. You can save these settings now.'
  return failed('sync', `The node is still downloading the chain: ${blocks}.`, fix)
}

function urlText(text: string, url: NodeUrl): string {
  const open = 'The connection is not encrypted: use it only in a network that you trust.'
  return isPrivateConnection(text) ? `The URL names ${url.where}.` : `The URL names ${url.where}. ${open}`
}

function featureText(features: NodeFeatures): string {
  const parts = [
    features.subversion,
    features.rest ? 'fast blocks by REST' : 'no REST',
    features.pruned ? `pruned, blocks from ${features.pruneHeight ?? 0} on` : 'all blocks',
    { absent: 'no block filters', building: 'block filters being built', synced: 'block filters' }[
      features.blockFilterIndex
    ],
  ]
  return `${parts.join(', ')}.${features.rest ? '' : ` ${REST_ADVICE}`}`
}

/** A warning, not a failure: Tidemark never sends, but the login is only as safe as where it is kept. */
function rightsText(methods: readonly string[]): string {
  if (methods.length === 0) return 'This login can only watch: the node would send nothing for it.'
  return `With this login the node would also send coins (${methods.join(', ')}). Tidemark never asks it to, but whoever reads the login could. A login that can only watch is safer: make one here, or with "tidemark node-login".`
}

/** How REST is turned on, what it gains, and what it costs. */
const REST_ADVICE =
  'With rest=1 in bitcoin.conf and a restart of the node, blocks are read 5 to 10 times as fast. ' +
  'REST asks for no password: every program on that machine can then read the chain and the mempool, ' +
  'but no wallet.'

const FIXES: Readonly<Record<NodeProblem, string>> = {
  unreachable: 'Check that bitcoind runs, that server=1 is set, and that host and port are right.',
  cookie_missing: 'Start bitcoind, or name the .cookie file in the folder of this network.',
  auth: 'Check the user name and password, or use the cookie file of the node that runs now.',
  forbidden: 'Add the method to rpcwhitelist in bitcoin.conf, or leave rpcwhitelist out.',
  warming_up: 'Wait until the node has started.',
  busy: 'Try again in a moment. If it stays so, raise rpcworkqueue in bitcoin.conf.',
  wrong_chain: 'Name the port of a node on this network, or start Tidemark with another --network.',
  too_old: 'Install Bitcoin Core 25 or newer.',
  pruned: 'Nothing is to be done: Tidemark reads around pruned blocks.',
  scan_running: 'Wait until the other program has finished its scan.',
  fault: 'Check that the URL is that of a bitcoind and not of another program.',
}

function toStep(step: TestStep['step'], error: NodeError): TestStep {
  return failed(step, error.message, FIXES[error.problem])
}

function passed(step: TestStep['step'], text: string): TestStep {
  return { step, ok: true, text, fix: null }
}

function failed(step: TestStep['step'], text: string, fix: string): TestStep {
  return { step, ok: false, text, fix }
}

/** Tests a node step by step, for a person who is setting it up: what holds, and the way out where it does not. */
import type { Network } from '../../../shared/chain.ts'
import type { TestStep } from '../../../shared/ipc/contract.ts'
import type { NodeFeatures, NodeProblem } from '../../../shared/node-problem.ts'
import { englishOf, type Said, say, worded } from '../../../shared/said.ts'
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
  if (!url) return [failed('url', say('node_url_bad'), say('node_url_bad_fix'))]
  const steps = [passed('url', urlText(access.url, url))]
  const unreachable = await tryToConnect(access, url, signal)
  if (unreachable) return [...steps, toStep('connect', unreachable)]
  steps.push(passed('connect', say('node_server_answers', { where: url.where })))
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
    steps.push(passed('auth', say('node_accepts')))
    steps.push(passed('network', say('node_follows', { network })), syncStep(view))
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
  return [passed('auth', say('node_accepts'))]
}

function syncStep(view: NodeView): TestStep {
  const blocks = { height: view.best.height, headers: view.headers }
  if (!view.initialDownload) return passed('sync', say('node_blocks', blocks))
  const fix = say('node_syncing_fix')
  return failed('sync', say('node_syncing', blocks), fix)
}

function urlText(text: string, { where }: NodeUrl): Said {
  return say(isPrivateConnection(text) ? 'node_url_names' : 'node_url_open', { where })
}

/** Where REST is off: how it is turned on, what it gains, and what it costs. */
function featureText(features: NodeFeatures): Said {
  const parts = [
    features.subversion,
    say(features.rest ? 'node_rest_on' : 'node_rest_off'),
    features.pruned ? say('node_pruned_from', { height: features.pruneHeight ?? 0 }) : say('node_all_blocks'),
    say(`node_filters_${features.blockFilterIndex}`),
  ]
  return features.rest
    ? say('node_features', { parts })
    : say('node_features_no_rest', { parts, hint: say('node_rest_hint') })
}

/** A warning, not a failure: Tidemark never sends, but the login is only as safe as where it is kept. */
function rightsText(methods: readonly string[]): Said {
  return methods.length === 0 ? say('node_watch_only') : say('node_could_spend', { methods })
}

function toStep(step: TestStep['step'], { message, said, problem }: NodeError): TestStep {
  return failed(step, said ?? message, say(`node_fix_${problem}`))
}

function passed(step: TestStep['step'], text: Said): TestStep {
  return { step, ok: true, ...worded(text), fix: null }
}

function failed(step: TestStep['step'], text: Said, fix: Said): TestStep {
  return { step, ok: false, ...worded(text), fix: englishOf(fix), fixSaid: fix }
}

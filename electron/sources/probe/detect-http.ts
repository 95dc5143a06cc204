/**
 * Which protocol speaks at an http(s) URL: told from replies alone, cheapest and surest first. The only address ever
 * sent is the one of the genesis block, which says nothing about who asks.
 */
import { blockHash, type Network } from '../../../shared/chain.ts'
import { type Said, say } from '../../../shared/said.ts'
import type { HttpReply } from '../http.ts'
import { type Asker, isPage, jsonOf, textOf } from './ask-http.ts'
import { detectBitcoind, turnsAwayGet } from './detect-bitcoind.ts'
import { type Finding, type ProbeKind, StepFailed } from './probe-types.ts'
import {
  blocksAtHeight,
  blockWithHash,
  cypherChain,
  esploraBlocks,
  latestBlock,
  multiaddr,
  plainHash,
  uniformReply,
  uniformTip,
} from './shapes.ts'

/** The address of the genesis block's key, as the main network and as the test networks write it. */
const GENESIS_ADDRESS = {
  main: '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa',
  test: 'mpXwg4jMtRhuSpVq4xS3HFHmCmWp9NyGKt',
} as const

/** Rejects with `StepFailed` where nothing known speaks. */
export async function detectHttp(ask: Asker, network: Network): Promise<Finding> {
  const front = await ask.get('')
  const sure = turnsAwayGet(front)
  const address = GENESIS_ADDRESS[network === 'main' ? 'main' : 'test']
  const found =
    (sure ? await detectBitcoind(ask, true) : null) ??
    (await detectBlockcypher(ask, front)) ??
    (await detectEsplora(ask)) ??
    (mayBeRpc(front) ? await detectBitcoind(ask, false) : null) ??
    (await detectBlockchainInfo(ask, address)) ??
    (await detectUniform(ask, address))
  if (found === null) throw nothingKnown(ask.replies, front)
  return found
}

/** A page or a document is no JSON-RPC server, and is not posted to. */
function mayBeRpc(front: HttpReply | null): boolean {
  return front !== null && front.status >= 400 && front.status < 500
}

async function detectBlockcypher(ask: Asker, front: HttpReply | null): Promise<Finding | null> {
  const chain = cypherChain.safeParse(jsonOf(front)).data
  if (chain === undefined) return null
  const first = blockWithHash.safeParse(jsonOf(await ask.get('/blocks/0')))
  return finding('blockcypher', say('probe_speaks', { name: 'BlockCypher' }), {
    genesis: first.data?.hash ?? null,
    claims: chain.name.toLowerCase() === 'btc.main' ? 'main' : chain.name,
    tip: tip(chain.height, chain.hash, Math.floor(Date.parse(chain.time) / 1000)),
  })
}

async function detectEsplora(ask: Asker): Promise<Finding | null> {
  const [newest] = esploraBlocks.safeParse(jsonOf(await ask.get('/blocks'))).data ?? []
  if (newest === undefined) return null
  return finding('esplora', say('probe_speaks', { name: 'Esplora' }), {
    genesis: await textHashAtZero(ask),
    tip: tip(newest.height, newest.id, newest.timestamp),
  })
}

async function detectBlockchainInfo(ask: Asker, address: string): Promise<Finding | null> {
  const latest =
    latestBlock.safeParse(jsonOf(await ask.get('/latestblock'))).data ??
    multiaddr.safeParse(jsonOf(await ask.get(`/multiaddr?active=${address}&n=0`))).data?.info.latest_block
  if (latest === undefined) return null
  const first = blocksAtHeight.safeParse(jsonOf(await ask.get('/block-height/0?format=json')))
  return finding('blockchain.info', say('probe_speaks', { name: 'blockchain.info' }), {
    genesis: first.data?.blocks[0]?.hash ?? null,
    tip: tip(latest.height, latest.hash, latest.time),
  })
}

/** By its newest block where it serves that; else by the form of what it says of an address. */
async function detectUniform(ask: Asker, address: string): Promise<Finding | null> {
  const front = await ask.get('/tip')
  if (front?.status === 401 && isTidemark(front))
    return finding(
      'uniform',
      ask.challenge() === null ? say('probe_tidemark_key') : say('probe_tidemark_bad_key'),
      {},
    )
  const newest = uniformTip.safeParse(jsonOf(front)).data
  if (newest === undefined && isTidemark(ask.challenge()))
    return finding('uniform', say('probe_tidemark_no_tip'), {})
  const path = `/address/${address}?verbosity=3`
  const reply = newest ?? uniformReply.safeParse(jsonOf(await ask.get(path))).data
  if (reply === undefined) return null
  return finding('uniform', say('probe_speaks_uniform'), {
    genesis: await textHashAtZero(ask),
    claims: newest?.network ?? null,
    tip: tip(reply.height, reply.hash ?? null, reply.time ?? null),
  })
}

/** By how it turns away who has no key. */
function isTidemark(reply: HttpReply | null): boolean {
  return /^bearer\b.*\brealm="tidemark"/i.test(reply?.headers['www-authenticate'] ?? '')
}

async function textHashAtZero(ask: Asker): Promise<string | null> {
  const reply = await ask.get('/block-height/0')
  return reply?.status === 200 ? (plainHash.safeParse(textOf(reply)).data ?? null) : null
}

function tip(height: number, hash: string | null, time: number | null): Finding['tip'] {
  return { height, hash: hash === null ? null : blockHash(hash), time }
}

function finding(kind: ProbeKind, text: Said, more: Partial<Finding>): Finding {
  return { kind, text, genesis: null, claims: null, tip: null, asksForLogin: false, ...more }
}

/** The most telling of all that was answered. */
function nothingKnown(replies: readonly HttpReply[], front: HttpReply | null): StepFailed {
  const stop = (text: Said, fix: Said): StepFailed => new StepFailed('protocol', text, fix)
  const redirect = replies.find(({ status }) => status >= 300 && status < 400)
  if (redirect !== undefined && redirect.status !== 304)
    return stop(say('probe_redirects', { target: targetOf(redirect) }), say('probe_redirects_fix'))
  if (replies.some(isPage)) return stop(say('probe_page'), say('probe_page_fix'))
  if (replies.some(({ status }) => status === 401)) return stop(say('probe_login'), say('probe_login_fix'))
  if (replies.some(({ status }) => status === 403))
    return stop(say('probe_forbidden'), say('probe_forbidden_fix'))
  if (front !== null && front.status >= 500)
    return stop(say('probe_trouble', { status: front.status }), say('probe_later'))
  return stop(say('probe_unknown'), say('probe_unknown_fix'))
}

function targetOf({ headers }: HttpReply): string | Said {
  const location = headers['location'] ?? ''
  return URL.canParse(location) ? new URL(location).origin.slice(0, 200) : say('probe_another_place')
}

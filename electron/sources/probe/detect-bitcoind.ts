/** bitcoind, by how it turns us away: 405 for a GET, 401 for a call. No login is sent; what REST shows is read. */
import { blockHash } from '../../../shared/chain.ts'
import { type Said, say } from '../../../shared/said.ts'
import type { HttpReply } from '../http.ts'
import { type Asker, jsonOf, textOf } from './ask-http.ts'
import type { Finding, ProbeTip } from './probe-types.ts'
import { chainInfo, plainHash, restHash, rpcReply } from './shapes.ts'

const WARMING_UP = -28

/** Its answer to a GET: no other server has these words. */
export function turnsAwayGet(front: HttpReply | null): boolean {
  return front?.status === 405 && /json-?rpc/i.test(textOf(front))
}

/** Calls it without a login. `sure` is whether `turnsAwayGet` held: only then does a bare 401 count as its own. */
export async function detectBitcoind(ask: Asker, sure: boolean): Promise<Finding | null> {
  const reply = await ask.post(call('getblockchaininfo', []))
  if (reply?.status === 401 && (sure || /jsonrpc/i.test(reply.headers['www-authenticate'] ?? '')))
    return withRest(ask)
  const parsed = rpcReply.safeParse(jsonOf(reply) ?? jsonOf(reply, 500))
  if (parsed.success && parsed.data.error?.code === WARMING_UP)
    return finding(say('probe_bitcoind_starting'), {})
  const info = chainInfo.safeParse(parsed.data?.result)
  if (!info.success) return sure ? refused(reply) : null
  const genesis = rpcReply.safeParse(jsonOf(await ask.post(call('getblockhash', [0]))))
  return finding(say('probe_bitcoind_open'), {
    genesis: hashOf(genesis.data?.result),
    claims: info.data.chain,
    tip: tipOf(info.data),
  })
}

function refused(reply: HttpReply | null): Finding {
  return finding(say(reply?.status === 403 ? 'probe_bitcoind_refuses' : 'probe_bitcoind'), {})
}

/** With rest=1 it shows its chain to everybody. */
async function withRest(ask: Asker): Promise<Finding> {
  const info = chainInfo.safeParse(jsonOf(await ask.get('/rest/chaininfo.json')))
  if (!info.success) {
    const text = say('probe_bitcoind_hidden')
    return finding(text, { asksForLogin: true })
  }
  const genesis = restHash.safeParse(jsonOf(await ask.get('/rest/blockhashbyheight/0.json')))
  return finding(say('probe_bitcoind_login'), {
    asksForLogin: true,
    genesis: genesis.data?.blockhash ?? null,
    claims: info.data.chain,
    tip: tipOf(info.data),
  })
}

function tipOf(info: ReturnType<typeof chainInfo.parse>): ProbeTip {
  const time = info.time ?? info.mediantime ?? null
  return { height: info.blocks, hash: blockHash(info.bestblockhash), time }
}

function hashOf(value: unknown): string | null {
  return plainHash.safeParse(value).data ?? null
}

function call(method: string, params: readonly unknown[]): string {
  return JSON.stringify({ jsonrpc: '2.0', id: 0, method, params })
}

function finding(text: Said, more: Partial<Finding>): Finding {
  return { kind: 'bitcoind', text, genesis: null, claims: null, tip: null, asksForLogin: false, ...more }
}

/** Scripts that anybody may spend, each another one, and transactions of them: chains of any shape without a single signature. */
import { createHash } from 'node:crypto'
import { compactSize, displayed, sha256d, u32 } from '../../unit/engine/block/hand-made.ts'

/** A script pubkey, and what spends it. */
export interface OpenScript {
  /** In hex. */
  readonly script: string
  readonly unlock: { readonly scriptSig: string; readonly witness: readonly string[] }
}

export interface OpenCoin extends OpenScript {
  readonly txid: string
  readonly vout: number
  readonly value: number
}

export interface RawTx {
  readonly hex: string
  readonly txid: string
}

export interface RawOutput {
  readonly script: string
  readonly value: number
}

const push = (hex: string): string => (hex.length / 2).toString(16).padStart(2, '0') + hex
const sha256 = (hex: string): Buffer => createHash('sha256').update(Buffer.from(hex, 'hex')).digest()

/** A number that must not be 0, then true: `name` is eight hex digits. A number that is dropped would count as data. */
const anyoneCan = (name: string): string => `04${name}6951`

/** The forms such a script can take. A later witness version asks for nothing, but only a block may spend it. */
export const OPEN_FORMS = {
  bare: (name: string): OpenScript => ({ script: anyoneCan(name), unlock: { scriptSig: '', witness: [] } }),
  p2sh: (name: string): OpenScript => {
    const redeem = anyoneCan(name)
    const hash = createHash('ripemd160').update(sha256(redeem)).digest('hex')
    return { script: `a914${hash}87`, unlock: { scriptSig: push(redeem), witness: [] } }
  },
  p2wsh: (name: string): OpenScript => {
    const inner = anyoneCan(name)
    return { script: `0020${sha256(inner).toString('hex')}`, unlock: { scriptSig: '', witness: [inner] } }
  },
  later: (name: string): OpenScript => ({
    script: `5220${sha256(name).toString('hex')}`,
    unlock: { scriptSig: '', witness: [] },
  }),
} as const

/** A transaction that can be replaced. Coins without a witness beside coins with one are fine. */
export function openTx(coins: readonly OpenCoin[], outputs: readonly RawOutput[]): RawTx {
  const inputs = coins.flatMap(({ txid, vout, unlock }) => [
    Buffer.from(txid, 'hex').reverse(),
    u32(vout),
    sized(unlock.scriptSig),
    u32(0xfffffffd),
  ])
  const body = Buffer.concat([
    compactSize(coins.length),
    ...inputs,
    compactSize(outputs.length),
    ...outputs.flatMap(({ script, value }) => [amount(value), sized(script)]),
  ])
  const stacks = coins.flatMap(({ unlock: { witness } }) => [
    compactSize(witness.length),
    ...witness.map(sized),
  ])
  const hasWitness = coins.some(({ unlock }) => unlock.witness.length > 0)
  const marked = hasWitness ? [Buffer.of(0, 1), body, ...stacks] : [body]
  return {
    hex: Buffer.concat([u32(2), ...marked, u32(0)]).toString('hex'),
    txid: displayed(sha256d(Buffer.concat([u32(2), body, u32(0)]))),
  }
}

function sized(hex: string): Buffer {
  return Buffer.concat([compactSize(hex.length / 2), Buffer.from(hex, 'hex')])
}

function amount(value: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(BigInt(value))
  return bytes
}

/** Random descriptors of every kind that is read, as a person or another program may have written them. */
import { HDKey } from '@scure/bip32'
import { createRandom, type Random } from '../bench/random.ts'

const TPUB = { public: 0x043587cf, private: 0x04358394 }
const POOL = 16

export interface MadeDescriptor {
  readonly text: string
  /** Null where it has no range: an index to look at otherwise. */
  readonly index: number | null
}

/** What a descriptor is made of, in one of its paths. */
interface Ground {
  readonly random: Random
  readonly extended: readonly string[]
  readonly points: readonly string[]
  readonly uncompressed: readonly string[]
  readonly addresses: readonly string[]
}

/** A maker of descriptors that follow from the seed alone. */
export function createDescriptorMaker(seed: number, addresses: readonly string[]): () => MadeDescriptor {
  const random = createRandom(seed)
  const ground = { random, addresses, ...keysOf(random) }
  return () => make(ground)
}

function keysOf(random: Random): Pick<Ground, 'extended' | 'points' | 'uncompressed'> {
  const masters = Array.from({ length: POOL }, () => HDKey.fromMasterSeed(random.bytes(32), TPUB))
  const points = masters.map(({ publicKey }) => Buffer.from(publicKey ?? []).toString('hex'))
  return {
    extended: masters.map((master, at) => withOrigin(master, at)),
    points,
    // The generator and twice it: well-known points need no curve here.
    uncompressed: [
      '0479be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8',
      '04c6047f9441ed7d6d3045406e95c07cd85c778e4b8cef3ca7abac09b95c709ee51ae168fea63dc339a3c58419466ceaeef7f632653266d0e1236431a950cfe52a',
    ],
  }
}

/** Master keys, and keys below them with their origin in each of the spellings. */
function withOrigin(master: HDKey, at: number): string {
  const mark = ['', "'", 'h', 'H'][at % 4] ?? ''
  if (mark === '') return master.publicExtendedKey
  const below = master.derive(`m/84'/1'/${at}'`)
  const print = master.fingerprint.toString(16).padStart(8, '0')
  return `[${print}/84${mark}/1${mark}/${at}${mark}]${below.publicExtendedKey}`
}

type Kind = (ground: Ground, key: () => string) => string

/** One key below several paths (BIP-389), or below one; with a range, or without. */
function make(ground: Ground): MadeDescriptor {
  const { random } = ground
  const kind = pick(random, KINDS)
  const width = random.below(3) === 0 ? 2 + random.below(2) : 1
  let ranged = false
  const used = new Set<string>()
  const key = (): string => {
    const [base, star] = [pick(random, ground.extended), random.below(4) > 0]
    const steps = stepsOf(random, width)
    const text = `${base}${steps}${star ? '/*' : ''}`
    const first = text.replace('*', '0')
    if (used.has(first)) return key() // miniscript wants each key once, judged by the first of a range
    used.add(first)
    ranged ||= star
    return text
  }
  const text = kind(ground, key)
  return { text, index: ranged ? indexOf(random) : null }
}

function stepsOf(random: Random, width: number): string {
  const inner = Array.from({ length: random.below(3) }, () => `/${random.below(3)}`).join('')
  if (width === 1) return inner
  const first = random.below(5)
  return `${inner}/<${Array.from({ length: width }, (_, at) => first + at).join(';')}>`
}

function indexOf(random: Random): number {
  return random.below(10) === 0 ? 0x7fff_fffe - random.below(1_000) : random.below(5_000)
}

const single: readonly Kind[] = [
  'wpkh(@)',
  'sh(wpkh(@))',
  'tr(@)',
  'wsh(pk(@))',
  'sh(pkh(@))',
  'sh(wsh(pkh(@)))',
  'sh(pk(@))',
  'combo(@)',
].map(
  (form): Kind =>
    (_, key) =>
      form.replace('@', () => key()),
)

const points: readonly Kind[] = [
  ({ random, points: all }) => `wpkh(${pick(random, all)})`,
  ({ random, uncompressed }) => `pkh(${pick(random, uncompressed)})`,
  ({ random, points: all }) => `sh(wpkh([00aabb11/1/2'/3]${pick(random, all).toUpperCase()}))`,
  ({ random, points: all }) => `tr(${pick(random, all).slice(2)})`,
  ({ random, points: all, uncompressed }) => `combo(${pick(random, [...all, ...uncompressed])})`,
  ({ random, addresses }) => `addr(${pick(random, addresses)})`,
]

const multisigs: readonly Kind[] = ['sh(@)', 'wsh(@)', 'sh(wsh(@))'].flatMap((form) =>
  ['multi', 'sortedmulti'].map(
    (name): Kind =>
      (ground, key) => {
        const { random } = ground
        const fixed =
          random.below(2) === 0 ? [pick(random, form === 'sh(@)' ? ground.uncompressed : ground.points)] : []
        const keys = [...Array.from({ length: 1 + random.below(form === 'sh(@)' ? 4 : 6) }, key), ...fixed]
        return form.replace('@', `${name}(${1 + random.below(keys.length)},${keys.join(',')})`)
      },
  ),
)

const POLICIES: readonly string[] = [
  'and_v(v:pk(@),older(144))',
  'or_d(pk(@),and_v(v:pkh(@),older(1008)))',
  'andor(pk(@),older(25),pk(@))',
  'thresh(2,pk(@),s:pk(@),sln:older(12960))',
  'or_i(and_v(v:pkh(@),after(800000)),pk(@))',
  'and_v(or_c(pk(@),v:older(1000)),pk(@))',
  'and_v(v:pk(@),sha256(DIGEST))',
]
const miniscripts: readonly Kind[] = ['wsh(@)', 'sh(wsh(@))'].map(
  (form): Kind =>
    ({ random }, key) => {
      const policy = pick(random, POLICIES).replace('DIGEST', random.bytes(32).toString('hex'))
      return form.replace(
        '@',
        policy.replace(/@/g, () => key()),
      )
    },
)

const LEAVES: readonly string[] = [
  'pk(@)',
  'multi_a(2,@,@,@)',
  'sortedmulti_a(1,@,@)',
  'and_v(v:pk(@),older(144))',
]
const trees: readonly Kind[] = [1, 3].map(
  (depth): Kind =>
    ({ random, points: all }, key) => {
      const inner = random.below(3) === 0 ? pick(random, all).slice(2) : key()
      return `tr(${inner},${treeOf(random, key, depth)})`
    },
)

function treeOf(random: Random, key: () => string, leaves: number): string {
  if (leaves === 1) return pick(random, LEAVES).replace(/@/g, () => key())
  const left = 1 + random.below(leaves - 1)
  return `{${treeOf(random, key, left)},${treeOf(random, key, leaves - left)}}`
}

/** Single keys come as often as all the rest. */
const KINDS: readonly Kind[] = [
  ...single,
  ...single,
  ...points,
  ...multisigs,
  ...multisigs,
  ...miniscripts,
  ...trees,
]

function pick<T>(random: Random, all: readonly T[]): T {
  return all[random.below(all.length)] as T // never empty here
}

/** Inputs near ones that are right: bits flipped, parts cut, doubled, moved, and mixed with those of others. */
import type { Chance } from '../ground/provider-ground.ts'

const NUMBERS = [
  '0',
  '-1',
  '1e309',
  '9007199254740993',
  '-0',
  '2100000000000001',
  '1.5',
  'NaN',
  'null',
  'true',
]
const PIECES = [
  ...NUMBERS,
  '"',
  '\\u0000',
  '\u202e',
  '\ufeff',
  '[[[[[[[[',
  '{"__proto__":{}}',
  "'; DROP TABLE watch;--",
  '=1+1',
  '<0;1>',
  '/*',
  '#',
  'wsh(',
  ')',
  '%00',
  '../',
  '\r\n',
  '&x=',
  '!!js/function',
  '&a [*a,*a]',
].map((text) => Buffer.from(text))

/** Longest input that is made, so that a run of many doublings ends. */
const LONGEST = 1 << 16

/** One to four changes of `seed`, some of them with parts of `other`. */
export function mutate(seed: Buffer, other: Buffer, chance: Chance): Buffer {
  let bytes: Buffer = Buffer.from(seed)
  for (let times = 1 + chance.below(4); times > 0; times--) bytes = change(bytes, other, chance)
  return bytes.length > LONGEST ? bytes.subarray(0, LONGEST) : bytes
}

function change(bytes: Buffer, other: Buffer, chance: Chance): Buffer {
  const at = chance.below(bytes.length + 1)
  const length = chance.below(Math.min(64, bytes.length - at) + 1)
  const [before, part, after] = [
    bytes.subarray(0, at),
    bytes.subarray(at, at + length),
    bytes.subarray(at + length),
  ]
  const joined = (...middle: readonly Buffer[]): Buffer => Buffer.concat([before, ...middle, after])
  switch (chance.below(8)) {
    case 0:
      return flipped(bytes, chance)
    case 1:
      return Buffer.concat([before, after])
    case 2:
      return joined(part, part)
    case 3:
      return joined(chance.pick(PIECES))
    case 4:
      return joined(other.subarray(chance.below(other.length + 1)))
    case 5:
      return Buffer.from(before)
    case 6:
      return joined(Buffer.from(Array.from({ length }, () => chance.below(256))))
    default:
      return joined(Buffer.concat(Array.from({ length: 1 + chance.below(40) }, () => part)))
  }
}

function flipped(given: Buffer, chance: Chance): Buffer {
  const bytes = Buffer.from(given)
  if (bytes.length === 0) return bytes
  const at = chance.below(bytes.length)
  bytes[at] = chance.once(2)
    ? (bytes[at] ?? 0) ^ (1 << chance.below(8))
    : chance.pick([0, 1, 0x7f, 0x80, 0xfd, 0xff])
  return bytes
}

/** Lays scripts out for the matcher: by their length in SipHash words, four side by side. */

/** Scripts of one length in words of 8 bytes, from `offset` on; the last word of each holds the length. */
export interface ScriptClass {
  readonly words: number
  readonly groups: number
  readonly offset: number
}

export interface PackedScripts {
  readonly bytes: Uint8Array
  readonly classes: readonly ScriptClass[]
  /** How many scripts take part. */
  readonly scripts: number
}

const LANES = 4
const OP_RETURN = 0x6a

/** Whether a script can be an element of a basic filter at all: BIP-158 leaves out empty ones and OP_RETURN. */
export function isFilterable(script: Uint8Array): boolean {
  return script.length > 0 && script[0] !== OP_RETURN
}

/** Scripts that a filter never holds are left out: they could only hit falsely. */
export function packScripts(scripts: readonly Uint8Array[]): PackedScripts {
  const byWords = new Map<number, Uint8Array[]>()
  for (const script of scripts) {
    if (!isFilterable(script)) continue
    const words = (script.length >> 3) + 1
    const others = byWords.get(words)
    if (others) others.push(script)
    else byWords.set(words, [script])
  }
  const classes: ScriptClass[] = []
  let offset = 0
  for (const [words, members] of byWords) {
    const groups = Math.ceil(members.length / LANES)
    classes.push({ words, groups, offset })
    offset += groups * LANES * words * 8
  }
  const bytes = new Uint8Array(offset)
  for (const each of classes) packClass(bytes, each, byWords.get(each.words) ?? [])
  const count = [...byWords.values()].reduce((sum, members) => sum + members.length, 0)
  return { bytes, classes, scripts: count }
}

function packClass(
  bytes: Uint8Array,
  { words, groups, offset }: ScriptClass,
  members: readonly Uint8Array[],
): void {
  for (let place = 0; place < groups * LANES; place++) {
    const script = members[Math.min(place, members.length - 1)] // the last group is filled up with the last script
    if (!script) return
    const lane = offset + (place >> 2) * words * LANES * 8 + (place & 3) * 8
    for (let i = 0; i < script.length; i++) bytes[lane + (i >> 3) * LANES * 8 + (i & 7)] = script[i] ?? 0
    bytes[lane + (words - 1) * LANES * 8 + 7] = script.length & 0xff
  }
}

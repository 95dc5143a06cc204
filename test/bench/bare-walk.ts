/**
 * The least that anybody must do who reads a block: follow its lengths from transaction to transaction. Nothing is
 * hashed, noted or looked up, and the bytes are trusted until the end: the floor under every reader.
 */

/** Gives the number of inputs and outputs. Throws an Error when the walk does not end where the block does. */
export function bareWalk(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = 80
  let things = 0
  let count = bytes[at++] as number
  if (count >= 0xfd) {
    const first = count
    count = longSize(view, at, first)
    at += longWidth(first)
  }
  for (let tx = count; tx > 0; tx--) {
    at += 4
    const segwit = bytes[at] === 0
    if (segwit) at += 2
    let inputs = bytes[at++] as number
    if (inputs >= 0xfd) {
      const first = inputs
      inputs = longSize(view, at, first)
      at += longWidth(first)
    }
    for (let left = inputs; left > 0; left--) {
      at += 36
      const length = bytes[at++] as number
      at += length < 0xfd ? length + 4 : longSize(view, at, length) + longWidth(length) + 4
    }
    let outputs = bytes[at++] as number
    if (outputs >= 0xfd) {
      const first = outputs
      outputs = longSize(view, at, first)
      at += longWidth(first)
    }
    for (let left = outputs; left > 0; left--) {
      at += 8
      const length = bytes[at++] as number
      at += length < 0xfd ? length : longSize(view, at, length) + longWidth(length)
    }
    if (segwit) {
      for (let left = inputs; left > 0; left--) {
        let items = bytes[at++] as number
        if (items >= 0xfd) {
          const first = items
          items = longSize(view, at, first)
          at += longWidth(first)
        }
        for (; items > 0; items--) {
          const length = bytes[at++] as number
          at += length < 0xfd ? length : longSize(view, at, length) + longWidth(length)
        }
      }
    }
    at += 4
    things += inputs + outputs
  }
  if (at !== bytes.length) throw new Error('the walk left the block')
  return things
}

function longWidth(first: number): number {
  if (first === 0xfd) return 2
  return first === 0xfe ? 4 : 8
}

function longSize(view: DataView, at: number, first: number): number {
  return first === 0xfd ? view.getUint16(at, true) : view.getUint32(at, true)
}

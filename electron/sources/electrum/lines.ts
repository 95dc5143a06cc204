/** Cuts a stream into lines, and refuses one that does not end. */

/** Thrown by `push`: a line is longer than allowed. */
export class LineTooLong extends Error {
  constructor(maxBytes: number) {
    super(`a line is longer than ${maxBytes} bytes`)
    this.name = 'LineTooLong'
  }
}

const NEWLINE = 0x0a

/** Collects chunks. Every byte is looked at once, so that a line that comes in drops costs no more than another. */
export class LineSplitter {
  readonly #maxBytes: number
  #parts: Uint8Array[] = []
  #size = 0

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  /** The lines that the chunk completes, without their ends. */
  push(chunk: Uint8Array): readonly Uint8Array[] {
    const lines: Uint8Array[] = []
    let from = 0
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, from)) {
      this.#add(chunk.subarray(from, at))
      lines.push(Buffer.concat(this.#parts, this.#size))
      this.#parts = []
      this.#size = 0
      from = at + 1
    }
    this.#add(chunk.subarray(from))
    return lines
  }

  #add(part: Uint8Array): void {
    this.#size += part.length
    if (this.#size > this.#maxBytes) throw new LineTooLong(this.#maxBytes)
    if (part.length > 0) this.#parts.push(part)
  }
}

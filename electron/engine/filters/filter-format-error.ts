/** Bytes of a compact filter that break the format; `offset` is the byte at which reading stopped. */
export class FilterFormatError extends Error {
  readonly offset: number

  constructor(what: string, offset: number) {
    super(`${what} at byte ${offset} of a block filter`)
    this.name = 'FilterFormatError'
    this.offset = offset
  }
}

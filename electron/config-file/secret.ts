/** A secret that cannot slip out: printed, logged, put together with text or turned into JSON it is `[hidden]`. */
import { inspect } from 'node:util'

const HIDDEN = '[hidden]'

/** Holds a secret text. Only `reveal` gives it, and only what sends it to the node should call that. */
export class Secret {
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  /** The text itself. */
  reveal(): string {
    return this.#text
  }

  toString(): string {
    return HIDDEN
  }

  toJSON(): string {
    return HIDDEN
  }

  [inspect.custom](): string {
    return HIDDEN
  }
}

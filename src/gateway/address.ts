// Where a person can be reached. Lives in the gateway and its adapters only; it cannot be printed by accident.
import type { ChannelName } from '../vocabulary.ts'

const SHOWN = '[address]'

export class Address {
  readonly channel: ChannelName
  readonly #value: string

  constructor(channel: ChannelName, value: string) {
    this.channel = channel
    this.#value = value
  }

  /** The platform's own identifier: for sending and for the vault, never for a log. */
  reveal(): string {
    return this.#value
  }

  toString(): string {
    return SHOWN
  }

  toJSON(): string {
    return SHOWN
  }

  // node's inspect prints objects field by field unless they say otherwise
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return SHOWN
  }
}

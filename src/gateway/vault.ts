// Who is behind an address: addresses are sealed (AES-256-GCM) and looked up by keyed hash. A platform's message id is a keyed hash as
// well: a WhatsApp id contains the phone number in base64.
import { createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto'
import { derived, keyedHash, keyObject } from '../sealing.ts'
import type { ChannelName } from '../vocabulary.ts'
import { Address } from './address.ts'

const IV_BYTES = 12
const TAG_BYTES = 16

/** What is stored of an address. */
export type Sealed = { readonly channel: ChannelName; readonly addressHash: string; readonly sealed: Uint8Array }

export type Vault = {
  readonly seal: (address: Address) => Sealed
  readonly reveal: (channel: ChannelName, sealed: Uint8Array) => Address
  readonly hashOf: (address: Address) => string
  /** The only form in which a platform's message id leaves the gateway. */
  readonly messageHash: (channel: ChannelName, messageId: string) => string
}

/** `key`: 32 random bytes, held by the gateway alone. `random` brings the nonces. */
export function openVault(key: Uint8Array, random: (size: number) => Uint8Array): Vault {
  const sealing = keyObject(derived(key, 'address-seal'))
  const looking = keyObject(derived(key, 'address-lookup'))
  const naming = keyObject(derived(key, 'message-id'))
  const keyed = (by: KeyObject, channel: ChannelName, value: string): string => keyedHash(by, `${channel}\0${value}`)
  const hashOf = (address: Address): string => keyed(looking, address.channel, address.reveal())
  return {
    hashOf,
    messageHash: (channel, messageId) => keyed(naming, channel, messageId),
    seal: address => {
      const iv = random(IV_BYTES)
      const cipher = createCipheriv('aes-256-gcm', sealing, iv).setAAD(Buffer.from(address.channel))
      const body = Buffer.concat([cipher.update(address.reveal(), 'utf8'), cipher.final()])
      return {
        channel: address.channel,
        addressHash: hashOf(address),
        sealed: Buffer.concat([iv, body, cipher.getAuthTag()]),
      }
    },
    reveal: (channel, sealed) => {
      const bytes = Buffer.from(sealed)
      const decipher = createDecipheriv('aes-256-gcm', sealing, bytes.subarray(0, IV_BYTES))
        .setAAD(Buffer.from(channel))
        .setAuthTag(bytes.subarray(bytes.length - TAG_BYTES))
      const body = bytes.subarray(IV_BYTES, bytes.length - TAG_BYTES)
      return new Address(channel, Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8'))
    },
  }
}

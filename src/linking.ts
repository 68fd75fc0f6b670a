// A member of staff and their Telegram account: linked by a code that their page shows and they type to the staff's bot, kept as a keyed hash
// with the account itself sealed beside it. Nobody reads the account, the admin neither: it is recognised, and its bell rings.
import type { Staff } from './console/console.ts'
import { codeTyped, derived, keyedHash, openSealer, proofCode } from './sealing.ts'

/** What a linked account is to the rest of the program: where a private message of the staff's bot goes. */
export type Account = number

type Linked = Pick<Staff, 'id' | 'telegram' | 'isActive'>

export type Linking = {
  /** What a member types to the bot; good for ten minutes at least and twenty at most, and until an account is linked by it. */
  readonly codeFor: (member: Linked, at: number) => string
  /** Whose code it is; null: nobody's, or not any more. */
  readonly byCode: <M extends Linked>(typed: string, staff: readonly M[], at: number) => M | null
  /** What is stored with the member from now on. */
  readonly link: (member: Linked, account: Account) => string
  readonly byAccount: <M extends Linked>(account: Account, staff: readonly M[]) => M | null
  /** Where the bell rings; null: nowhere, or the key is another by now. */
  readonly accountOf: (member: Linked) => Account | null
}

const CODE_MS = 600_000
const ABOUT = 'telegram'

/** `desk`: the root key of the officers' side. `random` brings the nonces. */
export function openLinking(desk: Uint8Array, random: (size: number) => Uint8Array): Linking {
  const codeKey = derived(desk, 'link-code')
  const nameKey = derived(desk, 'link-name')
  const sealer = openSealer(derived(desk, 'link'), random)
  const nameOf = (account: Account): string => keyedHash(nameKey, String(account))
  // what is linked now is part of it, so that a code that linked somebody is no code any more
  const codeIn = ({ id, telegram }: Linked, slot: number): string => proofCode(codeKey, JSON.stringify([id, telegram, slot]))
  const slotOf = (at: number): number => Math.floor(at / CODE_MS)
  return {
    codeFor: (member, at) => codeIn(member, slotOf(at)),
    byCode: (typed, staff, at) => {
      const code = codeTyped(typed)
      if (code === null) return null
      const slots = [slotOf(at), slotOf(at) - 1]
      return staff.find(member => member.isActive && slots.some(slot => codeIn(member, slot) === code)) ?? null
    },
    link: ({ id }, account) => {
      const sealed = sealer.seal(Buffer.from(id), ABOUT, JSON.stringify(account))
      return `${nameOf(account)}.${Buffer.from(sealed).toString('base64url')}`
    },
    byAccount: (account, staff) => {
      const name = nameOf(account)
      return staff.find(member => member.isActive && member.telegram?.split('.')[0] === name) ?? null
    },
    accountOf: ({ id, telegram }) => {
      const sealed = telegram?.split('.')[1]
      const opened = sealed === undefined ? null : sealer.open(Buffer.from(id), ABOUT, Buffer.from(sealed, 'base64url'))
      return opened === null ? null : Number(opened)
    },
  }
}

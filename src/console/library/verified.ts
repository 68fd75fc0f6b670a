// Who held which clause against its source, and when: a setting for each regulation. It names the text that was compared, so a new text is new.
import { z } from 'zod'
import type { ClauseCard, Verified } from '../../publishing/publishing.ts'
import { settingOf } from '../office.ts'
import type { StaffBook } from '../staff.ts'

const shape = z.record(z.string(), z.object({ on: z.string(), mark: z.string(), by: z.string() }))
type Kept = z.infer<typeof shape>

const NAME = 'compared:'

const keptIn = (value: string | undefined): Kept => (value === undefined ? {} : shape.parse(JSON.parse(value)))

/** By the name of a clause inside its regulation. */
export async function verifiedIn(book: Pick<StaffBook, 'settings'>, regulation: string): Promise<ReadonlyMap<string, Verified>> {
  const setting = (await book.settings()).find(s => s.name === NAME + regulation)
  return new Map(Object.entries(keptIn(setting?.value)))
}

/** By the ref of a clause: regulation and name. */
export async function allVerified(book: Pick<StaffBook, 'settings'>): Promise<ReadonlyMap<string, Verified>> {
  const settings = (await book.settings()).filter(s => s.name.startsWith(NAME))
  return new Map(
    settings.flatMap(({ name, value }) =>
      Object.entries(keptIn(value)).map(([clause, verified]) => [`${name.slice(NAME.length)} ${clause}`, verified] as const),
    ),
  )
}

/** Whether it was kept; not when somebody else kept another in the same moment. */
export async function verify(
  book: Pick<StaffBook, 'settings' | 'saved'>,
  { regulation, name, ref }: ClauseCard,
  verified: Verified & { readonly by: string },
  at: number,
): Promise<boolean> {
  const setting = (await book.settings()).find(s => s.name === NAME + regulation)
  const value = { ...keptIn(setting?.value), [name]: verified }
  const audit = [{ at, by: verified.by, act: 'clause.compared', about: ref }]
  const change = { kind: 'setting.saved', setting: settingOf(NAME + regulation, value, setting?.version ?? 0), audit } as const
  return (await book.saved([change])) === 'done'
}

// A long form as a browser would send it: every field with what stands in it, some of it typed anew.
import type { Shown } from './house.ts'

/** Everything that a browser would send of a form, with some of it typed anew; null: not ticked. */
export function typed(
  { html }: Pick<Shown, 'html'>,
  action: string,
  change: Readonly<Record<string, string | readonly string[] | null>> = {},
): URLSearchParams {
  const inner = [...html.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/g)].find(([, head = '']) =>
    head.includes(`action="${action}"`),
  )?.[2]
  if (inner === undefined) throw new Error(`no form leads to ${action}`)
  const plain = (text: string): string =>
    text.replace(
      /&(amp|lt|gt|quot|#39);/g,
      (_, name: string) => ({ amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" })[name] ?? '',
    )
  const sent = new URLSearchParams()
  const named = (tag: string, name: string): string => plain(tag.match(new RegExp(` ${name}="([^"]*)"`))?.[1] ?? '')
  for (const [tag] of inner.matchAll(/<input\b[^>]*>/g))
    if (!/type="(checkbox|radio)"/.test(tag) || / checked/.test(tag)) sent.append(named(tag, 'name'), named(tag, 'value'))
  for (const [, head = '', body = ''] of inner.matchAll(/<textarea\b([^>]*)>\n?([\s\S]*?)<\/textarea>/g))
    sent.append(named(head, 'name'), plain(body))
  for (const [, head = '', body = ''] of inner.matchAll(/<select\b([^>]*)>([\s\S]*?)<\/select>/g))
    sent.append(named(head, 'name'), named(body.match(/<option[^>]* selected>/)?.[0] ?? '', 'value'))
  for (const [name, value] of Object.entries(change)) {
    sent.delete(name)
    for (const one of value === null ? [] : typeof value === 'string' ? [value] : value) sent.append(name, one)
  }
  return sent
}

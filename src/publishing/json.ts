// Values as knowledge files hold them, reached by paths ("clauses.3.text"). A change makes a new value; the old one stays as it was.
import type { Json } from './draft.ts'

export type JsonObject = { readonly [key: string]: Json }

export const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value)

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const textIn = (value: Json | undefined, field: string): string => {
  const found = isObject(value) ? value[field] : undefined
  return typeof found === 'string' ? found : ''
}

export const listIn = (value: Json | undefined, field: string): readonly Json[] => {
  const found = isObject(value) ? value[field] : undefined
  return isList(found) ? found : []
}

const partsOf = (path: string): readonly string[] => (path === '' ? [] : path.split('.'))

/** undefined: nothing is there. */
export const valueAt = (body: Json, path: string): Json | undefined =>
  partsOf(path).reduce<Json | undefined>((value, part) => childOf(value, part), body)

function childOf(value: Json | undefined, part: string): Json | undefined {
  if (isList(value)) return /^\d+$/.test(part) ? value[Number(part)] : undefined
  return isObject(value) && Object.hasOwn(value, part) ? value[part] : undefined
}

/** The body with another value at a path; undefined: there is no such path. A new key of an object may be given, a new item of a list may not. */
export function withValue(body: Json, path: string, value: Json): Json | undefined {
  return changedAt(body, partsOf(path), () => value)
}

/** The body with a list changed; undefined: no list is at that path, or it cannot be changed so. */
export function withList(body: Json, path: string, change: (list: readonly Json[]) => readonly Json[] | null): Json | undefined {
  return changedAt(body, partsOf(path), list => (isList(list) ? (change(list) ?? undefined) : undefined))
}

type Change = (value: Json | undefined) => Json | undefined

function changedAt(value: Json, parts: readonly string[], change: Change): Json | undefined {
  const [part, ...rest] = parts
  if (part === undefined) return change(value)
  const child = childOf(value, part)
  const isNew = child === undefined && rest.length === 0 && isObject(value)
  if (child === undefined && !isNew) return undefined
  const changed = child === undefined ? change(undefined) : changedAt(child, rest, change)
  if (changed === undefined) return undefined
  if (isList(value)) return value.with(Number(part), changed)
  return isObject(value) ? { ...value, [part]: changed } : undefined
}

/** Whether two values say the same; the order of keys says nothing. */
export function isSame(a: Json | undefined, b: Json | undefined): boolean {
  if (isList(a)) return isList(b) && a.length === b.length && a.every((item, i) => isSame(item, b[i]))
  if (!isObject(a)) return a === b
  if (!isObject(b)) return false
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every(key => Object.hasOwn(b, key) && isSame(a[key], b[key]))
}

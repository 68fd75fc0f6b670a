// Reading in the body of a draft's file, which may be unfinished: what is not there is empty, never a fault.
import type { Json } from '../../publishing/publishing.ts'

const isObject = (value: Json | undefined): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value)

/** `path`: names and places joined by dots ("rows.0.row.lead"); empty: the body itself. */
export function at(body: Json | undefined, path: string): Json | undefined {
  let found: Json | undefined = body
  for (const step of path === '' ? [] : path.split('.')) {
    if (isList(found)) found = found[Number(step)]
    else found = isObject(found) && Object.hasOwn(found, step) ? found[step] : undefined
  }
  return found
}

/** Texts, numbers and nothing, as a person would type them. */
export function textAt(body: Json | undefined, path: string): string {
  const value = at(body, path)
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

export function listAt(body: Json | undefined, path: string): readonly Json[] {
  const value = at(body, path)
  return isList(value) ? value : []
}

export const textsAt = (body: Json | undefined, path: string): readonly string[] =>
  listAt(body, path).flatMap(value => (typeof value === 'string' || typeof value === 'number' ? [String(value)] : []))

export const isOnAt = (body: Json | undefined, path: string): boolean => at(body, path) === true

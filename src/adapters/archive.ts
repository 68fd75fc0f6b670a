// Backup files: lines of JSON, gzipped; what must stay secret besides is sealed (scrypt, AES-256-GCM) under a passphrase. A file is whole or not there.
import { createCipheriv, createDecipheriv, scryptSync } from 'node:crypto'
import { once } from 'node:events'
import {
  chmodSync,
  closeSync,
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { PassThrough, type Transform, type TransformCallback } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import { random } from './clock.ts'
import { BackupRefused } from './keeping.ts'

const MAGIC = Buffer.from('RAMBU-SEALED-1\n')
const SALT_BYTES = 16
const IV_BYTES = 12
const TAG_BYTES = 16
const KEY_BYTES = 32
/** About a tenth of a second and 64 MiB for each guess. */
const SCRYPT = { N: 2 ** 16, r: 8, p: 1, maxmem: 2 ** 27 }

type Write = (line: string) => Promise<void>

/** Writes a file from lines. It appears under its name once all of it is on the disk; its owner alone can read it. */
export async function writeArchive<T>(
  path: string,
  passphrase: string | null,
  produce: (write: Write) => Promise<T>,
): Promise<T> {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const fresh = `${path}.part`
  const lines = new PassThrough()
  const out = createWriteStream(fresh, { mode: 0o600, flush: true })
  const sealing: Transform[] = passphrase === null ? [] : [sealed(passphrase)]
  const written = pipeline([lines, createGzip(), ...sealing, out])
  // a failure of the file ends the lines too
  written.catch(error => lines.destroy(error))
  try {
    const made = await produce(async line => {
      if (!lines.write(`${line}\n`)) await once(lines, 'drain')
    })
    lines.end()
    await written
    chmodSync(fresh, 0o600)
    renameSync(fresh, path)
    return made
  } catch (error) {
    lines.destroy()
    await written.catch(() => {})
    rmSync(fresh, { force: true })
    throw error
  }
}

function sealed(passphrase: string): Transform {
  const salt = random(SALT_BYTES)
  const iv = random(IV_BYTES)
  const cipher = createCipheriv('aes-256-gcm', scryptSync(passphrase, salt, KEY_BYTES, SCRYPT), iv)
  const through = new PassThrough()
  through.push(Buffer.concat([MAGIC, salt, iv]))
  through._transform = (chunk: Uint8Array, _encoding, done: TransformCallback) => done(null, cipher.update(chunk))
  through._flush = (done: TransformCallback) => {
    through.push(cipher.final())
    done(null, cipher.getAuthTag())
  }
  return through
}

export const isSealed = (path: string): boolean => headOf(path, MAGIC.length).equals(MAGIC)

function headOf(path: string, size: number): Buffer {
  const file = openSync(path, 'r')
  try {
    const head = Buffer.alloc(size)
    return head.subarray(0, readSync(file, head, 0, size, 0))
  } finally {
    closeSync(file)
  }
}

/** The lines of a file. Throws BackupRefused when it is damaged, cut off, or the passphrase is another; what was read until then must not count. */
export async function* readArchive(path: string, passphrase: string | null): AsyncGenerator<string> {
  if (!existsSync(path)) throw new BackupRefused('absent')
  const opened = isSealed(path) ? opening(path, passphrase) : [createReadStream(path)]
  const lines = new PassThrough()
  const read = pipeline([...opened, createGunzip(), lines])
  read.catch(error => lines.destroy(error))
  try {
    for await (const line of createInterface({ input: lines, crlfDelay: Number.POSITIVE_INFINITY })) yield line
    await read
  } catch (error) {
    if (error instanceof BackupRefused) throw error
    throw new BackupRefused(isSealed(path) ? 'sealed' : 'damaged')
  }
}

function opening(path: string, passphrase: string | null): [NodeJS.ReadableStream, NodeJS.ReadWriteStream] {
  if (passphrase === null) throw new BackupRefused('sealed')
  const start = MAGIC.length + SALT_BYTES + IV_BYTES
  const { size } = statSync(path)
  if (size < start + TAG_BYTES) throw new BackupRefused('damaged')
  const head = headOf(path, start)
  const salt = head.subarray(MAGIC.length, MAGIC.length + SALT_BYTES)
  const decipher = createDecipheriv(
    'aes-256-gcm',
    scryptSync(passphrase, salt, KEY_BYTES, SCRYPT),
    head.subarray(MAGIC.length + SALT_BYTES),
  )
  const file = openSync(path, 'r')
  const tag = Buffer.alloc(TAG_BYTES)
  readSync(file, tag, 0, TAG_BYTES, size - TAG_BYTES)
  closeSync(file)
  decipher.setAuthTag(tag)
  return [createReadStream(path, { start, end: size - TAG_BYTES - 1 }), decipher]
}

/** Removes archives of a folder that are older than a moment. Returns their names. */
export function pruneArchives(folder: string, ending: string, before: number): readonly string[] {
  if (!existsSync(folder)) return []
  const old = readdirSync(folder).filter(name => name.endsWith(ending) && statSync(join(folder, name)).mtimeMs < before)
  for (const name of old) rmSync(join(folder, name))
  return old
}

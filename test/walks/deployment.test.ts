// What an office installs: which process is given which key, where the console can be reached, and a key that came with a later release.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { load } from 'js-yaml'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { FILE_BYTES_MAX } from '../../src/gateway/gateway.ts'
import { KEYS_OF } from '../../src/keyring.ts'
import { DOCUMENT_LIMITS } from '../../src/publishing/publishing.ts'
import { testFolders } from '../store.ts'

const DEPLOY = join(import.meta.dirname, '../../.deploy')
const read = (name: string): string => readFileSync(join(DEPLOY, name), 'utf8')

const service = z.looseObject({
  secrets: z.array(z.string()).default([]),
  networks: z.array(z.string()).default([]),
  ports: z.array(z.string()).default([]),
})
const composed = z.looseObject({ services: z.record(z.string(), service) })
const servicesOf = (name: string) => composed.parse(load(read(name))).services

const keysOf = (role: keyof typeof KEYS_OF): string[] => KEYS_OF[role].map(name => `${name}.key`).toSorted()
const PLACES = {
  gateway: ['gateway-1', 'gateway-2'],
  worker: ['worker-1', 'worker-2'],
  console: ['console'],
  all: ['keeper'],
} as const
const UNITS = {
  gateway: 'rambu-gateway@.service',
  worker: 'rambu-worker@.service',
  console: 'rambu-console.service',
  all: 'rambu.service',
} as const

describe('an installation', () => {
  it.each(['gateway', 'worker', 'console', 'all'] as const)(
    'gives a process of the role %s the keys of its role and no other',
    role => {
      const services = servicesOf('compose.yaml')
      for (const name of PLACES[role]) {
        const secrets = services[name]?.secrets.filter(secret => secret.endsWith('.key'))
        expect(secrets?.toSorted()).toEqual(keysOf(role))
      }
      const named = [...read(`systemd/${UNITS[role]}`).matchAll(/RAMBU_(\w+)_KEY_FILE=\S+/g)]
      expect(named.map(([, name = '']) => `${name.toLowerCase()}.key`).toSorted()).toEqual(keysOf(role))
    },
  )

  it('keeps the console apart: from the public name, from the gateways, and from other machines', () => {
    const { console: office, 'gateway-1': gateway } = servicesOf('compose.yaml')
    expect(office?.networks.filter(network => network !== 'store' && gateway?.networks.includes(network))).toEqual([])
    for (const name of ['compose.yaml', 'compose.small.yaml'])
      for (const port of Object.values(servicesOf(name)).flatMap(one => one.ports))
        if (port.includes('8081')) expect(port).toMatch(/^127\.0\.0\.1:/)
    expect(read('Caddyfile')).not.toContain('RAMBU_CONSOLES')
    expect(read('Caddyfile.console')).toContain('RAMBU_CONSOLES')
  })

  it('tells whoever has a proxy of their own how large a body it must let through: an asker’s photograph, an editor’s document', () => {
    const guide = read('PANDUAN.md')
    const named = [...guide.matchAll(/client_max_body_size (\d+)m;/g)].map(([, n]) => Number(n) * 1024 * 1024)
    const [forAskers = 0, forEditors = 0] = named
    expect(forAskers).toBeGreaterThanOrEqual(FILE_BYTES_MAX)
    expect(forEditors).toBeGreaterThan(DOCUMENT_LIMITS.bytes)
    expect(guide).toContain('/web/files')
    // Caddy lets every body through unless it is told otherwise
    for (const name of ['Caddyfile', 'Caddyfile.console']) expect(read(name)).not.toContain('max_size')
  })

  it.runIf(process.platform === 'linux')(
    'from before there were officers gets the key of consultations once, the same for keeper, worker and console',
    () => {
      const { folder } = testFolders('upgrade')
      const role = (name: string): string => join(folder, `role-${name}/keys/desk.key`)
      for (const name of ['keys', 'role-worker/keys', 'role-console', 'no-program'])
        mkdirSync(join(folder, name), { recursive: true })
      const settings = join(folder, 'env')
      writeFileSync(settings, `DATABASE_URL=postgres://nobody.example/rambu\nRAMBU_MASTER_KEY_FILE=${folder}/keys/master.key\n`)
      const upgrade = (): string => {
        const env = {
          PATH: process.env.PATH,
          UPGRADE_HOME: join(folder, 'home'),
          UPGRADE_SETTINGS: settings,
          UPGRADE_USER: '',
          UPGRADE_ROLES_HOME: join(folder, 'role-'),
        }
        // it ends at a source that is none, before anything is installed
        expect(spawnSync(join(DEPLOY, 'upgrade'), [join(folder, 'no-program')], { env }).status).toBe(1)
        return readFileSync(join(folder, 'keys/desk.key'), 'utf8')
      }
      const key = upgrade()
      expect(Buffer.from(key.trim(), 'base64')).toHaveLength(32)
      for (const name of ['worker', 'console']) {
        expect(readFileSync(role(name), 'utf8')).toBe(key)
        expect(statSync(role(name)).mode & 0o077).toBe(0)
      }
      expect(upgrade()).toBe(key)

      // a worker that was first has made it already
      rmSync(join(folder, 'keys/desk.key'))
      expect(existsSync(role('worker'))).toBe(true)
      expect(upgrade()).toBe(key)
      rmSync(folder, { recursive: true })
    },
  )
})

import { describe, expect, it } from 'vitest'
import { ConfigRefused, readConfig } from '../src/config.ts'

const faults = (environment: Record<string, string>): string[] => {
  try {
    readConfig(() => null, environment)
    return []
  } catch (error) {
    if (!(error instanceof ConfigRefused)) throw error
    return error.faults.map(f => `${f.variable} ${f.why}`)
  }
}

const whatsapp = {
  RAMBU_WHATSAPP_TOKEN: 'token-of-whatsapp-for-tests',
  RAMBU_WHATSAPP_APP_SECRET: 'app-secret-for-tests',
  RAMBU_WHATSAPP_VERIFY_TOKEN: 'verify-token-for-tests',
  RAMBU_WHATSAPP_PHONE_NUMBER_ID: '100000000000001',
}

describe('configuration', () => {
  it('needs nothing for the default: the web chat on an embedded store', () => {
    const config = readConfig(() => null, {})
    expect(config).toMatchObject({ role: 'all', telegram: null, whatsapp: null, databaseUrl: null })
  })

  it('names every fault at once, and never a value', () => {
    expect(faults({ RAMBU_WHATSAPP_TOKEN: 'x'.repeat(20), RAMBU_ROLE: 'worker' })).toEqual([
      'RAMBU_WHATSAPP_APP_SECRET missing',
      'RAMBU_WHATSAPP_VERIFY_TOKEN missing',
      'RAMBU_WHATSAPP_PHONE_NUMBER_ID missing',
      'DATABASE_URL needs-postgres',
    ])
    expect(faults({ RAMBU_HTTP_PORT: 'eighty' })).toEqual(['RAMBU_HTTP_PORT wrong'])
    expect(() => readConfig(() => null, { ...whatsapp, RAMBU_WHATSAPP_APP_SECRET: 'guessme' })).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining('guessme') }),
    )
  })

  it('refuses secrets that are weak or used twice', () => {
    expect(faults({ ...whatsapp, RAMBU_WHATSAPP_VERIFY_TOKEN: 'short' })).toEqual(['RAMBU_WHATSAPP_VERIFY_TOKEN weak'])
    expect(faults({ ...whatsapp, RAMBU_WHATSAPP_VERIFY_TOKEN: whatsapp.RAMBU_WHATSAPP_APP_SECRET })).toEqual([
      'RAMBU_WHATSAPP_VERIFY_TOKEN equal',
    ])
  })

  it('refuses a webhook without an address that the platform could call', () => {
    expect(faults({ RAMBU_TELEGRAM_TOKEN: '1:x', RAMBU_TELEGRAM_SECRET: 'secret-of-telegram-for-tests' })).toEqual([
      'RAMBU_PUBLIC_URL needs-url',
    ])
  })

  it('reads a secret from a file, and says so when the file cannot be read', () => {
    const read = (path: string): string | null => (path === 'token.txt' ? 'from-a-file\n' : null)
    expect(readConfig(read, { RAMBU_TELEGRAM_TOKEN_FILE: 'token.txt' }).telegram?.token).toBe('from-a-file')
    expect(() => readConfig(read, { RAMBU_TELEGRAM_TOKEN_FILE: 'gone.txt' })).toThrow(ConfigRefused)
  })
})

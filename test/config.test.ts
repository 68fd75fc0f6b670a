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

  it('lets words go to a model over a sealed line, with a key, or not at all, unless the machine is our own', () => {
    const outside = {
      RAMBU_MODEL_URL: 'https://api.example.com/v1',
      RAMBU_MODEL_READ: 'm',
      RAMBU_MODEL_KEY: 'sk-0123456789abcdef',
    }
    expect(faults(outside)).toEqual([])
    expect(faults({ ...outside, RAMBU_MODEL_URL: 'http://api.example.com/v1' })).toEqual(['RAMBU_MODEL_URL insecure'])
    expect(faults({ ...outside, RAMBU_MODEL_KEY: '' })).toEqual(['RAMBU_MODEL_KEY needs-model'])
    const apart = { DATABASE_URL: 'postgres://x', RAMBU_MODEL_KEY: '' }
    expect(faults({ ...outside, ...apart, RAMBU_ROLE: 'gateway' })).toEqual([])
    expect(faults({ ...outside, ...apart, RAMBU_ROLE: 'worker' })).toEqual(['RAMBU_MODEL_KEY needs-model'])
    // as the manual says it
    expect(readConfig(() => null, { ...outside, RAMBU_MODEL_LOCAL: '' }).model?.isLocal).toBe(false)
    expect(faults({ ...outside, RAMBU_MODEL_KEY: 'short' })).toEqual(['RAMBU_MODEL_KEY weak'])
    expect(faults({ ...outside, RAMBU_MODEL_KEY: 'sk-0123456789…abcdef' })).toEqual(['RAMBU_MODEL_KEY wrong'])
    for (const url of [
      'https://user:word@api.example.com/v1',
      'https://api.example.com/v1?api-version=1',
      'https://api.example.com/#v1',
    ])
      expect(faults({ ...outside, RAMBU_MODEL_URL: url })).toEqual(['RAMBU_MODEL_URL wrong'])
    expect(faults({ ...outside, RAMBU_TELEGRAM_TOKEN: outside.RAMBU_MODEL_KEY })).toEqual(['RAMBU_TELEGRAM_TOKEN equal'])
    expect(faults({ RAMBU_MODEL_READ: 'm' })).toEqual(['RAMBU_MODEL_URL needs-model'])
    expect(faults({ ...outside, RAMBU_MODEL_READ: '' })).toEqual(['RAMBU_MODEL_READ needs-model'])
    for (const host of ['localhost:11434', '127.0.0.1', '10.1.2.3:8000', '192.168.0.9', '172.20.1.1', '[::1]:80', '[fd00::5]:80'])
      expect(faults({ RAMBU_MODEL_URL: `http://${host}/v1`, RAMBU_MODEL_READ: 'm' })).toEqual([])
    // a name alone is nobody's machine: it leads wherever somebody has it lead
    for (const host of ['172.32.1.1', 'ollama:11434', 'gpu.internal', 'mesin.local', '10.evil', '[::ffff:8.8.8.8]', '0.0.0.0']) {
      const named = { RAMBU_MODEL_URL: `http://${host}/v1`, RAMBU_MODEL_READ: 'm' }
      expect(faults(named), host).toEqual(['RAMBU_MODEL_URL insecure', 'RAMBU_MODEL_KEY needs-model'])
      expect(faults({ ...named, RAMBU_MODEL_LOCAL: 'yes' }), host).toEqual([])
    }
    expect(faults({ RAMBU_MODEL_URL: 'http://172.32.1.1/v1', RAMBU_MODEL_READ: 'm', RAMBU_MODEL_LOCAL: 'yes' })).toEqual([])
    expect(faults({ ...outside, RAMBU_MODEL_LIMIT_MS: '20000' })).toEqual(['RAMBU_MODEL_LIMIT_MS wrong'])
  })

  it('reads what a day may cost, and refuses what it cannot count', () => {
    const given = (RAMBU_MODEL_BUDGETS: string) => ({
      RAMBU_MODEL_URL: 'http://127.0.0.1/v1',
      RAMBU_MODEL_READ: 'a:8b',
      RAMBU_MODEL_WORD: 'a',
      RAMBU_MODEL_BUDGETS,
    })
    expect(readConfig(() => null, given('a:8b tokens=10/20; * money=2/3.5 price=0.25/2')).model?.budgets).toEqual([
      { model: 'a:8b', tokens: { soft: 10, hard: 20 }, money: null, price: null },
      { model: '*', tokens: null, money: { soft: 2, hard: 3.5 }, price: { given: 0.25, said: 2 } },
    ])
    for (const wrong of [
      'a',
      'tokens=1/2',
      'a tokens=2/1',
      'a tokens=1',
      'a money=1/2',
      'a words=1/2',
      'a tokens=1/2 tokens=1/2',
      'a tokens=0/0',
      // of none that is named, or of one twice: it would limit nothing
      'a:80b tokens=10/20',
      'a tokens=1/2; a tokens=5/6',
    ])
      expect(faults(given(wrong))).toEqual(['RAMBU_MODEL_BUDGETS wrong'])
  })
})

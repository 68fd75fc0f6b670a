// Signing in to the console: what must not work, then what must.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { firstLink, openConsole } from '../../src/console/console.ts'
import {
  type Browser,
  codeAt,
  HOUR,
  type House,
  MINUTE,
  openBrowser,
  openHouse,
  PASSWORD,
  passwords,
  RECOVERY,
  sessionIdOf,
  signIn,
  textOf,
  words,
  wrongCode,
} from './house.ts'

const { say } = words
const HOME = say('account_title')

let house: House
let browser: Browser

beforeEach(async () => {
  house = await openHouse()
  browser = openBrowser(house)
})
afterEach(async () => {
  expect(house.failures).toEqual([])
  await house.end()
})

const atDoor = async (login: string, password: string, by = browser) => {
  await by.get('/masuk')
  return by.submit('/masuk', { login, password })
}
const isIn = async (by: Browser): Promise<boolean> => (await by.get('/akun')).title === HOME

describe('at the door', () => {
  it('a right password and a right code let somebody in', async () => {
    await house.member('rina', ['editor'])
    await signIn(house, 'rina', browser)
    expect(await isIn(browser)).toBe(true)
  })

  it('the login is taken however it is capitalised, and with spaces around it', async () => {
    await house.member('rina', ['editor'])
    await atDoor('  RINA ', PASSWORD)
    expect(browser.shown().title).toBe(say('auth_code_title'))
  })

  it('a wrong password, a login that nobody has, a deactivated member and one without a second factor are told the same', async () => {
    await house.member('rina', ['editor'])
    await house.member('pensiun', ['editor'], { isActive: false })
    await house.member('zulkifli', ['editor'], { totp: null })
    const told = []
    for (const [login, password] of [
      ['rina', 'kuda besi tembaga biru'],
      ['siapa', PASSWORD],
      ['pensiun', PASSWORD],
      ['zulkifli', PASSWORD],
    ] as const) {
      const { status, html } = await atDoor(login, password)
      told.push([status, textOf(html).replaceAll(login, '')])
      expect(html).toContain(say('auth_wrong'))
    }
    expect(new Set(told.map(t => JSON.stringify(t))).size).toBe(1)
  })

  it('as much work is done for a login that nobody has as for one that exists', async () => {
    const worked: (string | null)[] = []
    const watched = await openHouse({
      passwords: {
        ...passwords,
        isRight: (password, stored) => {
          worked.push(stored)
          return passwords.isRight(password, stored)
        },
      },
    })
    await watched.member('rina', ['editor'])
    for (const login of ['rina', 'siapa']) await atDoor(login, 'kuda besi tembaga biru', openBrowser(watched))
    expect(worked).toEqual([expect.stringMatching(/^\$argon2id\$/), null])
    await watched.end()
    expect(await passwords.isRight(PASSWORD, null)).toBe(false)
  })

  it('without the code nobody is in, whatever the password', async () => {
    await house.member('rina', ['editor'])
    await atDoor('rina', PASSWORD)
    expect(browser.cookies.has('rambu')).toBe(false)
    expect(await isIn(browser)).toBe(false)
  })

  it('a wrong code is refused, the ticket stays good for another try', async () => {
    await house.member('rina', ['editor'])
    await atDoor('rina', PASSWORD)
    const code = codeAt(house.clock.now)
    expect((await browser.submit('/masuk/kode', { code: wrongCode(code) })).status).toBe(401)
    await browser.submit('/masuk/kode', { code })
    expect(await isIn(browser)).toBe(true)
  })

  it('a code is good once, for another browser too', async () => {
    await house.member('rina', ['editor'])
    await signIn(house, 'rina', browser)
    const other = openBrowser(house)
    await atDoor('rina', PASSWORD, other)
    expect((await other.submit('/masuk/kode', { code: codeAt(house.clock.now) })).status).toBe(401)
    expect(await isIn(other)).toBe(false)
    house.clock.now += MINUTE
    await atDoor('rina', PASSWORD, other)
    await other.submit('/masuk/kode', { code: codeAt(house.clock.now) })
    expect(await isIn(other)).toBe(true)
  })

  it('a code that is older than one step, or younger, is refused; one step is forgiven to clocks', async () => {
    await house.member('rina', ['editor'])
    for (const [seconds, status] of [
      [-90, 401],
      [90, 401],
      [30, 200],
    ] as const) {
      await atDoor('rina', PASSWORD)
      expect((await browser.submit('/masuk/kode', { code: codeAt(house.clock.now + seconds * 1000) })).status, `${seconds}`).toBe(
        status,
      )
    }
  })

  it('two who bring the same code at the same moment: one is let in', async () => {
    await house.member('rina', ['editor'])
    const both = [openBrowser(house), openBrowser(house)]
    for (const one of both) await atDoor('rina', PASSWORD, one)
    const came = await Promise.all(both.map(one => one.submit('/masuk/kode', { code: codeAt(house.clock.now) })))
    expect(came.map(c => c.status).toSorted()).toEqual([200, 401])
  })

  it('a recovery code is good once, typed with or without its dashes, and what is left is told', async () => {
    await house.member('rina', ['editor'])
    await atDoor('rina', PASSWORD)
    await browser.submit('/masuk/kode', { code: RECOVERY.replaceAll('-', '').toUpperCase() })
    expect(browser.shown().html).toContain(say('flash_auth_recovery', { count: 0 }))
    const other = openBrowser(house)
    await atDoor('rina', PASSWORD, other)
    expect((await other.submit('/masuk/kode', { code: RECOVERY })).status).toBe(401)
  })

  it('the ticket between password and code ends after five minutes, and with the password', async () => {
    const rina = await house.member('rina', ['editor'])
    await atDoor('rina', PASSWORD)
    house.clock.now += 5 * MINUTE
    expect((await browser.submit('/masuk/kode', { code: codeAt(house.clock.now) })).html).toContain(say('auth_ticket_over'))
    await atDoor('rina', PASSWORD)
    await house.book.saved([{ kind: 'staff.saved', staff: { ...rina, password: 'another' }, audit: [] }])
    expect((await browser.submit('/masuk/kode', { code: codeAt(house.clock.now) })).html).toContain(say('auth_ticket_over'))
    expect(await isIn(browser)).toBe(false)
  })

  it('a ticket that was tampered with, or of another kind, is none', async () => {
    await house.member('rina', ['editor'])
    await atDoor('rina', PASSWORD)
    const form = browser.filled('/masuk/kode', { code: codeAt(house.clock.now) })
    const ticket = form.get('_ticket') ?? ''
    form.set('_ticket', `${ticket.slice(0, 40)}${ticket[40] === 'A' ? 'B' : 'A'}${ticket.slice(41)}`)
    await browser.post('/masuk/kode', form)
    expect(await isIn(browser)).toBe(false)
  })
})

describe('those who guess', () => {
  it('wait longer and longer, also for a login that nobody has, and a right password does not shorten it', async () => {
    await house.member('rina', ['editor'])
    for (const login of ['rina', 'siapa']) {
      for (let i = 0; i < 5; i += 1) expect((await atDoor(login, `salah sekali ${i}`)).status).toBe(401)
      const waits: number[] = []
      for (let i = 0; i < 7; i += 1) {
        const { status, html } = await atDoor(login, i === 0 ? PASSWORD : 'masih salah saja')
        expect(status).toBe(429)
        const minutes = Number(textOf(html).match(/sekitar (\d+) menit/)?.[1])
        waits.push(minutes)
        house.clock.now += minutes * MINUTE
        expect((await atDoor(login, 'masih salah saja')).status).toBe(401)
      }
      expect(waits).toEqual([1, 2, 4, 8, 16, 30, 30])
    }
  })

  it('are stopped for wrong codes as for wrong passwords', async () => {
    await house.member('rina', ['editor'])
    await atDoor('rina', PASSWORD)
    const wrong = wrongCode(codeAt(house.clock.now))
    for (let i = 0; i < 5; i += 1) await browser.submit('/masuk/kode', { code: wrong })
    const { status } = await browser.submit('/masuk/kode', { code: codeAt(house.clock.now) })
    expect(status).toBe(429)
    expect(await isIn(browser)).toBe(false)
  })

  it('gain nothing by asking many times at once', async () => {
    await house.member('rina', ['editor'])
    await browser.get('/masuk')
    const forms = Array.from({ length: 12 }, (_, i) =>
      browser.filled('/masuk', { login: 'rina', password: `tebakan nomor ${i}` }),
    )
    const told = await Promise.all(forms.map(form => browser.tab().post('/masuk', form)))
    expect(told.filter(t => t.status === 401)).toHaveLength(5)
    expect(told.filter(t => t.status === 429)).toHaveLength(7)
    expect((await house.staffNow('rina')).failures).toBe(5)
  })

  it('are stopped on their network, whatever logins they try; others are not', async () => {
    await house.member('rina', ['editor'])
    for (let i = 0; i < 30; i += 1) await atDoor(`orang${i}`, 'salah sekali lagi')
    expect((await atDoor('rina', PASSWORD)).status).toBe(429)
    const elsewhere = openBrowser(house, '198.51.100.7')
    expect((await atDoor('rina', PASSWORD, elsewhere)).status).toBe(200)
    house.clock.now += 10 * MINUTE
    expect((await atDoor('rina', PASSWORD)).status).toBe(200)
  })

  it('hold up nobody at their own desk: in a browser in which the member signed in before they come in at once', async () => {
    await house.member('rina', ['editor'])
    const desk = await signIn(house, 'rina', openBrowser(house, '198.51.100.7'))
    const login = async (by: Browser, password: string): Promise<number> => (await atDoor('rina', password, by)).status
    await desk.submit('/keluar', {})
    // for a whole day somebody guesses as soon as they may, behind the same network too
    const same = openBrowser(house, '198.51.100.7')
    for (let i = 0; i < 12; i += 1) {
      for (const guesser of [browser, same]) await login(guesser, `tebakan nomor ${i}`)
      house.clock.now += 30 * MINUTE
    }
    for (let i = 0; i < 6; i += 1) await login(i % 2 === 0 ? browser : same, 'salah lagi')
    expect([await login(browser, PASSWORD), await login(same, PASSWORD)]).toEqual([429, 429])
    expect(await login(desk, PASSWORD)).toBe(200)
    await desk.submit('/masuk/kode', { code: codeAt(house.clock.now) })
    expect(await isIn(desk)).toBe(true)
    expect(await login(browser, PASSWORD)).toBe(429)
  })

  it('at a desk that is not theirs wait as everywhere: the browser is known for one member, and no second factor is spared', async () => {
    await house.member('rina', ['editor'])
    await house.member('tono', ['editor'])
    const desk = await signIn(house, 'rina', openBrowser(house, '198.51.100.7'))
    await desk.submit('/keluar', {})
    for (let i = 0; i < 5; i += 1) expect((await atDoor('rina', `tebakan nomor ${i}`, desk)).status).toBe(401)
    expect((await atDoor('rina', PASSWORD, desk)).status).toBe(429)
    for (let i = 0; i < 5; i += 1) expect((await atDoor('tono', `tebakan nomor ${i}`, desk)).status).toBe(401)
    expect((await house.staffNow('tono')).failures).toBe(5)
    house.clock.now += MINUTE
    expect((await atDoor('rina', PASSWORD, desk)).status).toBe(200)
    expect(await isIn(desk)).toBe(false)
  })

  it('wait in every process alike and after a restart: at a desk, at a login that nobody has, and on their network', async () => {
    await house.member('rina', ['editor'])
    const desk = await signIn(house, 'rina', openBrowser(house, '198.51.100.7'))
    await desk.submit('/keluar', {})
    const again = { ...house, console: await openConsole(house.parts) }
    const elsewhere = (by: Browser, network: string) => openBrowser(again, network, by.cookies)
    for (let i = 0; i < 5; i += 1) await atDoor('rina', `tebakan nomor ${i}`, desk)
    for (let i = 0; i < 5; i += 1) await atDoor('siapa', `tebakan nomor ${i}`)
    expect((await atDoor('rina', PASSWORD, elsewhere(desk, '198.51.100.7'))).status).toBe(429)
    expect((await atDoor('siapa', PASSWORD, openBrowser(again, '203.0.113.9'))).status).toBe(429)
    for (let i = 0; i < 25; i += 1) await atDoor(`orang${i}`, 'salah sekali lagi')
    expect((await atDoor('rina', PASSWORD, openBrowser(again))).status).toBe(429)
    expect((await atDoor('rina', PASSWORD, openBrowser(again, '203.0.113.9'))).status).toBe(200)
    // what was counted names neither a login nor a network
    const kept = JSON.stringify(await house.store.db.read('SELECT * FROM staff_try'))
    expect(kept).not.toMatch(/siapa|orang|192\.0\.2/)
    house.clock.now += 25 * HOUR
    for (let i = 0; i < 5; i += 1) expect((await atDoor('siapa', `tebakan nomor ${i}`)).status).toBe(401)
  })

  it('with a stolen cookie of a known browser are as anybody once its owner left all devices, or changed password or factor', async () => {
    await house.member('rina', ['editor'])
    const ends: Readonly<Record<string, (own: Browser) => Promise<unknown>>> = {
      everywhere: async own => {
        await own.get('/akun')
        await own.submit('/akun/sesi/keluar-semua', {})
      },
      password: async own => {
        await own.get('/akun/sandi')
        await own.submit('/akun/sandi', { password: PASSWORD, password_new: 'kuda besi perak hijau' })
        expect(await isIn(own)).toBe(true)
      },
    }
    for (const [name, end] of Object.entries(ends)) {
      house.clock.now += MINUTE
      const own = await signIn(house, 'rina', openBrowser(house, '198.51.100.7'))
      const thief = openBrowser(house, '203.0.113.9', new Map([['perangkat', own.cookies.get('perangkat') ?? '']]))
      await atDoor('rina', 'tebakan nomor satu', thief)
      const counted = async () => (await house.staffNow('rina')).devices.map(d => d.failures)
      expect([name, (await house.staffNow('rina')).failures, await counted()]).toEqual([name, 0, [1]])
      await end(own)
      await atDoor('rina', 'tebakan nomor dua', thief)
      expect([name, (await house.staffNow('rina')).failures]).toEqual([name, 1])
      expect((await counted()).every(n => n === 0)).toBe(true)
    }
  })

  it('find in the cookie of a known browser random secrets alone, few and short, of which the store knows hashes', async () => {
    const desk = openBrowser(house)
    for (const login of ['a1', 'b2', 'c3', 'd4', 'e5', 'f6', 'g7']) {
      await house.member(login, ['editor'])
      await signIn(house, login, desk)
      await desk.submit('/keluar', {})
    }
    const cookie = desk.cookies.get('perangkat') ?? ''
    expect(cookie.split('.')).toHaveLength(6)
    expect(cookie.length).toBeLessThan(200)
    const { devices } = await house.staffNow('g7')
    expect(devices).toHaveLength(1)
    expect(cookie).not.toContain(devices[0]?.id)
    house.clock.now += 5 * MINUTE
    await signIn(house, 'g7', desk)
    expect((await house.staffNow('g7')).devices).toHaveLength(1)
    expect(desk.cookies.get('perangkat')?.split('.')).toHaveLength(6)
  })

  it('stand in the log without what they typed; whoever came in clears the count', async () => {
    const rina = await house.member('rina', ['editor'])
    await atDoor('rina', 'salah sekali lagi')
    await atDoor('kata sandi di kotak yang salah', 'x')
    const log = await house.book.audit(null, 10)
    expect(log.map(({ act, about, by }) => [act, about, by])).toEqual([
      ['sign-in-failed', '', null],
      ['sign-in-failed', rina.id, null],
    ])
    await signIn(house, 'rina', browser)
    expect((await house.staffNow('rina')).failures).toBe(0)
  })
})

describe('a session', () => {
  beforeEach(async () => {
    await house.member('rina', ['editor'])
    await signIn(house, 'rina', browser)
  })
  const cookie = (): string => browser.cookies.get('rambu') ?? ''

  it('is a random secret of which the store knows the hash alone', async () => {
    expect(Buffer.from(cookie(), 'base64url')).toHaveLength(32)
    expect((await house.book.sessionBy(sessionIdOf(cookie())))?.staff.login).toBe('rina')
    expect(await house.book.sessionBy(cookie())).toBeNull()
  })

  it('is another one after every sign-in, and the one before has ended', async () => {
    const before = cookie()
    house.clock.now += MINUTE
    const thief = openBrowser(house, '203.0.113.9', new Map(browser.cookies))
    house.clock.now += 10 * MINUTE
    await browser.get('/akun/sandi')
    await browser.submit('/masuk', { login: 'rina', password: PASSWORD })
    await browser.submit('/masuk/kode', { code: codeAt(house.clock.now) })
    expect(cookie()).not.toBe(before)
    expect([await isIn(browser), await isIn(thief)]).toEqual([true, false])
  })

  it('stolen, it is worthless once it was ended in the list of sessions', async () => {
    const thief = openBrowser(house, '203.0.113.9', new Map([['rambu', cookie()]]))
    expect(await isIn(thief)).toBe(true)
    house.clock.now += MINUTE
    const own = await signIn(house, 'rina', openBrowser(house))
    await own.get('/akun')
    await own.submit('/akun/sesi/keluar', {})
    expect(await isIn(thief)).toBe(false)
    expect(await isIn(own)).toBe(true)
  })

  it('ends everywhere at once with "keluar dari semua"', async () => {
    house.clock.now += MINUTE
    const other = await signIn(house, 'rina', openBrowser(house))
    await other.get('/akun')
    await other.submit('/akun/sesi/keluar-semua', {})
    expect([await isIn(browser), await isIn(other)]).toEqual([false, false])
  })

  it('after signing out its cookie opens nothing, and the back button shows nothing', async () => {
    const thief = openBrowser(house, '203.0.113.9', new Map([['rambu', cookie()]]))
    const { headers } = await browser.get('/akun')
    expect(headers.get('cache-control')).toBe('no-store')
    await browser.submit('/keluar', {})
    expect(browser.shown().title).toBe(say('auth_title'))
    expect([await isIn(browser), await isIn(thief)]).toEqual([false, false])
  })

  it('ends after half an hour of rest, and after half a day of work', async () => {
    house.clock.now += 29 * MINUTE
    expect(await isIn(browser)).toBe(true)
    house.clock.now += 30 * MINUTE
    expect(await isIn(browser)).toBe(false)
    await signIn(house, 'rina', browser)
    for (let at = 0; at < 12 * 60 - 20; at += 20) {
      house.clock.now += 20 * MINUTE
      expect(await isIn(browser), `after ${at} minutes`).toBe(true)
    }
    house.clock.now += 20 * MINUTE
    expect(await isIn(browser)).toBe(false)
  })

  it('ends as soon as an office that set other limits says so', async () => {
    const setting = { name: 'sessions', value: JSON.stringify({ idleMinutes: 5, longestHours: 1 }), version: 0 }
    await house.book.saved([{ kind: 'setting.saved', setting, audit: [] }])
    house.clock.now += 6 * MINUTE
    expect(await isIn(browser)).toBe(false)
  })

  it('keeps our limits when an office set what cannot be', async () => {
    const setting = { name: 'sessions', value: '{"idleMinutes":100000}', version: 0 }
    await house.book.saved([{ kind: 'setting.saved', setting, audit: [] }])
    house.clock.now += 29 * MINUTE
    expect(await isIn(browser)).toBe(true)
    house.clock.now += 31 * MINUTE
    expect(await isIn(browser)).toBe(false)
  })

  it('ends at once when its member is deactivated', async () => {
    const rina = await house.staffNow('rina')
    await house.book.saved([{ kind: 'staff.saved', staff: { ...rina, isActive: false }, audit: [] }])
    expect(await isIn(browser)).toBe(false)
  })

  it('of another cannot be ended from the own list', async () => {
    await house.member('joko', ['editor'])
    const joko = await signIn(house, 'joko', openBrowser(house))
    await joko.get('/akun')
    house.clock.now += MINUTE
    await signIn(house, 'joko', openBrowser(house))
    await joko.get('/akun')
    await joko.submit('/akun/sesi/keluar', { _session: sessionIdOf(cookie()) })
    expect(await isIn(browser)).toBe(true)
  })

  it('on https its cookie is bound to this host, to https, to the server and to this site', async () => {
    const https = await openHouse({ origin: 'https://konsol.test' })
    await https.member('rina', ['editor'])
    const own = await signIn(https, 'rina', openBrowser(https))
    expect([...own.cookies.keys()]).toContain('__Host-rambu')
    await own.get('/akun')
    const response = await https.console.fetch(new Request('https://konsol.test/masuk'), { network: '' })
    const [line = ''] = response.headers.getSetCookie()
    expect(line).toMatch(/^__Host-pintu=[a-z0-9]{32}; Path=\/; HttpOnly; SameSite=Strict; Secure$/)
    expect(response.headers.get('strict-transport-security')).toMatch(/max-age=\d{8}/)
    await https.end()
  })
})

describe('a link that invites', () => {
  const setUp = async (link: string, by: Browser, login = 'baru') => {
    await by.get(link)
    await by.submit(link, { name: 'Staf Baru', login, email: '', password: PASSWORD })
    const secret = textOf(by.shown().html.match(/<p class="secret">([^<]*)</)?.[1] ?? '').replaceAll(' ', '')
    await by.submit(`${link}/kode`, { code: codeAt(house.clock.now, secret) })
    const codes = [...by.shown().html.matchAll(/<li>([a-z0-9]{4}(?:-[a-z0-9]{4}){3})<\/li>/g)].map(m => m[1] ?? '')
    return { secret, codes }
  }
  const first = async (): Promise<string> =>
    (await firstLink(house.book, { now: house.clock.now, random: house.parts.random })) ?? ''

  it('is made for the first admin, who sets up everything and is greeted inside', async () => {
    const link = await first()
    const { codes } = await setUp(link, browser)
    expect(new Set(codes).size).toBe(10)
    await browser.submit(`${link}/selesai`, { code: codes[3] ?? '' })
    expect(browser.shown().html).toContain(say('flash_join_done', { name: 'Staf Baru' }))
    const admin = await house.staffNow('baru')
    expect([admin.roles, admin.recovery.length, admin.isActive]).toEqual([['admin'], 10, true])
    expect(JSON.stringify(admin)).not.toContain(PASSWORD)
    for (const code of codes) expect(JSON.stringify(admin)).not.toContain(code)
  })

  it('is not made when somebody is there already; a second start withdraws the first link', async () => {
    const [one, two] = [await first(), await first()]
    expect((await browser.get(one)).status).toBe(404)
    expect((await browser.get(two)).status).toBe(200)
    await house.member('rina', ['admin'])
    expect(await firstLink(house.book, { now: house.clock.now, random: house.parts.random })).toBeNull()
  })

  it('is good once', async () => {
    const link = await first()
    const { codes } = await setUp(link, browser)
    const late = openBrowser(house)
    const other = await setUp(link, late, 'kedua')
    await browser.submit(`${link}/selesai`, { code: codes[0] ?? '' })
    expect((await late.submit(`${link}/selesai`, { code: other.codes[0] ?? '' })).status).toBe(404)
    expect(await house.book.staffBy('kedua')).toBeNull()
    expect((await late.get(link)).status).toBe(404)
  })

  it('ends after 72 hours', async () => {
    const link = await first()
    house.clock.now += 72 * HOUR
    expect((await browser.get(link)).status).toBe(404)
  })

  it('does not let in who brings a wrong code, or no recovery code of those shown', async () => {
    const link = await first()
    await browser.get(link)
    await browser.submit(link, { name: 'Staf Baru', login: 'baru', email: '', password: PASSWORD })
    expect((await browser.submit(`${link}/kode`, { code: '000000' })).status).toBe(422)
    await setUp(link, browser)
    expect((await browser.submit(`${link}/selesai`, { code: RECOVERY })).status).toBe(422)
    expect(await house.book.staffBy('baru')).toBeNull()
  })

  it('refuses passwords that are short, carry the login, or that everyone tries; takes any characters and long ones', async () => {
    const link = await first()
    const told = async (password: string): Promise<number> => {
      await browser.get(link)
      return (await browser.submit(link, { name: 'Staf Baru', login: 'budi.uji', email: '', password })).status
    }
    for (const weak of [
      'pendek',
      'Sandi budi.uji kita',
      'Indonesia123!',
      'P4ssw0rd2026!!',
      'qwertyqwerty12',
      'pemilu2024pemilu',
      '123456789012',
      'abcdefghijklm',
      'aaaaaaaaaaaa',
      'ababababababab',
      'x'.repeat(129),
    ])
      expect(await told(weak), weak).toBe(422)
    for (const strong of ['lampu jingga di atap sekolah', 'ᮞᮥᮔ᮪ᮓ ᮊᮥᮓ 💡 sepeda', `${'kopi sawah '.repeat(11)}tujuh`])
      expect(await told(strong), strong).toBe(200)
  })

  it('tells the invited that a login is taken, and keeps what was typed except the password', async () => {
    const link = await first()
    await house.member('rina', ['editor'])
    await browser.get(link)
    const { html, status } = await browser.submit(link, {
      name: 'Rina Dua',
      login: 'rina',
      email: 'r@kantor.test',
      password: PASSWORD,
    })
    expect(status).toBe(422)
    expect(html).toContain(say('invite_login_taken'))
    expect(html).toContain('Rina Dua')
    expect(html).not.toContain(PASSWORD)
  })
})

describe('an own account', () => {
  beforeEach(async () => {
    await house.member('rina', ['officer'])
    await signIn(house, 'rina', browser)
  })

  it('a new password ends all other sessions, and the old one opens nothing', async () => {
    const thief = openBrowser(house, '203.0.113.9', new Map(browser.cookies))
    await browser.get('/akun/sandi')
    await browser.submit('/akun/sandi', { password: PASSWORD, password_new: 'empat gajah di loteng biru' })
    expect([await isIn(browser), await isIn(thief)]).toEqual([true, false])
    expect((await atDoor('rina', PASSWORD, openBrowser(house))).status).toBe(401)
    expect((await atDoor('rina', 'empat gajah di loteng biru', openBrowser(house))).status).toBe(200)
  })

  it('the password is not changed by who does not know it, nor to a weak one', async () => {
    await browser.get('/akun/sandi')
    expect(
      (await browser.submit('/akun/sandi', { password: 'bukan kata sandinya', password_new: 'empat gajah di loteng' })).status,
    ).toBe(422)
    await browser.get('/akun/sandi')
    expect((await browser.submit('/akun/sandi', { password: PASSWORD, password_new: 'indonesia123' })).status).toBe(422)
  })

  it('a new second factor ends the old one, its recovery codes and all other sessions', async () => {
    const thief = openBrowser(house, '203.0.113.9', new Map(browser.cookies))
    const before = await house.staffNow('rina')
    await browser.get('/akun/faktor')
    const secret = textOf(browser.shown().html.match(/<p class="secret">([^<]*)</)?.[1] ?? '').replaceAll(' ', '')
    await browser.submit('/akun/faktor/kode', { code: codeAt(house.clock.now, secret) })
    const code = browser.shown().html.match(/<li>([a-z0-9]{4}(?:-[a-z0-9]{4}){3})<\/li>/)?.[1] ?? ''
    await browser.submit('/akun/faktor/selesai', { code })
    expect([await isIn(browser), await isIn(thief)]).toEqual([true, false])
    const after = await house.staffNow('rina')
    expect(after.totp).toBe(secret)
    expect(after.recovery).toHaveLength(10)
    expect(after.recovery).not.toContain(before.recovery[0])
  })

  it('something sensitive is asked for again ten minutes after signing in', async () => {
    house.clock.now += 10 * MINUTE
    expect((await browser.get('/akun/sandi')).html).toContain(say('auth_stale'))
    await browser.submit('/masuk', { login: 'rina', password: PASSWORD })
    await browser.submit('/masuk/kode', { code: codeAt(house.clock.now) })
    expect(browser.shown().path).toBe('/akun/sandi')
    expect(browser.shown().title).toBe(say('account_password'))
  })

  it('duty and bells are switched, and say so', async () => {
    await browser.get('/akun')
    await browser.submit('/akun/tugas', {})
    await browser.submit('/akun/lonceng', { bells: ['email', 'always'], email: 'rina@kantor.test' })
    const rina = await house.staffNow('rina')
    expect([rina.isOnDuty, rina.bells, rina.email]).toEqual([
      true,
      { email: true, telegram: false, sound: false, always: true },
      'rina@kantor.test',
    ])
  })

  it('how it looks is chosen without a script, and kept', async () => {
    await browser.get('/akun')
    await browser.submit('/tampilan', { theme: 'dark' })
    expect(browser.shown().html).toContain('data-theme="dark"')
  })
})

describe('a member is told by mail, and in their account', () => {
  const told = (): string[] =>
    house.letters.map(({ to, text }) => `${to} ${words.keys.find(key => words.has(key) && isSaid(key, text))}`)
  const isSaid = (key: string, text: string): boolean => key.startsWith('notice_') && say(key) === text

  it('when password, second factor or address change, a recovery code is used, or somebody guesses; never with what it was', async () => {
    await house.member('rina', ['officer'], { email: 'rina@kantor.test' })
    await atDoor('rina', PASSWORD)
    await browser.submit('/masuk/kode', { code: RECOVERY })
    await browser.get('/akun/sandi')
    await browser.submit('/akun/sandi', { password: PASSWORD, password_new: 'empat gajah di loteng biru' })
    await browser.get('/akun')
    await browser.submit('/akun/lonceng', { bells: [], email: 'lain@kantor.test' })
    const stranger = openBrowser(house, '203.0.113.9')
    for (let i = 0; i < 5; i += 1) await atDoor('rina', `tebakan nomor ${i}`, stranger)
    expect(told()).toEqual([
      'rina@kantor.test notice_recovery_used',
      'rina@kantor.test notice_password_changed',
      'rina@kantor.test notice_email_changed',
      'lain@kantor.test notice_locked',
    ])
    expect(JSON.stringify(house.letters)).not.toMatch(/gajah|aaaa|tebakan/)
    expect(textOf((await browser.get('/akun')).html)).toContain(say('audit_act_password_changed'))
  })

  it('when an admin resets them; and a mail server that is broken keeps nobody out', async () => {
    const broken = await openHouse({ bells: { mail: async () => Promise.reject(new Error('silent')), linkCode: null } })
    await broken.member('rina', ['officer'], { email: 'rina@kantor.test' })
    const own = openBrowser(broken)
    await atDoor('rina', PASSWORD, own)
    await own.submit('/masuk/kode', { code: RECOVERY })
    expect(await isIn(own)).toBe(true)
    expect(broken.failures).toHaveLength(1)
    await broken.end()
    await house.member('kepala', ['admin'])
    const { id } = await house.member('joko', ['officer'], { email: 'joko@kantor.test' })
    const admin = await signIn(house, 'kepala', openBrowser(house))
    await admin.get(`/staf/${id}/ulang`)
    await admin.submit(`/staf/${id}/ulang`, {})
    expect(told()).toEqual(['joko@kantor.test notice_reset'])
  })

  it('who comes in after several vain attempts is told how many', async () => {
    await house.member('rina', ['officer'])
    for (let i = 0; i < 4; i += 1) await atDoor('rina', `tebakan nomor ${i}`)
    await signIn(house, 'rina', browser)
    expect(browser.shown().html).toContain(say('flash_auth_failed', { count: 4 }))
  })
})

describe('who may sign in', () => {
  let admin: Browser
  beforeEach(async () => {
    await house.member('kepala', ['admin'], { teams: [] })
    await house.member('rina', ['officer'])
    admin = await signIn(house, 'kepala', openBrowser(house))
  })

  it('an admin invites: the link is shown once, stored nowhere, and gives the roles and teams that were chosen', async () => {
    await admin.get('/staf/undang')
    await admin.submit('/staf/undang', { roles: ['officer', 'editor'], teams: ['selatan'] })
    const link = admin.shown().html.match(/(\/undangan\/[\w-]{43})/)?.[1] ?? ''
    expect(JSON.stringify(await house.book.invitations())).not.toContain(link.slice(10))
    const [invitation] = await house.book.invitations()
    expect([invitation?.roles, invitation?.teams, invitation?.staff]).toEqual([['officer', 'editor'], ['selatan'], null])
    expect((await browser.get(link)).status).toBe(200)
    await admin.get('/staf')
    await admin.submit('/staf/undang/tarik', {})
    expect((await browser.get(link)).status).toBe(404)
  })

  it('an officer without a team is not invited; nor anyone without a role', async () => {
    await admin.get('/staf/undang')
    expect((await admin.submit('/staf/undang', { roles: ['officer'] })).status).toBe(422)
    await admin.get('/staf/undang')
    expect((await admin.submit('/staf/undang', { teams: ['utara'] })).status).toBe(422)
    expect(await house.book.invitations()).toEqual([])
  })

  it('a reset voids the second factor at once, ends the sessions, and its link sets both anew for the same member', async () => {
    const rina = await signIn(house, 'rina', openBrowser(house))
    const id = (await house.staffNow('rina')).id
    await admin.get(`/staf/${id}/ulang`)
    await admin.submit(`/staf/${id}/ulang`, {})
    const link = admin.shown().html.match(/(\/undangan\/[\w-]{43})/)?.[1] ?? ''
    expect(await isIn(rina)).toBe(false)
    house.clock.now += MINUTE
    expect((await atDoor('rina', PASSWORD)).status).toBe(401)
    await browser.get(link)
    await browser.submit(link, { password: 'empat gajah di loteng biru' })
    const secret = textOf(browser.shown().html.match(/<p class="secret">([^<]*)</)?.[1] ?? '').replaceAll(' ', '')
    await browser.submit(`${link}/kode`, { code: codeAt(house.clock.now, secret) })
    const code = browser.shown().html.match(/<li>([a-z0-9]{4}(?:-[a-z0-9]{4}){3})<\/li>/)?.[1] ?? ''
    await browser.submit(`${link}/selesai`, { code })
    expect(await isIn(browser)).toBe(true)
    const after = await house.staffNow('rina')
    expect([after.id, after.roles, after.totp]).toEqual([id, ['officer'], secret])
  })

  it('who is deactivated is out at once and cannot come back until an admin says so', async () => {
    const rina = await signIn(house, 'rina', openBrowser(house))
    const id = (await house.staffNow('rina')).id
    await admin.get(`/staf/${id}/nonaktif`)
    expect(await isIn(rina)).toBe(true)
    await admin.submit(`/staf/${id}/nonaktif`, {})
    expect(await isIn(rina)).toBe(false)
    await admin.submit(`/staf/${id}/aktif`, {})
    house.clock.now += MINUTE
    await signIn(house, 'rina', rina)
    expect(await isIn(rina)).toBe(true)
  })

  it('new roles count from the next page on', async () => {
    const rina = await signIn(house, 'rina', openBrowser(house))
    const id = (await house.staffNow('rina')).id
    expect((await rina.get('/staf')).status).toBe(403)
    await admin.get(`/staf/${id}`)
    await admin.submit(`/staf/${id}`, { roles: ['admin'], teams: [] })
    expect((await rina.get('/staf')).status).toBe(200)
  })

  it('there is always an admin: the last one can neither drop the role nor switch themselves off', async () => {
    const id = (await house.staffNow('kepala')).id
    await admin.get(`/staf/${id}`)
    expect((await admin.submit(`/staf/${id}`, { roles: ['editor'], teams: [] })).html).toContain(say('staff_last_admin'))
    await admin.get(`/staf/${id}/nonaktif`)
    expect((await admin.submit(`/staf/${id}/nonaktif`, {})).status).toBe(403)
    expect((await house.staffNow('kepala')).isActive).toBe(true)
  })

  it('two admins who change the same member: the second is told', async () => {
    const id = (await house.staffNow('rina')).id
    await admin.get(`/staf/${id}`)
    const late = admin.filled(`/staf/${id}`, { roles: ['editor'], teams: [] })
    await admin.submit(`/staf/${id}`, { roles: ['officer', 'editor'], teams: ['utara'] })
    expect((await admin.post(`/staf/${id}`, late)).status).toBe(409)
    expect((await house.staffNow('rina')).roles).toEqual(['officer', 'editor'])
  })

  it('everything of this stands in the log, which is found whole, and found broken when a row was changed', async () => {
    await admin.get('/staf/undang')
    await admin.submit('/staf/undang', { roles: ['editor'] })
    await admin.get('/audit')
    expect(textOf(admin.shown().html)).toContain(say('audit_act_invited'))
    await admin.submit('/audit/periksa', {})
    expect(admin.shown().html).toContain(say('flash_audit_whole'))
    await house.store.db.transact(sql => sql(`UPDATE audit SET about = 'lain' WHERE act = 'invited'`))
    await admin.submit('/audit/periksa', {})
    expect(textOf(admin.shown().html)).toContain('Catatan tidak utuh')
  })

  it('the log is filtered by who and by what', async () => {
    const { id } = await house.staffNow('rina')
    await signIn(house, 'rina', openBrowser(house))
    const rows = async (query: string): Promise<number> =>
      [...(await admin.get(`/audit?${query}`)).html.matchAll(/<tr><td>/g)].length
    expect(await rows('')).toBe(2)
    expect(await rows(`siapa=${id}`)).toBe(1)
    expect(await rows('tindakan=signed_in')).toBe(2)
    expect(await rows('tindakan=invited')).toBe(0)
  })
})

// What stands between a request and a page: forged forms, forms sent twice, expired sessions, second tabs, and what every answer carries.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Browser, codeAt, type House, MINUTE, openBrowser, openHouse, PASSWORD, signIn, textOf, words } from './house.ts'

const { say } = words
let house: House
let browser: Browser

beforeEach(async () => {
  house = await openHouse()
  await house.member('rina', ['admin'])
  browser = await signIn(house, 'rina', openBrowser(house))
})
afterEach(async () => {
  expect(house.failures).toEqual([])
  await house.end()
})

const isOnDuty = async (): Promise<boolean> => (await house.staffNow('rina')).isOnDuty
const invitations = async (): Promise<number> => (await house.book.invitations()).length

describe('a form that is not ours', () => {
  const dutyForm = async (): Promise<URLSearchParams> => {
    await browser.get('/akun')
    return browser.filled('/akun/tugas', {})
  }

  it('comes from another site, however right its token', async () => {
    const form = await dutyForm()
    for (const headers of [
      { origin: 'https://penipu.test' },
      { origin: 'null' },
      { origin: 'http://konsol.test.penipu.test' },
      { origin: 'http://konsol.test', 'sec-fetch-site': 'cross-site' },
      { origin: 'http://konsol.test', 'sec-fetch-site': 'same-site' },
    ])
      expect((await browser.post('/akun/tugas', form, { headers })).status, headers.origin).toBe(403)
    expect(await isOnDuty()).toBe(false)
  })

  it('has no token, another one, or one of another member', async () => {
    await house.member('joko', ['officer'])
    const joko = await signIn(house, 'joko', openBrowser(house, '198.51.100.1'))
    await joko.get('/akun')
    const tokens = ['', 'x', joko.filled('/akun/tugas', {}).get('token') ?? '']
    for (const token of tokens) {
      const form = await dutyForm()
      form.set('token', token)
      expect((await browser.post('/akun/tugas', form)).status, token).toBe(403)
    }
    expect(await isOnDuty()).toBe(false)
  })

  it('is sent at the door by a browser that was never shown the door', async () => {
    const form = new URLSearchParams({ login: 'rina', password: PASSWORD, token: '', once: 'a' })
    expect((await openBrowser(house).post('/masuk', form)).status).toBe(403)
    const seen = openBrowser(house)
    await seen.get('/masuk')
    const own = seen.filled('/masuk', { login: 'rina', password: PASSWORD })
    expect((await openBrowser(house).post('/masuk', own)).status).toBe(403)
    expect((await seen.post('/masuk', own)).status).toBe(200)
  })

  it('is of another kind, too long, or holds what nobody types', async () => {
    const form = await dutyForm()
    expect((await browser.post('/akun/tugas', form, { headers: { 'content-type': 'text/plain' } })).status).toBe(400)
    expect((await browser.post('/akun/tugas', new URLSearchParams([...form, ['a', 'x\0y']]))).status).toBe(400)
    expect((await browser.post('/akun/tugas', new URLSearchParams([...form, ['a', 'x'.repeat(70_000)]]))).status).toBe(413)
    expect(
      (
        await browser.post(
          '/akun/tugas',
          new URLSearchParams([...form, ...Array.from({ length: 600 }, (): [string, string] => ['a', 'b'])]),
        )
      ).status,
    ).toBe(400)
    expect(await isOnDuty()).toBe(false)
  })

  it('is no GET: what changes something is reached by sending a form alone', async () => {
    for (const path of ['/akun/tugas', '/keluar', '/audit/periksa', '/akun/sesi/keluar-semua'])
      expect((await browser.get(path)).status, path).toBe(404)
    expect((await browser.get('/akun')).title).toBe(say('account_title'))
  })
})

describe('a form that is sent twice', () => {
  it('at the same moment counts once, and both get the same answer', async () => {
    await browser.get('/staf/undang')
    const form = browser.filled('/staf/undang', { roles: ['editor'] })
    const told = await Promise.all([browser.tab().post('/staf/undang', form), browser.tab().post('/staf/undang', form)])
    expect(await invitations()).toBe(1)
    const links = told.map(t => t.html.match(/\/undangan\/[\w-]+/)?.[0])
    expect(links[0]).toBe(links[1])
  })

  it('by the back button and once more counts once; a new page sends a new form', async () => {
    await browser.get('/staf/undang')
    const form = browser.filled('/staf/undang', { roles: ['editor'] })
    await browser.post('/staf/undang', form)
    await browser.post('/staf/undang', form)
    expect(await invitations()).toBe(1)
    await browser.get('/staf/undang')
    await browser.submit('/staf/undang', { roles: ['editor'] })
    expect(await invitations()).toBe(2)
  })

  it('with something else in it is another form', async () => {
    await browser.get('/staf/undang')
    const form = browser.filled('/staf/undang', { roles: ['editor'] })
    await browser.post('/staf/undang', form)
    form.set('roles', 'approver')
    await browser.post('/staf/undang', form)
    expect(await invitations()).toBe(2)
  })

  it('is no wrong code: a double click at the door lets in once', async () => {
    house.clock.now += MINUTE
    const other = openBrowser(house)
    await other.get('/masuk')
    await other.submit('/masuk', { login: 'rina', password: PASSWORD })
    const form = other.filled('/masuk/kode', { code: codeAt(house.clock.now) })
    const told = await Promise.all([other.post('/masuk/kode', form), other.post('/masuk/kode', form)])
    expect(told.map(t => t.status)).toEqual([200, 200])
    expect(await house.book.sessionsOf('idrina')).toHaveLength(2)
  })

  it('by someone else, who saw it go by, lets nobody in', async () => {
    house.clock.now += MINUTE
    const other = openBrowser(house)
    await other.get('/masuk')
    await other.submit('/masuk', { login: 'rina', password: PASSWORD })
    const form = other.filled('/masuk/kode', { code: codeAt(house.clock.now) })
    await other.post('/masuk/kode', form)
    const thief = openBrowser(house, '203.0.113.9')
    await thief.post('/masuk/kode', form)
    expect((await thief.get('/akun')).title).toBe(say('auth_title'))
  })
})

describe('what was typed', () => {
  const typed = { bells: ['email'], email: 'rina.baru@kantor.test' }
  const mail = async (): Promise<string | null> => (await house.staffNow('rina')).email

  const expire = async (): Promise<void> => {
    await browser.get('/akun')
    house.clock.now += 31 * MINUTE
  }
  const comeIn = async (login: string, by = browser): Promise<void> => {
    await by.submit('/masuk', { login, password: PASSWORD })
    await by.submit('/masuk/kode', { code: codeAt(house.clock.now) })
  }

  it('is kept when the session has expired: after signing in it is shown and sent by its writer', async () => {
    await expire()
    const { status, html } = await browser.submit('/akun/lonceng', typed)
    expect([status, textOf(html).includes(say('auth_kept'))]).toEqual([401, true])
    expect(html).not.toContain('rina.baru')
    await comeIn('rina')
    expect(browser.shown().title).toBe(say('auth_again_title'))
    expect(browser.shown().html).toContain('rina.baru@kantor.test')
    expect(await mail()).toBeNull()
    await browser.submit('/akun/lonceng', {})
    expect(await mail()).toBe('rina.baru@kantor.test')
  })

  it('survives a wrong password and a wrong code on the way', async () => {
    await expire()
    await browser.submit('/akun/lonceng', typed)
    await browser.submit('/masuk', { login: 'rina', password: 'salah sekali lagi' })
    await browser.submit('/masuk', { login: 'rina', password: PASSWORD })
    await browser.submit('/masuk/kode', { code: '000000' })
    await browser.submit('/masuk/kode', { code: codeAt(house.clock.now) })
    expect(browser.shown().html).toContain('rina.baru@kantor.test')
  })

  it('is not shown to a colleague who signs in at the same machine', async () => {
    await house.member('joko', ['officer'])
    await expire()
    await browser.submit('/akun/lonceng', typed)
    await comeIn('joko')
    expect(browser.shown().html).not.toContain('rina.baru')
    expect(browser.shown().html).toContain(say('flash_auth_other'))
  })

  it('is kept as well when the session was ended elsewhere, or signed out in another tab', async () => {
    await browser.get('/akun')
    const form = browser.filled('/akun/lonceng', typed)
    const tab = browser.tab()
    await tab.get('/akun')
    await tab.submit('/keluar', {})
    house.clock.now += MINUTE
    await browser.post('/akun/lonceng', form)
    await comeIn('rina')
    expect(browser.shown().html).toContain('rina.baru@kantor.test')
  })

  it('in a tab from before is shown again when one has signed in anew in another', async () => {
    await browser.get('/akun')
    const form = browser.filled('/akun/lonceng', typed)
    house.clock.now += 31 * MINUTE
    await signIn(house, 'rina', browser.tab())
    const { title } = await browser.post('/akun/lonceng', form)
    expect(title).toBe(say('auth_again_title'))
    expect(await mail()).toBeNull()
    await browser.submit('/akun/lonceng', {})
    expect(await mail()).toBe('rina.baru@kantor.test')
  })

  it('never comes back when it is a password or a code', async () => {
    await browser.get('/akun/sandi')
    house.clock.now += 31 * MINUTE
    await browser.submit('/akun/sandi', { password: PASSWORD, password_new: 'empat gajah di loteng' })
    await comeIn('rina')
    expect(browser.shown().html).not.toMatch(/kuda besi|empat gajah/)
  })

  it('cannot be planted by a stranger: a form without our token is not kept', async () => {
    const planted = new URLSearchParams({ bells: 'email', email: 'penipu@penipu.test', token: 'idrina.x.y', once: 'x' })
    const { status, html } = await openBrowser(house).post('/akun/lonceng', planted)
    expect([status, html.includes('name="_kept"')]).toEqual([403, false])
  })

  it('a page that was asked for before signing in is shown after it, and only a page of ours', async () => {
    for (const [next, path] of [
      ['/audit?tindakan=invited', '/audit?tindakan=invited'],
      ['//penipu.test', '/statistik'],
      ['/\\penipu.test', '/statistik'],
      ['https://penipu.test', '/statistik'],
    ] as const) {
      house.clock.now += MINUTE
      const other = openBrowser(house)
      await other.get('/audit')
      await other.submit('/masuk', { login: 'rina', password: PASSWORD, _next: next })
      await other.submit('/masuk/kode', { code: codeAt(house.clock.now) })
      expect(other.shown().path, next).toBe(path)
    }
  })
})

describe('what a page fetches by itself', () => {
  const piece = { headers: { 'hx-request': 'true' } }

  it('does not keep a session awake, and when it is over changes nothing on the page but tells it', async () => {
    await house.member('joko', ['officer'])
    const joko = await signIn(house, 'joko', openBrowser(house))
    house.clock.now += 20 * MINUTE
    expect((await joko.get('/antrean/isi', piece)).status).toBe(200)
    house.clock.now += 15 * MINUTE
    const { status, headers, html } = await joko.get('/antrean/isi', piece)
    expect([status, headers.get('hx-reswap'), headers.get('hx-trigger'), html]).toEqual([401, 'none', 'rambu-expired', ''])
  })

  it('what is held open ends with the session, says so, and nothing more comes', async () => {
    const beats: (() => void)[] = []
    const live = await openHouse({
      later: (_, run) => {
        beats.push(run)
        return () => {}
      },
    })
    await live.member('joko', ['officer'])
    const joko = await signIn(live, 'joko', openBrowser(live))
    const cookie = `rambu=${joko.cookies.get('rambu')}`
    const response = await live.console.fetch(new Request('http://konsol.test/siaran', { headers: { cookie } }), { network: '' })
    expect(response.headers.get('content-type')).toBe('text/event-stream')
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    expect((await reader?.read())?.value).toBe(': \n\n')
    for (const beat of beats) beat()
    expect((await reader?.read())?.value).toBe(': \n\n')
    await joko.get('/akun')
    await joko.submit('/akun/sesi/keluar-semua', {})
    for (const beat of beats) beat()
    expect((await reader?.read())?.value).toBe('event: rambu-expired\ndata: \n\n')
    expect((await reader?.read())?.done).toBe(true)
    await live.end()
  })
})

describe('every answer', () => {
  it('may not be kept, framed or sniffed, and runs no script but ours', async () => {
    for (const path of ['/akun', '/masuk', '/tidak-ada', '/staf']) {
      const { headers, html } = await browser.get(path)
      const policy = headers.get('content-security-policy') ?? ''
      const nonce = policy.match(/'nonce-([^']+)'/)?.[1]
      expect(policy).toContain("default-src 'none'")
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).not.toMatch(/unsafe|\*/)
      expect(html.match(/<script\b/g)).toHaveLength(1)
      expect(html).toContain(`nonce="${nonce}"`)
      expect(html).not.toMatch(/ style="| on\w+="|javascript:/)
      expect(headers.get('cache-control')).toBe('no-store')
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('cross-origin-opener-policy')).toBe('same-origin')
      expect(headers.get('cross-origin-resource-policy')).toBe('same-origin')
      expect(headers.get('referrer-policy')).toBe('same-origin')
    }
  })

  it('has a nonce of its own', async () => {
    const nonces = new Set<string>()
    for (let i = 0; i < 5; i += 1) nonces.add((await browser.get('/akun')).headers.get('content-security-policy') ?? '')
    expect(nonces.size).toBe(5)
  })

  it('escapes what people typed, wherever it stands', async () => {
    const rina = await house.staffNow('rina')
    const name = '<img src=x onerror=alert(1)>"\'&'
    await house.book.saved([{ kind: 'staff.saved', staff: { ...rina, name, email: '"><script>1</script>@x.test' }, audit: [] }])
    for (const path of ['/akun', '/staf', '/audit', '/staf/idrina']) {
      const { html } = await browser.get(path)
      expect(html, path).not.toContain('<img')
      expect(html.match(/<script\b/g), path).toHaveLength(1)
    }
    expect(textOf((await browser.get('/staf')).html)).toContain(name)
  })

  it('believes no cookie: what was said last is a sentence of ours or nothing', async () => {
    for (const said of ['x', Buffer.from('{"tone":"done","key":"tidak_ada","blanks":{}}').toString('base64url')]) {
      browser.cookies.set('pesan', said)
      const { status, html } = await browser.get('/akun')
      expect([status, html.includes('role="status"')]).toEqual([200, false])
    }
  })

  it('style and script are served under their own hash for ever, with that hash in the page', async () => {
    const { html } = await browser.get('/akun')
    for (const [, path = '', integrity = ''] of html.matchAll(/(?:href|src)="(\/berkas\/[\w.]+)" integrity="([^"]+)"/g)) {
      const { headers, status } = await browser.get(path)
      expect([status, headers.get('cache-control')]).toEqual([200, 'public, max-age=31536000, immutable'])
      expect(integrity).toMatch(/^sha384-/)
    }
  })
})

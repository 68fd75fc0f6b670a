import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { load } from 'js-yaml'
import { describe, expect, it } from 'vitest'
import { parseDeskWords } from '../../src/handoff/handoff.ts'
import { chatPage, parsePageWords } from '../../src/pages/pages.ts'
import { files, page, words } from './server.ts'

const { html, gzip, headers } = chatPage(page)
const policy = headers['content-security-policy'] ?? ''
const yaml = readFileSync(join(import.meta.dirname, '../../prompts/web.id.yaml'), 'utf8')

describe('the chat page', () => {
  it('weighs at most 60 KB, and at most 20 KB where the browser takes gzip', () => {
    expect(Buffer.byteLength(html)).toBeLessThanOrEqual(60 * 1024)
    expect(gzip.byteLength).toBeLessThanOrEqual(20 * 1024)
    expect(gunzipSync(gzip).toString()).toBe(html)
  })

  it('weighs no more where voice notes are heard', () => {
    const heard = chatPage({ ...page, hears: true })
    expect(Buffer.byteLength(heard.html)).toBeLessThanOrEqual(60 * 1024)
    expect(heard.gzip.byteLength).toBeLessThanOrEqual(20 * 1024)
    expect(heard.html).toContain(words.page.voice_send)
    expect(html).not.toContain(words.page.voice_send)
  })

  it('loads nothing from anywhere', () => {
    const outside = html.match(/(?:https?:)?\/\/[a-z][\w.-]+\.[a-z]+/gi) ?? []
    expect(outside.filter(address => !address.includes('www.w3.org'))).toEqual([])
    expect(html).not.toMatch(/<(?:img|iframe|object|embed|link rel="stylesheet"|script[^>]* src)|@import|@font-face/i)
  })

  it('allows exactly the code that stands in it, and nothing else', () => {
    const codes = [...html.matchAll(/<(script|style)(?: type="module")?>([\s\S]*?)<\/\1>/g)]
    expect(codes.map(([, tag]) => tag)).toEqual(['style', 'script', 'script'])
    for (const [, tag, code = ''] of codes)
      expect(policy).toMatch(
        new RegExp(`${tag}-src [^;]*'sha256-${escaped(createHash('sha256').update(code).digest('base64'))}'`),
      )
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("connect-src 'self'")
    expect(policy).not.toMatch(/unsafe|\*|http/)
    expect(html).not.toMatch(/ style="| on\w+="/)
  })

  it('says nothing of where the asker was, and is never taken for something else', () => {
    expect(headers).toMatchObject({ 'referrer-policy': 'no-referrer', 'x-content-type-options': 'nosniff' })
    expect(headers['set-cookie']).toBeUndefined()
    expect(headers.etag).toMatch(/^W\/"[\w-]{22}"$/)
    expect(chatPage({ ...page, leaveTo: 'https://cuaca.example' }).headers.etag).not.toBe(headers.etag)
  })

  it('is shown in frames of its own office only, and of those that are named', () => {
    expect(policy).toMatch(/frame-ancestors 'self';/)
    const embedded = chatPage({ ...page, embedders: ['https://kantor.example/halaman'] }).headers['content-security-policy']
    expect(embedded).toMatch(/frame-ancestors 'self' https:\/\/kantor\.example;/)
    for (const wrong of ['*', 'kantor.example', 'data:text/html,x', "'unsafe-inline'; script-src *"])
      expect(() => chatPage({ ...page, embedders: [wrong] }), wrong).toThrow()
  })

  it('names the office that runs it, and shows its words as words', () => {
    const office = { name: '<b>BKPSDM</b> & "Uji"', contact: 'loket 3', hours: '08.00–15.00' }
    const shown = chatPage({ ...page, office }).html
    expect(shown).toContain('&lt;b&gt;BKPSDM&lt;/b&gt; &amp; &quot;Uji&quot;')
    expect(shown).toContain('loket 3 (08.00–15.00)')
    expect(html).not.toContain('class="office"')
  })

  it('cannot be closed early by a word', () => {
    const hostile = parsePageWords(yaml.replace('bot: "Rambu menjawab"', 'bot: "</script><script>alert(1)</script>"'))
    expect(chatPage({ ...page, words: hostile }).html).not.toContain('alert(1)</script>')
  })

  it('is refused at start when a sentence is missing, or its code would end its element', () => {
    expect(() => chatPage({ ...page, words: parsePageWords(yaml.replace('  heading:', '  lost:')) })).toThrow('heading')
    expect(() => chatPage({ ...page, files: { ...files, js: 'x = "</script>"' } })).toThrow()
    expect(() => chatPage({ ...page, files: { ...files, html: '<style></style>' } })).toThrow()
  })
})

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')

describe('the words of the page', () => {
  it('stand in prompts, none in the page or its script', () => {
    const text = files.html
      .replace(/<(style|script|svg)[\s\S]*?<\/\1>/g, '')
      .replace(/<!--[^>]*-->|<[^>]*>|\[\[\w+\]\]/g, '')
      .trim()
    expect(text).toBe('')
    expect([...files.html.matchAll(/(?:aria-label|placeholder|title|alt|content)="([^"[]*)"/g)].map(m => m[1])).toEqual([
      'width=device-width, initial-scale=1, interactive-widget=resizes-content',
      'light dark',
      '#22303a',
      'no-referrer',
      'telephone=no',
    ])
    const said = files.js.replace(/\/\/.*$|\/\*\*?[\s\S]*?\*\//gm, '').match(/'[^'\n]*'/g) ?? []
    expect(said.filter(text => / (?:yang|dan|di|ke|untuk|tidak|ini|anda|akan) /i.test(text))).toEqual([])
  })

  it('are all used, and all there', () => {
    const usedByScript = new Set([...files.js.matchAll(/\bwords\.(\w+)/g)].map(m => m[1]).filter(key => key !== 'leaveTo'))
    expect([...usedByScript].toSorted()).toEqual(Object.keys(words.script).toSorted())
    const usedByPage = new Set([...files.html.matchAll(/\[\[(\w+)\]\]|<!--each (\w+)-->/g)].map(m => m[1] ?? m[2]))
    usedByPage.delete('item')
    expect([...usedByPage].toSorted()).toEqual(Object.keys(words.page).toSorted())
  })

  it('know the parts of an answer by the words that the answers use', () => {
    const replies = String(readFileSync(join(import.meta.dirname, '../../prompts/replies.id.yaml')))
    const sentences = Object.values(load(replies) as Record<string, string>)
    for (const label of [...words.layout.safe, ...words.layout.basis])
      expect(
        sentences.some(s => s.startsWith(`${label}: `)),
        label,
      ).toBe(true)
  })

  it('know the copy of a consultation by the words that it begins with', () => {
    const desk = parseDeskWords(readFileSync(join(import.meta.dirname, '../../prompts/desk.id.yaml'), 'utf8'))
    expect(words.layout.copy).toEqual({ head: desk.say('copy_head'), goes_on: desk.say('copy_goes_on') })
  })
})

describe('the script and the styles', () => {
  it('use nothing that a phone with Chrome 80 does not know', () => {
    const tooNew =
      /\.at\(|\.replaceAll\(|\?\?=|\|\|=|&&=|structuredClone|randomUUID|replaceChildren|AbortSignal\.|findLast|hasOwn\(|toSorted|innerHTML/
    expect(files.js.match(tooNew)?.[0]).toBeUndefined()
    const tooNewStyle =
      /:is\(|:where\(|:has\(|\binset:|aspect-ratio|(?<!grid-)\bgap:|dvh|color-mix|@layer|@container|(?:margin|padding)-inline:/
    expect(files.css.replace(/\/\*.*\*\//g, '').match(tooNewStyle)?.[0]).toBeUndefined()
  })
})

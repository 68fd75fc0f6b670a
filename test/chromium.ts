// The browser of the browser tests: whether there is one, how it is started, and where pictures go.
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import process from 'node:process'
import { type Browser, chromium } from 'playwright-core'

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium'
const FLAGS =
  '--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-component-update --disable-sync'

export const hasBrowser = existsSync(CHROMIUM)
if (!hasBrowser) console.warn(`skipped: no browser at ${CHROMIUM}; install chromium or set CHROMIUM`)

/** Where pictures of all pages go; empty: none are taken. */
export const SHOTS = process.env.SHOTS ?? ''

/** Looks for what keeps people from using a page, when it is run in one. */
export const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

export const launch = (): Promise<Browser> => chromium.launch({ executablePath: CHROMIUM, args: FLAGS.split(' ') })

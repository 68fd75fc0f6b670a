// The conversation in the browser, for Chrome 80 and later, without a build. It keeps everything in sessionStorage, so that a reload
// loses nothing, and repeats what the network lost: a message has an id and counts once, replies are asked for after the last one seen.

const byId = id => document.getElementById(id)
const words = JSON.parse(byId('sentences').textContent)
const log = byId('log')
const box = byId('box')
const status = byId('status')
const dialog = byId('confirm')

/** Characters of a message that the server takes; the count is shown near its end. */
const TEXT_MAX = 4000
const COUNT_FROM = 3600
/** The server holds a question for replies up to 25 s; after this long the line is taken for dead. */
const HELD_MS = 40_000
const SEND_MS = 20_000
/** "Sedang menjawab" is shown only to those who wait. */
const WORKING_AFTER_MS = 1000
/** Pauses between attempts, the last one again and again. */
const PAUSES_MS = [1000, 2000, 4000, 8000, 16_000, 30_000]
/** A server that does not hold the question is not asked faster than this. */
const UNHELD_MS = 3000
/** The share of the screen that the bar, and the bar with the box, may take while they stay in reach. */
const BAR_MAX = 0.25
const COVERED_MAX = 0.6
const LEAVE_KEYS = 3
const LEAVE_WITHIN_MS = 1500

// ---- what is kept: the session and the draft, in this tab only

const STORED = 'rambu'
const DRAFT = 'rambu.draft'

// storage can be forbidden (a frame, a strict browser): the page then works until it is closed
const stored = {
  get: key => {
    try {
      return sessionStorage.getItem(key)
    } catch {
      return null
    }
  },
  set: (key, value) => {
    try {
      sessionStorage.setItem(key, value)
    } catch {
      // kept in memory only
    }
  },
  clear: () => {
    try {
      sessionStorage.clear()
    } catch {
      // nothing was kept
    }
  },
}

/** 128 random bits as base64url: 22 characters. */
function random() {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return btoa(String.fromCharCode(...bytes))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=/g, '')
}

/** `expects`: a reply is on its way. `forgotten`: secrets of sessions that the server has still to erase. */
const fresh = forgotten => ({ secret: random(), after: 0, expects: false, entries: [], forgotten })

function restored() {
  try {
    const kept = JSON.parse(stored.get(STORED))
    return kept?.secret && Array.isArray(kept.entries) ? kept : null
  } catch {
    return null
  }
}

let session = restored() || fresh([])
const keep = () => stored.set(STORED, JSON.stringify(session))

// ---- the network

async function call(method, path, secret, { body, afterMs, signal }) {
  const limit = new AbortController()
  const timer = setTimeout(() => limit.abort(), afterMs)
  if (signal) signal.addEventListener('abort', () => limit.abort())
  try {
    const response = await fetch(path, {
      method,
      body: body && JSON.stringify(body),
      headers: { authorization: `Bearer ${secret}`, ...(body && { 'content-type': 'application/json' }) },
      cache: 'no-store',
      credentials: 'omit',
      redirect: 'error',
      signal: limit.signal,
    })
    const data = response.status === 200 ? await response.json() : null
    return { status: response.status, data, retryAfterMs: 1000 * Number(response.headers.get('retry-after')) || 0 }
  } catch {
    return { status: 0, data: null, retryAfterMs: 0 }
  } finally {
    clearTimeout(timer)
  }
}

const sleepers = new Set()

/** Waits, unless something says that it is worth trying again now. */
function pause(ms) {
  return new Promise(resolve => {
    const wake = () => {
      clearTimeout(timer)
      sleepers.delete(wake)
      resolve()
    }
    const timer = setTimeout(wake, ms)
    sleepers.add(wake)
  })
}

const rouse = () => {
  for (const wake of [...sleepers]) wake()
}

/** What goes wrong, by what was tried: the failures in a row and the sentence that says it. */
const troubles = { send: null, listen: null, forget: null }

/** Notes a failure and gives the milliseconds until the next attempt. */
function stumble(kind, { status: code, retryAfterMs }) {
  const failures = (troubles[kind]?.failures || 0) + 1
  const ms = retryAfterMs || PAUSES_MS[Math.min(failures, PAUSES_MS.length) - 1] * (0.75 + Math.random() / 2)
  const said = code === 429 ? words.throttled.replace('{wait}', spell(ms)) : navigator.onLine ? words.silent : words.offline
  troubles[kind] = { failures, said }
  showStatus()
  return ms
}

/** A time to wait as it is said: in seconds, or in minutes from two on. */
function spell(ms) {
  const seconds = Math.ceil(ms / 1000)
  const [said, count] = seconds < 120 ? [words.seconds, seconds] : [words.minutes, Math.ceil(seconds / 60)]
  return said.replace('{count}', String(count))
}

function recover(kind) {
  if (troubles[kind] === null) return
  troubles[kind] = null
  showStatus()
  rouse()
}

// ---- sending: one at a time, in order, until each is stored

let isSending = false
/** How many messages were stored: tells whether a reply to an older question of ours still speaks of now. */
let acknowledged = 0

async function sendAll() {
  if (isSending) return
  isSending = true
  for (let entry = nextUnsent(); entry; entry = nextUnsent()) await sendOne(session, entry)
  isSending = false
}

const nextUnsent = () => session.entries.find(entry => entry.state === 'waiting')

async function sendOne(mine, entry) {
  const { id, text, choice } = entry
  setTimeout(() => showDelivery(entry), WORKING_AFTER_MS)
  // the page was loaded again: a file is kept nowhere
  if (entry.isFile && !blobs.has(id)) return settle(entry, 'refused')
  const answer = entry.isFile
    ? await upload(entry, mine.secret)
    : await call('POST', 'web/messages', mine.secret, { body: { id, text, choice }, afterMs: SEND_MS })
  if (mine !== session) return
  if (answer.status === 202) return settle(entry, 'sent')
  if ([400, 401, 413].includes(answer.status)) return settle(entry, 'refused')
  const ms = stumble('send', answer)
  showDelivery(entry)
  await pause(ms)
}

function settle(entry, state) {
  entry.state = state
  blobs.delete(entry.id)
  if (state === 'sent') {
    acknowledged += 1
    expect(true)
    listen()
  }
  keep()
  showDelivery(entry)
  recover('send')
}

// ---- a file: made smaller here where it is a picture, sent by itself, kept nowhere

const FILE_MAX = 10 * 1024 * 1024
/** Enough to read a page of small print; what a camera adds says more of the place than of the page. */
const SIDE_MAX = 2600
const UPLOAD_MS = 120_000

const blobs = new Map()
/** Ends what is being sent. */
let endUpload = () => {}

async function attach(file) {
  const blob = await smaller(file)
  if (blob.size > FILE_MAX) return say(words.file_large)
  const size = blob.size < 1e6 ? `${Math.ceil(blob.size / 1000)} KB` : `${(blob.size / 1e6).toFixed(1).replace('.', ',')} MB`
  const kind = file.type.startsWith('audio/') ? words.voice : words.file
  const entry = { id: random(), text: kind.replace('{size}', size), isFile: true, state: 'waiting' }
  blobs.set(entry.id, blob)
  add(entry)
}

/** A photograph drawn anew: without the place and the time that a camera writes into it. Others, and what cannot be drawn, stay as they are. */
async function smaller(file) {
  if (!file.type.startsWith('image/')) return file
  try {
    const picture = await createImageBitmap(file)
    const scale = Math.min(1, SIDE_MAX / Math.max(picture.width, picture.height))
    const canvas = make('canvas')
    canvas.width = picture.width * scale
    canvas.height = picture.height * scale
    canvas.getContext('2d').drawImage(picture, 0, 0, canvas.width, canvas.height)
    return (await new Promise(done => canvas.toBlob(done, 'image/jpeg', 0.9))) || file
  } catch {
    return file
  }
}

/** The one request that tells how far it has come. */
function upload({ id }, secret) {
  const blob = blobs.get(id)
  return new Promise(resolve => {
    const request = new XMLHttpRequest()
    const end = () =>
      resolve({ status: request.status, data: null, retryAfterMs: 1000 * Number(request.getResponseHeader('retry-after')) || 0 })
    request.open('POST', `web/files?id=${id}`)
    request.setRequestHeader('authorization', `Bearer ${secret}`)
    request.setRequestHeader('content-type', blob.type || 'application/octet-stream')
    request.timeout = UPLOAD_MS
    request.upload.onprogress = ({ loaded, total }) => {
      const bar = nodes.get(session.entries.find(entry => entry.id === id))?.querySelector('progress')
      if (bar) bar.value = loaded / total
    }
    request.onloadend = end
    endUpload = () => request.abort()
    request.send(blob)
  })
}

function progress() {
  const bar = make('progress')
  bar.max = 1
  bar.value = 0
  bar.setAttribute('aria-label', words.file_progress)
  return bar
}

// ---- listening: one question held open by the server, again and again

let isListening = false
/** Ends the question that is held open. */
let held = new AbortController()

async function listen() {
  if (isListening) return
  isListening = true
  while (session.entries.some(entry => entry.n || entry.state === 'sent')) {
    if (document.hidden && !session.expects) await untilVisible()
    held = new AbortController()
    await listenOnce(session, held.signal)
  }
  isListening = false
}

async function listenOnce(mine, signal) {
  const before = acknowledged
  const began = Date.now()
  const answer = await call('GET', `web/replies?after=${mine.after}`, mine.secret, { afterMs: HELD_MS, signal })
  if (mine !== session) return
  if (answer.status !== 200 || !Array.isArray(answer.data.replies)) return pause(stumble('listen', answer))
  recover('listen')
  const replies = answer.data.replies.filter(reply => reply.n > mine.after)
  take(replies)
  // "not working" said to a question older than our last message does not speak of that message
  if (replies.length > 0 || before === acknowledged) expect(answer.data.working === true)
  if (replies.length === 0 && Date.now() - began < UNHELD_MS) await pause(UNHELD_MS)
}

const untilVisible = () => new Promise(resolve => document.addEventListener('visibilitychange', () => resolve(), { once: true }))

function take(replies) {
  if (replies.length === 0) return
  const isFollowing = isNearEnd()
  for (const { n, text, choices } of replies) {
    session.entries.push({ n, text, choices })
    session.after = n
  }
  keep()
  const nodes = session.entries.slice(-replies.length).map(show)
  if (isFollowing) nodes[0].scrollIntoView({ block: 'start' })
}

let workingTimer = 0
let isLate = false

function expect(expects) {
  session.expects = expects
  keep()
  clearTimeout(workingTimer)
  isLate = false
  if (expects) workingTimer = setTimeout(showLate, WORKING_AFTER_MS)
  showStatus()
}

function showLate() {
  isLate = true
  showStatus()
}

// ---- what is shown

function make(tag, className, ...children) {
  const node = document.createElement(tag)
  if (className) node.className = className
  node.append(...children)
  return node
}

function press(className, label, onPress) {
  const button = make('button', className, label)
  button.type = 'button'
  button.addEventListener('click', onPress)
  return button
}

function draw(id) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
  const use = document.createElementNS('http://www.w3.org/2000/svg', 'use')
  use.setAttribute('href', `#${id}`)
  svg.setAttribute('aria-hidden', 'true')
  svg.append(use)
  return svg
}

let shownStatus = null

/** A live region: it is written only when it says something else. */
function showStatus() {
  const trouble = troubles.send || (session.expects && troubles.listen) || null
  const isWorking = session.expects && isLate
  const said = trouble ? trouble.said : isWorking ? words.working : ''
  if (said === shownStatus) return
  shownStatus = said
  stayAtEnd(() => {
    status.className = `status ${trouble ? 'trouble' : isWorking ? 'working' : ''}`
    status.textContent = said
    if (!trouble && isWorking) status.append(make('i', 'road'))
  })
}

const say = said => {
  byId('said').textContent = said
}

const isNearEnd = () => window.innerHeight + window.scrollY > document.documentElement.scrollHeight - window.innerHeight * 0.75
const scrollToEnd = () => window.scrollTo(0, document.documentElement.scrollHeight)

/** Who sees the end of the conversation goes on seeing it when something grows there. */
function stayAtEnd(change) {
  const isAtEnd = window.innerHeight + window.scrollY > document.documentElement.scrollHeight - 4
  change()
  if (isAtEnd && wasUsed()) scrollToEnd()
}

const nodes = new Map()

function show(entry) {
  putAway()
  byId('examples').hidden = true
  byId('notice').textContent = ''
  const node = entry.id ? showAsked(entry) : showAnswered(entry)
  nodes.set(entry, node)
  log.append(node)
  // one that is under way says so only when it takes long
  if (entry.state === 'refused' || (entry.state === 'waiting' && troubles.send)) showDelivery(entry)
  return node
}

function showAsked(entry) {
  const node = make('article', 'asked', make('h2', 'unseen', words.asker), make('p', 'text', entry.text))
  // the asker knows what they wrote; the status says what became of it
  node.setAttribute('aria-live', 'off')
  return node
}

function showDelivery(entry) {
  const node = nodes.get(entry)
  if (!node) return
  const line = node.querySelector('.delivery') || make('p', 'delivery')
  if (entry.state === 'sent') return line.remove()
  stayAtEnd(() => {
    node.append(line)
    if (entry.state === 'refused' && entry.isFile) fill(line, words.file_lost)
    else if (entry.state === 'refused')
      fill(
        line,
        words.refused,
        press('small', words.edit, () => takeBack(entry)),
      )
    else if (troubles.send) fill(line, words.unsent, press('small', words.retry, rouse))
    else if (entry.isFile && line.querySelector('progress')) return
    else fill(line, ...(entry.isFile ? [progress()] : []), words.sending)
  })
}

function fill(node, ...children) {
  const isSame = node.textContent === children.map(child => child.textContent || child).join('')
  if (isSame) return
  node.textContent = ''
  node.append(...children)
}

/** A message that the server will not take goes back into the box. */
function takeBack(entry) {
  nodes.get(entry).remove()
  session.entries = session.entries.filter(other => other !== entry)
  keep()
  write(box.value ? `${entry.text}\n${box.value}` : entry.text)
  box.focus()
}

function showAnswered(entry) {
  const { text, choices } = entry
  const node = make(
    'article',
    'answered',
    make('h2', 'unseen', words.bot),
    ...(isOfCopy(entry) ? layOutCopy(text) : layOut(text)),
  )
  if (choices.length > 0) node.append(choicesOf(choices))
  if (isOfCopy(entry)) {
    const button = press('choice', words.print, () => print(entry))
    node.append(make('div', 'choices', button), make('p', 'aside', words.print_hint))
  }
  node.append(press('copy', words.copy, event => copy(text, event.currentTarget)))
  return node
}

function choicesOf(choices) {
  const group = make('div', 'choices', ...choices.map(choiceOf))
  group.setAttribute('role', 'group')
  group.setAttribute('aria-label', words.choices)
  return group
}

/** A title is short; one that is only the start of its label was cut to fit other channels, and here there is room. */
function choiceOf({ id, title, label }) {
  const shown = label.startsWith(title) ? label : title
  const button = press('choice', shown, () => ask(shown, id))
  if (label !== shown) button.title = label
  return button
}

async function copy(text, button) {
  const said = (await isCopied(text)) ? words.copied : words.copy_failed
  say(said)
  button.textContent = said
  setTimeout(() => {
    button.textContent = words.copy
    say('')
  }, 3000)
}

async function isCopied(text) {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    // not allowed here (a frame), or there is no clipboard without https
    return false
  }
}

// ---- the layout of an answer: read from its own words, never from what they might mean

const { layout } = words
const SIGNS = Object.entries(layout.signs)
const LABEL = /^([^.:“”]{3,110}): (?=\S)/
/** A label is short, or it names a clause, which has a number. */
const isLabel = label => label.length <= 24 || /\d/.test(label)
const VERDICT = /^.{2,90}?[.!?](?=\s+["“(A-Z]|$)/
const VERDICT_START = /^[^,.:;]{2,60}[,:;]/
const ITEM = /^(?:[•-]|(\d{1,2})\.) (?=\S)/
/** Between the documents of a basis, but not inside brackets. */
const BETWEEN = /; (?![^(]*\))/

function layOut(text) {
  const lines = text.split('\n').filter(line => line.trim() !== '')
  const hasBasis = lines.some(line => layout.basis.includes(labelOf(line)))
  const blocks = []
  lines.forEach((line, at) => {
    const isLead = (at === 0 && hasBasis) || (at === 0 && signOf(line)) || /:$/.test(lines[at - 1] || '')
    const [mark, number] = ITEM.exec(line) || ['']
    if (mark) item(blocks, line.slice(mark.length), number)
    else if (isLead) blocks.push(lead(line))
    else blocks.push(plain(line))
  })
  return blocks
}

const labelOf = line => (LABEL.exec(line) || ['', ''])[1]
const signOf = line => (SIGNS.find(([, starts]) => starts.some(start => line.startsWith(start))) || [''])[0]

function lead(line) {
  const verdict = (VERDICT.exec(line) || VERDICT_START.exec(line) || [''])[0]
  const sign = signOf(line)
  const first = make('p', 'verdict', ...(sign ? [draw(sign)] : []), make('strong', '', verdict || line))
  const rest = verdict ? line.slice(verdict.length).trim() : ''
  return make('div', 'lead', first, ...(rest ? [make('p', '', ...quoted(rest))] : []))
}

function plain(line) {
  const label = labelOf(line)
  if (layout.basis.includes(label)) return basis(label, line.slice(label.length + 2))
  if (layout.safe.includes(label))
    return make('p', 'safe', make('b', '', `${label}:`), ' ', ...quoted(line.slice(label.length + 2)))
  if (label && isLabel(label)) return make('p', '', make('b', '', `${label}:`), ' ', ...quoted(line.slice(label.length + 2)))
  return make('p', /:$/.test(line) ? 'heading' : '', ...quoted(line))
}

function basis(label, list) {
  const documents = list.replace(/\.$/, '').split(BETWEEN)
  return make(
    'div',
    'basis',
    make('p', '', make('b', '', label)),
    make('ul', '', ...documents.map(one => make('li', '', ...quoted(one)))),
  )
}

/** A line of a list; it keeps its number, for the choices name it. */
function item(blocks, line, number) {
  const tag = number ? 'OL' : 'UL'
  const last = blocks[blocks.length - 1]
  const list = last?.tagName === tag ? last : make(tag, 'bullets')
  if (list !== last) blocks.push(list)
  const label = labelOf(line)
  const said = label ? [make('b', '', `${label}:`), ' ', ...quoted(line.slice(label.length + 2))] : quoted(line)
  const node = make('li', '', ...said)
  if (number) node.value = Number(number)
  list.append(node)
}

/** Only law stands in “ ”: it is set apart. An address can be followed, in a tab of its own: this one is gone when it is left. */
const quoted = text =>
  text
    .split(/(“[^”]*”|https?:\/\/[^\s“”]*[^\s“”.,;:)])/)
    .filter(part => part !== '')
    .map(part => {
      if (part[0] === '“') return make('q', part.length > 60 ? 'long' : '', part)
      return /^https?:\/\//.test(part) ? link(part) : part
    })

function link(address) {
  const node = make('a', '', address)
  node.href = address
  node.target = '_blank'
  node.rel = 'noopener noreferrer'
  return node
}

// ---- a consultation in the asker's own hands: laid out without a verdict of ours, and printed alone on its page

const startOf = text => text.split('\n', 1)[0]
const isOfCopy = ({ n, text }) => n && (startOf(text) === layout.copy.head || startOf(text) === layout.copy.goes_on)
/** Where somebody begins to speak: a day, and who it is. */
const SPEAKS = /^\d{1,2} [^\d\s]+ \d{4}\. .*:$/

function layOutCopy(text) {
  const [start, ...lines] = text.split('\n')
  return [make('h2', 'title', start), ...copied(lines)]
}

function copied(lines) {
  const blocks = []
  lines.forEach((line, at) => {
    if (line.trim() === '') return
    const [mark, number] = ITEM.exec(line) || ['']
    if (mark) {
      item(blocks, line.slice(mark.length), number)
      return
    }
    const isApart = lines[at - 1] === ''
    const block = blockOf(line, isApart)
    if (isApart) block.classList.add('apart')
    blocks.push(block)
  })
  return blocks
}

function blockOf(line, isApart) {
  if (SPEAKS.test(line)) return make('h2', 'heading', line)
  if (!/:$/.test(line)) return plain(line)
  return make('p', '', ...(isApart ? [make('b', '', line)] : quoted(line)))
}

/** All messages of the copy that this one belongs to; others may have come in between. */
function copyWith(entry) {
  const parts = session.entries.filter(isOfCopy)
  let from = parts.indexOf(entry)
  while (from > 0 && startOf(parts[from].text) !== layout.copy.head) from -= 1
  const next = parts.findIndex((part, at) => at > from && startOf(part.text) === layout.copy.head)
  return parts.slice(from, next < 0 ? parts.length : next)
}

const pageTitle = document.title
const giveTitleBack = () => {
  document.title = pageTitle
}

/** The page is made here of what stands here: it needs no network and leaves nothing behind. */
function print(entry) {
  putAway()
  const lines = copyWith(entry).flatMap(({ text }) => text.split('\n').slice(1))
  const from = [document.querySelector('.brand'), document.querySelector('.office')].filter(Boolean)
  const head = make('header', '', ...from.map(node => make('p', '', node.textContent)))
  document.body.append(make('main', 'sheet', head, make('h1', '', layout.copy.head), ...copied(lines)))
  document.body.classList.add('printing')
  document.title = words.print_name
  window.print()
}

/** Not once it is printed: some phones draw the page only after that was said. It goes when the conversation goes on. */
function putAway() {
  giveTitleBack()
  document.body.classList.remove('printing')
  const sheet = document.querySelector('.sheet')
  if (sheet) sheet.remove()
}

// ---- asking

function ask(text, choice) {
  const last = session.entries[session.entries.length - 1]
  // a second press of the same button while the first is under way is one press
  if (last?.state === 'waiting' && last.choice === choice && last.text === text) return
  add({ id: random(), text, choice, state: 'waiting' })
}

function add(entry) {
  session.entries.push(entry)
  keep()
  say('')
  show(entry)
  scrollToEnd()
  sendAll()
}

function submit() {
  const text = box.value.trim()
  if (text === '' || text.length > TEXT_MAX) return box.focus()
  write('')
  ask(text)
}

function write(text) {
  box.value = text
  adapt()
}

/** The box grows with its text up to what the styles allow; what is typed survives a reload. */
function adapt() {
  stored.set(DRAFT, box.value)
  box.style.height = 'auto'
  box.style.height = `${box.scrollHeight + box.offsetHeight - box.clientHeight}px`
  const left = TEXT_MAX - box.value.trim().length
  const said = left < 0 ? words.too_long : left <= TEXT_MAX - COUNT_FROM ? words.characters_left : ''
  byId('count').textContent = said.replace('{count}', String(Math.abs(left)))
  byId('count').classList.toggle('over', left < 0)
  box.setAttribute('aria-invalid', String(left < 0))
}

// ---- forgetting and leaving

const wasUsed = () => session.entries.length > 0
const toForget = () => (wasUsed() ? [...session.forgotten, session.secret] : session.forgotten)

/** Ends the session here at once; the server is asked until it has erased it too. */
function forget() {
  session = fresh(toForget())
  troubles.send = troubles.listen = null
  held.abort()
  endUpload()
  blobs.clear()
  stored.clear()
  nodes.clear()
  putAway()
  log.textContent = ''
  byId('examples').hidden = false
  write('')
  expect(false)
  rouse()
  window.scrollTo(0, 0)
}

let isForgetting = false

async function forgetOnServer() {
  if (isForgetting) return
  isForgetting = true
  while (session.forgotten.length > 0) {
    const [secret] = session.forgotten
    const answer = await call('DELETE', 'web/session', secret, { afterMs: SEND_MS })
    // a server that does not know the session (4xx but for "too fast") has nothing to erase
    const isDone = answer.status >= 200 && answer.status < 500 && answer.status !== 429
    if (isDone) {
      session.forgotten = session.forgotten.filter(other => other !== secret)
      keep()
      recover('forget')
      continue
    }
    showForgotten(words.forgotten_here)
    await pause(stumble('forget', answer))
  }
  isForgetting = false
  showForgotten(words.forgotten)
}

/** Said until something else is asked; a live region is written only when it says something else. */
function showForgotten(said) {
  const notice = byId('notice')
  if (!wasUsed() && notice.textContent !== said) notice.textContent = said
}

function leave() {
  const secrets = toForget()
  // a reply that still comes in must not be kept again
  session = fresh([])
  held.abort()
  endUpload()
  stored.clear()
  putAway()
  document.documentElement.hidden = true
  document.title = ''
  for (const secret of secrets)
    fetch('web/session', {
      method: 'DELETE',
      keepalive: true,
      credentials: 'omit',
      headers: { authorization: `Bearer ${secret}` },
    }).catch(() => {})
  try {
    window.top.location.replace(words.leaveTo)
  } catch {
    // a frame that may not move its page moves itself
    location.replace(words.leaveTo)
  }
}

let leaveKeys = []

function onEscape(event) {
  leaveKeys = event.key === 'Escape' ? [...leaveKeys, Date.now()].slice(-LEAVE_KEYS) : []
  if (leaveKeys.length === LEAVE_KEYS && Date.now() - leaveKeys[0] < LEAVE_WITHIN_MS) leave()
}

/** What has the focus must not hide behind the bar or the box; where these would cover most of the screen, they scroll along. */
function measure() {
  const bar = byId('bar').offsetHeight
  const form = byId('form').offsetHeight
  const root = document.documentElement
  // without what is being written, lest the box jump away under the writer
  const lines = Math.max(0, box.offsetHeight - byId('send').offsetHeight)
  const isBarLarge = bar > BAR_MAX * window.innerHeight
  const isFormLarge = bar + form - lines > COVERED_MAX * window.innerHeight
  root.classList.toggle('large-bar', isBarLarge)
  root.classList.toggle('large-form', isFormLarge)
  root.style.setProperty('--bar', isBarLarge ? '0px' : `${bar}px`)
  root.style.setProperty('--composer', isFormLarge ? '0px' : `${form}px`)
}

// ---- wiring

const canHover = window.matchMedia('(hover: hover) and (pointer: fine)').matches

byId('form').addEventListener('submit', event => {
  event.preventDefault()
  submit()
})
box.addEventListener('input', adapt)
box.addEventListener('keydown', event => {
  // on a touch keyboard Enter breaks the line; a word still being composed is not sent
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing || !canHover) return
  event.preventDefault()
  submit()
})
for (const example of document.querySelectorAll('.example')) example.addEventListener('click', () => ask(example.textContent))
const takes = byId('file').accept
for (const button of document.querySelectorAll('.attach'))
  button.addEventListener('click', () => {
    // a phone offers its own recorder for a sound
    byId('file').accept = button.dataset.takes || takes
    byId('file').click()
  })
byId('file').addEventListener('change', async event => {
  const [file] = event.target.files
  if (file) await attach(file)
  // the same one may be chosen again
  event.target.value = ''
})
byId('forget').addEventListener('click', () => dialog.showModal())
byId('confirm-no').addEventListener('click', () => dialog.close())
byId('confirm-yes').addEventListener('click', () => {
  dialog.close()
  forget()
  forgetOnServer()
})
dialog.addEventListener('close', () => byId('forget').focus())
byId('leave').addEventListener('click', leave)
document.addEventListener('keydown', onEscape)
window.addEventListener('afterprint', giveTitleBack)
window.addEventListener('online', rouse)
document.addEventListener('visibilitychange', () => !document.hidden && rouse())
// "back" after leaving would show the page as it was
window.addEventListener('pageshow', event => event.persisted && location.reload())
const furniture = new ResizeObserver(measure)
furniture.observe(byId('bar'))
furniture.observe(byId('form'))
window.addEventListener('resize', measure)

session.entries.forEach(show)
write(stored.get(DRAFT) || '')
// where there is room, what is kept is said without asking
if (window.matchMedia('(min-width: 62rem)').matches) document.querySelector('.kept').open = true
if (wasUsed()) scrollToEnd()
expect(session.expects)
sendAll()
listen()
if (session.forgotten.length > 0) forgetOnServer()
// only what comes from now on is read out, not what was restored
setTimeout(() => log.setAttribute('aria-live', 'polite'), 500)

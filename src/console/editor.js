// What makes the pages of drafts handier where a script may run: saving by itself, the keyboard, files that are too large told before they are
// sent. Every page works without it.
;(() => {
  const main = document.getElementById('isi')
  if (!main) return
  const inText = target => target.matches?.('input, textarea, select, [contenteditable]')

  // — what was changed is saved after a moment of silence —
  const SILENCE_MS = 2000
  const clock = () => new Date().toLocaleTimeString('id-ID', { hour: '2-digit', minute: '2-digit' }).replace(':', '.')

  for (const told of main.querySelectorAll('[data-autosave]')) {
    const form = told.closest('form')
    if (!form) continue
    let timer = null
    let isStopped = false
    let isSaving = false
    let saving = Promise.resolve()
    const versions = () => main.querySelectorAll('input[name="_version"]')

    const save = async () => {
      timer = null
      if (isStopped || form.dataset.sent) return
      isSaving = true
      const body = new URLSearchParams(new FormData(form))
      const before = body.toString()
      try {
        const response = await fetch(told.dataset.autosave, { method: 'POST', body, headers: { 'hx-request': 'true' } })
        if (response.status === 401) {
          isStopped = true
          document.dispatchEvent(new Event('rambu-expired'))
          return
        }
        const said = new DOMParser().parseFromString(await response.text(), 'text/html').body.firstElementChild
        const { version } = said?.dataset ?? {}
        if (version !== undefined) {
          for (const mark of versions()) mark.value = version
          told.textContent = told.dataset.saved.replace('{time}', clock())
          told.classList.remove('wrong')
          // what was typed while it was being saved is saved next
          const now = new URLSearchParams(new FormData(form))
          const was = new URLSearchParams(before)
          for (const fields of [now, was]) fields.delete('_version')
          if (now.toString() === was.toString()) delete form.dataset.changed
          return
        }
        // a field that cannot be kept so is tried again once it is changed; where somebody else was faster, the reader looks first
        if (said?.dataset.why === 'stale') isStopped = true
        told.textContent = said?.textContent || told.dataset.unsaved
        told.classList.add('wrong')
      } catch {
        told.textContent = told.dataset.unsaved
        told.classList.add('wrong')
      } finally {
        isSaving = false
      }
    }
    const later = () => {
      form.dataset.changed = 'yes'
      clearTimeout(timer)
      timer = setTimeout(() => {
        saving = saving.then(save)
      }, SILENCE_MS)
    }
    const isSearch = ({ target }) => target.type === 'search'
    form.addEventListener('input', event => {
      if (!isSearch(event)) later()
    })
    form.addEventListener('change', event => {
      if (!isSearch(event)) later()
    })
    form.addEventListener('submit', event => {
      clearTimeout(timer)
      if (!isSaving) return
      // what is being saved makes the version to build on: sent beside it, the form would be told that somebody else was faster
      event.preventDefault()
      event.stopPropagation()
      const { submitter } = event
      saving.then(() => form.requestSubmit(submitter))
    })
    addEventListener('beforeunload', event => {
      if (form.dataset.changed && !form.dataset.sent) event.preventDefault()
    })
  }

  // — looking something up is no saving: Enter in a search presses its own button —
  main.addEventListener('keydown', event => {
    const { target, key } = event
    if (key !== 'Enter' || target.type !== 'search') return
    event.preventDefault()
    // what is found while typing is there already
    if (target.hasAttribute('hx-get')) return
    target.form?.requestSubmit()
  })

  // — the clauses of a page, with the keyboard: j and k, Enter confirms, e changes, p cuts —
  const list = main.querySelector('[data-keys]')
  if (list) {
    const [keys] = main.querySelectorAll('.keys')
    if (keys) keys.hidden = false
    const clauses = [...list.children]
    const rectsOf = clause => main.querySelectorAll(`rect[data-clause="${clause.id}"]`)
    const show = clause => {
      for (const rect of main.querySelectorAll('rect.here')) rect.classList.remove('here')
      for (const rect of rectsOf(clause)) rect.classList.add('here')
    }
    const go = clause => {
      if (!clause) return
      clause.focus()
      clause.scrollIntoView({ block: 'nearest' })
    }
    list.addEventListener('focusin', event => show(event.target.closest('.read-clause')))
    for (const rect of main.querySelectorAll('rect[data-clause]'))
      rect.addEventListener('click', () => go(document.getElementById(rect.dataset.clause)))
    addEventListener('keydown', event => {
      if (event.ctrlKey || event.altKey || event.metaKey || inText(event.target)) return
      const at = clauses.findIndex(clause => clause.contains(document.activeElement))
      const press = name => {
        const button = clauses[at]?.querySelector(`[data-${name}]`)
        if (!button) return
        event.preventDefault()
        button.click()
      }
      if (event.key === 'j' || event.key === 'k') {
        event.preventDefault()
        go(at < 0 ? clauses[0] : clauses[Math.min(clauses.length - 1, Math.max(0, at + (event.key === 'j' ? 1 : -1)))])
      } else if (event.key === 'Enter' && document.activeElement === clauses[at]) press('confirm')
      else if (event.key === 'e') press('edit')
      else if (event.key === 'p') press('split')
    })
    // after confirming one, the reader stands at the next
    const [, wanted] = location.hash.match(/^#(butir-\d+)$/) ?? []
    if (wanted) go(document.getElementById(wanted))
  }

  // — before something is thrown away —
  main.addEventListener('click', event => {
    const button = event.target.closest?.('[data-ask]')
    if (button && !confirm(button.dataset.ask)) event.preventDefault()
  })

  // — files that would be refused are told before they are sent —
  for (const field of main.querySelectorAll('input[type="file"][data-max-bytes]')) {
    field.addEventListener('change', () => {
      const files = [...field.files]
      const bytes = files.reduce((sum, file) => sum + file.size, 0)
      const isHeavy = bytes > Number(field.dataset.maxBytes)
      const isMany = files.length > Number(field.dataset.maxFiles)
      field.setCustomValidity(isHeavy ? field.dataset.tooHeavy : isMany ? field.dataset.tooMany : '')
      field.reportValidity()
    })
  }

  // — how many letters and lines —
  for (const field of main.querySelectorAll('[data-counted]')) {
    const told = document.getElementById(field.dataset.counted)
    const count = () => {
      told.hidden = false
      told.textContent = told.dataset.of.replace('{n}', [...field.value].length).replace('{of}', field.maxLength)
    }
    field.addEventListener('input', count)
  }
  for (const told of main.querySelectorAll('[data-lines]')) {
    const field = document.getElementById(told.dataset.lines)
    field?.addEventListener('input', () => {
      const n = field.value.split('\n').filter(line => line.trim() !== '').length
      told.textContent = told.dataset.of.replace('{n}', n)
    })
  }

  // — what was under way has ended: the page itself shows what came of it —
  const ended = () => {
    if (main.querySelector('#kemajuan[data-done]')) location.reload()
  }
  if (main.querySelector('#kemajuan'))
    new MutationObserver(ended).observe(main, { subtree: true, childList: true, attributeFilter: ['data-done'] })
})()

// What makes the console handier where a script may run. Every page works without it: nothing here sends or stores anything.
;(() => {
  // a session that ended while a page stood open: said at once, and what was typed stays
  document.addEventListener('rambu-expired', () => {
    const banner = document.getElementById('berakhir')
    if (banner) banner.hidden = false
  })

  // a password can be looked at while it is typed
  for (const button of document.querySelectorAll('[data-reveal]')) {
    const field = document.getElementById(button.dataset.reveal)
    if (!field) continue
    button.hidden = false
    button.addEventListener('click', () => {
      const isShown = field.type === 'text'
      field.type = isShown ? 'password' : 'text'
      button.setAttribute('aria-pressed', String(!isShown))
    })
    // what is sent is a password again, or browsers would remember it as a word
    field.form?.addEventListener('submit', () => {
      field.type = 'password'
    })
  }

  // how strong a new password is: length and variety, nothing else; the server decides
  for (const told of document.querySelectorAll('[data-strength]')) {
    const field = document.getElementById(told.dataset.strength)
    const [meter, word] = [told.querySelector('meter'), told.querySelector('span')]
    field?.addEventListener('input', () => {
      const [length, kinds] = [[...field.value].length, new Set(field.value.toLowerCase()).size]
      const strength = length < 12 || kinds < 5 ? 1 : length < 18 || kinds < 8 ? 2 : 3
      told.hidden = length === 0
      meter.value = strength
      const said = [word.dataset.weak, word.dataset.fair, word.dataset.strong][strength - 1]
      if (word.textContent !== said) word.textContent = said
    })
  }

  for (const button of document.querySelectorAll('[data-copy]')) {
    const text = document.getElementById(button.dataset.copy)
    if (!text || !navigator.clipboard) continue
    button.hidden = false
    button.addEventListener('click', async () => {
      await navigator.clipboard.writeText(text.textContent)
      button.textContent = button.dataset.copied
    })
  }

  // a form that is on its way cannot be sent again; the server would take it once anyway
  addEventListener('submit', event => {
    if (event.target.dataset.sent) event.preventDefault()
    else event.target.dataset.sent = 'yes'
    // what was saved to disk leaves the page where it is
    setTimeout(() => delete event.target.dataset.sent, 5000)
  })
  addEventListener('pageshow', () => {
    for (const form of document.forms) delete form.dataset.sent
  })
})()

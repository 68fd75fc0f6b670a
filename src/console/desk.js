// What makes the work pages livelier where a script may run: a bell for who waits, and the clauses that were ticked, named in the reply.
;(() => {
  // — the bell: the tab tells how many wait; a sound when there are more than before —
  const title = document.title
  let waiting = null

  const ring = () => {
    const context = new AudioContext()
    const tone = context.createOscillator()
    const volume = context.createGain()
    tone.frequency.value = 660
    volume.gain.setValueAtTime(0.12, context.currentTime)
    volume.gain.exponentialRampToValueAtTime(0.001, context.currentTime + 0.6)
    tone.connect(volume).connect(context.destination)
    tone.start()
    tone.stop(context.currentTime + 0.6)
    tone.onended = () => context.close()
  }

  const look = () => {
    const queue = document.getElementById('queue')
    if (!queue) return
    const now = Number(queue.dataset.waiting)
    if (waiting !== null && now > waiting && 'rings' in queue.dataset) ring()
    waiting = now
    document.title = now > 0 ? `(${now}) ${title}` : title
  }

  // — news that stand on the page were read: what is written after them is no longer of before —
  const read = () => {
    const thread = document.getElementById('utas')
    if (thread?.dataset.version === undefined) return
    for (const mark of document.querySelectorAll('#isi [name="_version"]')) mark.value = thread.dataset.version
    for (const mark of document.querySelectorAll('#isi [name="_seen"]')) mark.value = thread.dataset.last
  }

  const notice = () => {
    look()
    read()
  }
  notice()
  new MutationObserver(notice).observe(document.getElementById('isi') ?? document.body, {
    subtree: true,
    childList: true,
    attributeFilter: ['data-waiting', 'data-version'],
  })

  // — clauses: what is ticked beside is named where the answer is written —
  const name = () => {
    const chosen = document.getElementById('dasar')
    if (!chosen) return
    const names = [...document.querySelectorAll('[name="kutip"]:checked')].map(box => box.dataset.name)
    const list = document.createElement('ul')
    for (const text of names) list.append(Object.assign(document.createElement('li'), { textContent: text }))
    const [none] = document.querySelectorAll('#dasar-kosong')
    if (none) none.hidden = names.length > 0
    chosen.querySelector('ul')?.remove()
    if (names.length > 0) chosen.append(list)
  }
  document.addEventListener('change', event => {
    if (event.target.name === 'kutip') name()
  })
  // a draft in the box is not lost by closing the tab in passing
  addEventListener('beforeunload', event => {
    const box = document.getElementById('jawaban')
    if (box && box.value !== box.defaultValue && !box.form.dataset.sent) event.preventDefault()
  })
})()

// What a recording is by its content. Its name is never looked at; servers that hear go by the name that they are given.

export type Sound = { readonly name: string; readonly type: string }

/** Pictures stand in the same kind of box as recordings. */
const PICTURED = /^(?:heic|heix|heim|heis|hevc|mif1|msf1|avif|avis)$/

/** null: no recording that anybody would hear. */
export function soundOf(bytes: Uint8Array): Sound | null {
  const head = Buffer.from(bytes.subarray(0, 12)).toString('latin1')
  if (head.startsWith('OggS')) return { name: 'suara.ogg', type: 'audio/ogg' }
  if (head.startsWith('ID3') || /^\xff[\xfb\xf3\xf2\xfa]/.test(head)) return { name: 'suara.mp3', type: 'audio/mpeg' }
  if (/^\xff[\xf1\xf9]/.test(head)) return { name: 'suara.aac', type: 'audio/aac' }
  if (head.startsWith('RIFF') && head.slice(8, 12) === 'WAVE') return { name: 'suara.wav', type: 'audio/wav' }
  if (head.startsWith('fLaC')) return { name: 'suara.flac', type: 'audio/flac' }
  if (head.startsWith('#!AMR')) return { name: 'suara.amr', type: 'audio/amr' }
  if (head.startsWith('\x1a\x45\xdf\xa3')) return { name: 'suara.webm', type: 'audio/webm' }
  const isBoxed = head.slice(4, 8) === 'ftyp' && !PICTURED.test(head.slice(8, 12))
  return isBoxed ? { name: 'suara.m4a', type: 'audio/mp4' } : null
}

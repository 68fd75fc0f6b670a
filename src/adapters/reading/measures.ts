// How large a picture is, told by its head, before a single dot of it is unpacked.

export type Measures = {
  readonly width: number
  readonly height: number
  /** Degrees by which it is to be turned clockwise to stand upright, as the camera noted. */
  readonly turn: 0 | 90 | 180 | 270
  readonly isMirrored: boolean
}

const upright = (width: number, height: number): Measures => ({ width, height, turn: 0, isMirrored: false })

export function measure(bytes: Uint8Array): Measures | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  try {
    if (view.getUint32(0) === 0x89504e47) return upright(view.getUint32(16), view.getUint32(20))
    if (view.getUint16(0) === 0xffd8) return measureJpeg(view)
    return measureWebp(view)
  } catch (error) {
    // the head ends before it has told
    if (error instanceof RangeError) return null
    throw error
  }
}

function measureWebp(view: DataView): Measures | null {
  const kind = view.getUint32(12)
  const bits = view.getUint32(21, true)
  // VP8X, VP8L and VP8: each notes its measures in its own way
  if (kind === 0x56503858)
    return upright((view.getUint32(24, true) & 0xffffff) + 1, ((view.getUint32(26, true) >>> 8) & 0xffffff) + 1)
  if (kind === 0x5650384c) return upright((bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1)
  if (kind === 0x56503820) return upright(view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff)
  return null
}

/** Segments that begin a picture: every 0xC0…0xCF but tables. */
const isFrame = (marker: number): boolean => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
const APP1 = 0xe1

function measureJpeg(view: DataView): Measures | null {
  let orientation = 1
  for (let at = 2; view.getUint8(at) === 0xff; ) {
    const marker = view.getUint8(at + 1)
    if (marker === 0xff) {
      at++
      continue
    }
    const length = view.getUint16(at + 2)
    if (isFrame(marker)) return { ...upright(view.getUint16(at + 7), view.getUint16(at + 5)), ...turnOf(orientation) }
    if (marker === APP1) orientation = orientationOf(view, at + 4, at + 2 + length) ?? orientation
    at += 2 + length
  }
  return null
}

/** What a camera notes of how it was held: 1…8. */
function orientationOf(view: DataView, from: number, to: number): number | null {
  if (view.getUint32(from) !== 0x45786966) return null
  const head = from + 6
  const isLittle = view.getUint16(head) === 0x4949
  const first = head + view.getUint32(head + 4, isLittle)
  if (first + 2 > to) return null
  for (let i = 0; i < view.getUint16(first, isLittle); i++) {
    const entry = first + 2 + i * 12
    if (entry + 12 > to) return null
    if (view.getUint16(entry, isLittle) === 0x0112) return view.getUint16(entry + 8, isLittle)
  }
  return null
}

const TURNS: Readonly<Record<number, Pick<Measures, 'turn' | 'isMirrored'>>> = {
  1: { turn: 0, isMirrored: false },
  2: { turn: 0, isMirrored: true },
  3: { turn: 180, isMirrored: false },
  4: { turn: 180, isMirrored: true },
  5: { turn: 270, isMirrored: true },
  6: { turn: 90, isMirrored: false },
  7: { turn: 90, isMirrored: true },
  8: { turn: 270, isMirrored: false },
}

const turnOf = (orientation: number): Pick<Measures, 'turn' | 'isMirrored'> =>
  TURNS[orientation] ?? { turn: 0, isMirrored: false }

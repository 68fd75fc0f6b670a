// How large a picture is, told by its head, before a single dot of it is unpacked.

export type Measures = { readonly width: number; readonly height: number }

/** Telephones make photographs of 12 to 24 million dots, A4 at 600 dpi has 35; unpacked, forty hold as much memory as all the rest. */
export const DOTS_MAX = 40_000_000
const SIDE_MAX = 12_000

export const isTooLarge = ({ width, height }: Measures): boolean =>
  width * height > DOTS_MAX || Math.max(width, height) > SIDE_MAX

export function measure(bytes: Uint8Array): Measures | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  try {
    if (view.getUint32(0) === 0x89504e47) return { width: view.getUint32(16), height: view.getUint32(20) }
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
    return { width: (view.getUint32(24, true) & 0xffffff) + 1, height: ((view.getUint32(26, true) >>> 8) & 0xffffff) + 1 }
  if (kind === 0x5650384c) return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }
  if (kind === 0x56503820) return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff }
  return null
}

/** Segments that begin a picture: every 0xC0…0xCF but tables. */
const isFrame = (marker: number): boolean => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)

/** What lies between two segments is passed over, as whoever unpacks the picture does; the end of the file ends the search. */
function measureJpeg(view: DataView): Measures | null {
  for (let at = 2; ; ) {
    const marker = view.getUint8(at + 1)
    if (view.getUint8(at) !== 0xff || marker === 0xff || marker === 0) at++
    else if (isFrame(marker)) return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) }
    else at += 2 + view.getUint16(at + 2)
  }
}

// Characters as they are kept: one form for what looks the same, nothing that cannot be seen.

/** What Word prints for the dots of its lists, out of a font of signs. */
const BULLETS: Readonly<Record<string, string>> = {
  '\uf0b7': '•',
  '\uf0a7': '▪',
  '\uf0d8': '➢',
  '\uf0fc': '✓',
  '\uf02d': '-',
  '\uf0a8': '◦',
}

const LIGATURES: Readonly<Record<string, string>> = { ﬀ: 'ff', ﬁ: 'fi', ﬂ: 'fl', ﬃ: 'ffi', ﬄ: 'ffl', ﬅ: 'st', ﬆ: 'st' }

export const plain = (text: string): string =>
  text
    .normalize('NFC')
    .replace(/[\uf000-\uf0ff]/g, sign => BULLETS[sign] ?? sign)
    .replace(/[\ufb00-\ufb06]/g, ligature => LIGATURES[ligature] ?? ligature)
    .replace(/\u00ad|\u2010|\u2011/g, '-')
    .replace(/[\u00a0\u2000-\u200a\u202f\u205f\u3000\t]/g, ' ')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
    .replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]/g, '')

// The body of a Word file, written anew so that what Word only shows is there to be read: the numbers of its lists and the breaks of
// its pages. What it hides is taken out.
import type { Numbering } from './numbering.ts'
import { attribute, escaped, isOn, type Token, tokensOf } from './xml.ts'

type Paragraph = {
  style: string | null
  list: string | null
  level: number | null
  isDeleted: boolean
  hasIndent: boolean
  /** It begins a page; it is the last of its section, and the next begins a page. */
  breaks: 'before' | 'after' | null
}

const BREAK = '<w:br w:type="page"/>'

export function withNumbers(xml: string, numbering: Numbering): string {
  const written: string[] = []
  const paragraphs: Paragraph[] = []
  const runs: { isHidden: boolean }[] = []
  const path: string[] = []
  const isWithin = (name: string): boolean => path.includes(name)
  for (const token of tokensOf(xml)) {
    if (token.kind === 'open') path.push(token.name)
    if (token.kind === 'close') while (path.length > 0 && path.pop() !== token.name);
    // what was before a change, and the newer of two drawings of one thing, is not read
    const isPassed = isWithin('w:pPrChange') || isWithin('w:rPrChange') || isWithin('mc:Choice')
    if (!isPassed) note(token, paragraphs, runs, path)
    if (token.kind === 'text' && runs.at(-1)?.isHidden) continue
    const isEnd = token.kind === 'close' && !isPassed
    if (isEnd && token.name === 'w:pPr') written.push(...numbered(paragraphs.at(-1), numbering))
    else if (isEnd && token.name === 'w:p' && paragraphs.at(-1)?.breaks === 'after')
      written.push(`<w:r>${BREAK}</w:r>`, token.raw)
    else if (token.name === 'w:lastRenderedPageBreak') written.push(BREAK)
    else written.push(token.raw)
    if (!isEnd) continue
    if (token.name === 'w:p') paragraphs.pop()
    else if (token.name === 'w:r') runs.pop()
  }
  return written.join('')
}

function note(token: Token, paragraphs: Paragraph[], runs: { isHidden: boolean }[], path: readonly string[]): void {
  if (token.kind === 'open' && token.name === 'w:p')
    paragraphs.push({ style: null, list: null, level: null, isDeleted: false, hasIndent: false, breaks: null })
  else if (token.kind === 'open' && token.name === 'w:r') runs.push({ isHidden: false })
  else if (token.name === 'w:vanish' && path.at(-2) === 'w:r') {
    const run = runs.at(-1)
    if (run) run.isHidden = isOn(token)
  }
  const paragraph = paragraphs.at(-1)
  if (paragraph === undefined || !path.includes('w:pPr')) return
  if (token.name === 'w:pStyle') paragraph.style = attribute(token, 'w:val')
  else if (token.name === 'w:numId') paragraph.list = attribute(token, 'w:val')
  else if (token.name === 'w:ilvl') paragraph.level = Number(attribute(token, 'w:val') ?? 0) || 0
  else if (token.name === 'w:ind') paragraph.hasIndent = true
  else if (token.name === 'w:pageBreakBefore' && isOn(token)) paragraph.breaks = 'before'
  else if (token.name === 'w:sectPr') paragraph.breaks ??= 'after'
  else if (token.name === 'w:type' && attribute(token, 'w:val') === 'continuous') paragraph.breaks = null
  else if (token.name === 'w:del' && path.at(-1) === 'w:rPr') paragraph.isDeleted = true
}

/** The end of what a paragraph says of itself, and after it what Word prints first: a new page, and the number. */
function numbered(paragraph: Paragraph | undefined, numbering: Numbering): string[] {
  const label = paragraph === undefined || paragraph.isDeleted ? null : numbering.next(paragraph)
  const indent = label?.indent == null || paragraph?.hasIndent ? '' : `<w:ind w:left="${label.indent}"/>`
  const page = paragraph?.breaks === 'before' ? `<w:r>${BREAK}</w:r>` : ''
  const number = label === null || label.text === '' ? '' : `<w:r><w:t xml:space="preserve">${escaped(label.text)}</w:t></w:r>`
  return [indent, '</w:pPr>', page, number]
}

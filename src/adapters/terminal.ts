// The terminal: lines in, text out, and a conversation at the prompt.
import { once } from 'node:events'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { intro, isCancel, log, outro, text } from '@clack/prompts'

/** Lines of standard input, one by one as they arrive. */
export const lines = (): AsyncIterable<string> => createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })

/** Writes and waits while the reader is slower than we are. */
export async function print(out: string): Promise<void> {
  if (!process.stdout.write(out)) await once(process.stdout, 'drain')
}

// a reader that has seen enough ("| head") ends us quietly
process.stdout.on('error', error => {
  if ('code' in error && error.code === 'EPIPE') process.exit()
  throw error
})

export function printLine(out: string): void {
  process.stdout.write(`${out}\n`)
}

type Screen = { readonly intro: string; readonly prompt: string; readonly bye: string }

const ENDS = /^(selesai|keluar|exit|quit)$/i

/** Talks until the person ends it. Without a terminal (a pipe) each line is a message. */
export async function converse(screen: Screen, reply: (said: string) => Promise<string>): Promise<void> {
  if (!process.stdin.isTTY) {
    for await (const line of lines()) {
      if (ENDS.test(line.trim())) break
      if (line.trim() !== '') printLine(`${await reply(line)}\n`)
    }
    return
  }
  intro(screen.intro)
  for (;;) {
    const said = await text({ message: screen.prompt })
    if (isCancel(said) || ENDS.test(said.trim())) break
    if (said.trim() !== '') log.message(await reply(said))
  }
  outro(screen.bye)
}

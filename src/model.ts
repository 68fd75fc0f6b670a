// Opens the language model that the configuration names, for whoever answers: the bot, the command line, an evaluation. It is loaded only where one
// is named.
import { join } from 'node:path'
import { readText } from './adapters/disk.ts'
import type { Catalogue } from './adapters/model/near.ts'
import type { ModelParts, OpenedModel } from './adapters/openai.ts'
import type { Config } from './config.ts'
import { openRedactor } from './redact.ts'

export type { CallEvent, OpenedModel } from './adapters/openai.ts'

/** What is told while it is asked, and what it may look for by meaning. */
export type Opening = {
  /** What this process is, for what it keeps of a day's budget. */
  readonly process: string
  readonly near: { readonly edition: () => string; readonly catalogue: () => Promise<Catalogue> } | null
} & Partial<Pick<ModelParts, 'tell' | 'onMarks' | 'onOff' | 'onFailure' | 'keepMs'>>

const nothing = (): void => {}

/** null: none reads or words here, and the rules answer alone. */
export async function openConfiguredModel(config: Config, opening: Opening): Promise<OpenedModel | null> {
  const { model, promptsFolder, cacheFolder } = config
  if (model === null || (model.names.read === null && model.names.word === null)) return null
  const { openModel } = await import('./adapters/openai.ts')
  const redactor = openRedactor(readText(join(promptsFolder, 'names.id.txt')))
  return openModel({
    config: model,
    promptsFolder,
    cacheFolder,
    redact: redactor.redact,
    tell: nothing,
    onMarks: nothing,
    onOff: nothing,
    onFailure: nothing,
    ...opening,
  })
}

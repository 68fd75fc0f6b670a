// What every command of this run stands on: its configuration and the sentences it speaks.
import { join } from 'node:path'
import process from 'node:process'
import { readIfThere, readText } from './adapters/disk.ts'
import { type Config, ConfigRefused, readConfig } from './config.ts'
import { parseScreens } from './screens.ts'

export const config = configured()
export const screens = parseScreens(readText(join(config.promptsFolder, 'screens.id.yaml')))

/** The configuration, or each of its faults in a line and the end. */
function configured(): Config {
  try {
    return readConfig(readIfThere)
  } catch (error) {
    if (!(error instanceof ConfigRefused)) throw error
    const { say } = parseScreens(readText(join('prompts', 'screens.id.yaml')))
    for (const { variable, why } of error.faults) process.stderr.write(`${say(`config_${why}`, { variable })}\n`)
    process.exit(1)
  }
}

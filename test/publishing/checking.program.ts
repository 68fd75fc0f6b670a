import { afterAll, describe, expect, it } from 'vitest'
import { readFiles } from '../../src/adapters/disk.ts'
import { openChecker } from '../../src/checking.ts'
import { knowledgeFolder } from '../edition.ts'

describe('the check of an edition in the making', () => {
  const checker = openChecker()
  afterAll(() => checker.stop())
  const files = readFiles(knowledgeFolder)
  const broken = new Map([...files, ['rows/33.12/x.yaml', 'regulation: tidak-ada\nplace: "33.12"\nrows: []\nquestions: []\n']])

  it('is done beside the pages, for several at once, and says what is wrong', async () => {
    const [sound, problems] = await Promise.all([checker.check(files), checker.check(broken)])
    expect(sound).toEqual([])
    expect(problems).toMatchObject([{ file: 'rows/33.12/x.yaml', field: 'regulation', kind: 'dangling' }])
  })

  it('goes on after its thread was let go of', async () => {
    await checker.stop()
    expect(await checker.check(broken)).toHaveLength(1)
  })
})

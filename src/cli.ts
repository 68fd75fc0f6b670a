// Every command. What a command needs is loaded when it is called: a running bot carries no benches, a question no servers.
import process from 'node:process'
import { Command } from 'commander'
import type { AskOptions, ProfileOptions, RegressOptions, ReviewOptions } from './commands.ts'
import { config, screens } from './desk.ts'
import type { JsonOption, PublishOptions, RollBackOptions } from './editing.ts'
import type { EvaluateOptions } from './evaluating.ts'
import { HomePlaceUnknown, KnowledgeBroken, UsageWrong } from './refused.ts'

const NODE_MIN = 24

const commands = () => import('./commands.ts')
const operator = () => import('./operator.ts')
const backups = () => import('./backups.ts')
const staffside = () => import('./staffside.ts')
const editing = () => import('./editing.ts')
const evaluating = () => import('./evaluating.ts')

function program(): Command {
  const p = new Command('rambu').description(screens.say('help_program')).helpOption('-h, --help', screens.say('help_help'))
  const withProfile = (c: Command): Command =>
    c
      .option('--status <status>', screens.say('help_status'))
      .option('--place <name>', screens.say('help_place'))
      .option('--date <YYYY-MM-DD>', screens.say('help_date'))
  withProfile(p.command('ask').argument('[question...]').description(screens.say('help_ask')))
    .option('--json', screens.say('help_json'))
    .option('--jsonl', screens.say('help_jsonl'))
    .option('--why', screens.say('help_why'))
    .action(async (words: string[], options: AskOptions) => (await commands()).ask(words, options))
  withProfile(p.command('chat').description(screens.say('help_chat'))).action(async (options: ProfileOptions) =>
    (await commands()).chat(options),
  )
  p.command('start')
    .description(screens.say('help_start'))
    .action(async () => (await operator()).start(config, screens))
  p.command('doctor')
    .option('--json', screens.say('help_json'))
    .description(screens.say('help_doctor'))
    .action(async (options: { json?: boolean }) => (await operator()).doctor(config, screens, options))
  const dead = p.command('dead-letters').description(screens.say('help_dead'))
  dead
    .command('list')
    .option('--json', screens.say('help_json'))
    .description(screens.say('help_dead_list'))
    .action(async (options: { json?: boolean }) => (await operator()).listDeadLetters(config, screens, options))
  dead
    .command('resend')
    .argument('[number...]')
    .option('--all', screens.say('help_dead_all'))
    .description(screens.say('help_dead_resend'))
    .action(async (numbers: string[], options: { all?: boolean }) =>
      (await operator()).resendDeadLetters(config, screens, numbers, options.all === true),
    )
  p.command('backup')
    .option('--keys', screens.say('help_backup_keys'))
    .description(screens.say('help_backup'))
    .action(async (options: { keys?: boolean }) => (await backups()).makeBackup(config, screens, options))
  p.command('restore')
    .argument('<file>')
    .option('--keys <file>', screens.say('help_restore_keys'))
    .description(screens.say('help_restore'))
    .action(async (file: string, options: { keys?: string }) => (await backups()).restoreBackup(config, screens, file, options))
  p.command('integrity')
    .option('--json', screens.say('help_json'))
    .description(screens.say('help_integrity'))
    .action(async (options: { json?: boolean }) => (await backups()).integrity(config, screens, options))
  p.command('handoff')
    .description(screens.say('help_handoff'))
    .command('transitions')
    .description(screens.say('help_handoff_table'))
    .action(async () => (await staffside()).printTransitions(screens))
  p.command('audit')
    .description(screens.say('help_audit'))
    .command('verify')
    .description(screens.say('help_audit_verify'))
    .action(async () => (await staffside()).verifyAudit(config, screens))
  p.command('staff')
    .description(screens.say('help_staff'))
    .command('reset')
    .argument('<login>')
    .description(screens.say('help_staff_reset'))
    .action(async (login: string) => (await staffside()).resetMember(config, screens, login))
  p.command('migrate')
    .description(screens.say('help_migrate'))
    .action(async () => (await backups()).migrateTables(config, screens))
  p.command('database')
    .description(screens.say('help_database'))
    .command('prepare')
    .option('--to <folder>', screens.say('help_prepare_to'))
    .option('--renew', screens.say('help_prepare_renew'))
    .description(screens.say('help_prepare'))
    .action(async (options: { to?: string; renew?: boolean }) => (await backups()).prepareDatabase(config, screens, options))
  const knowledge = p.command('knowledge').description(screens.say('help_knowledge'))
  knowledge
    .command('check')
    .description(screens.say('help_check'))
    .action(async () => (await commands()).knowledgeCheck())
  knowledge
    .command('show')
    .argument('[id]')
    .option('--unreviewed', screens.say('help_unreviewed'))
    .description(screens.say('help_show'))
    .action(async (id: string | undefined, options: { unreviewed?: boolean }) => (await commands()).knowledgeShow(id, options))
  knowledge
    .command('review')
    .argument('[topic]')
    .option('--out <folder>', screens.say('help_review_out'))
    .option('--read <sheet.csv>', screens.say('help_review_read'))
    .option('--level <officer|legal>', screens.say('help_review_level'))
    .option('--date <YYYY-MM-DD>', screens.say('help_date'))
    .description(screens.say('help_review'))
    .action(async (topic: string | undefined, options: ReviewOptions) => (await commands()).knowledgeReview(topic, options))
  knowledge
    .command('search')
    .argument('<words...>')
    .description(screens.say('help_search'))
    .action(async (words: string[]) => (await commands()).knowledgeSearch(words))
  editions(knowledge)
  p.command('regress')
    .description(screens.say('help_regress'))
    .option('--novel', screens.say('help_novel'))
    .option('--paraphrases', screens.say('help_paraphrases'))
    .option('--set <name>', screens.say('help_set'))
    .option('--rows', screens.say('help_rows'))
    .option('--failures', screens.say('help_failures'))
    .option('--model', screens.say('help_model'))
    .option('--file <file.jsonl>', screens.say('help_eval_file'))
    .option('--out <file.json>', screens.say('help_eval_out'))
    .option('--compare <a.json b.json...>', screens.say('help_eval_compare'))
    .action(async (options: RegressOptions & EvaluateOptions) =>
      options.model || options.compare ? (await evaluating()).evaluate(options) : (await commands()).regressCommand(options),
    )
  return p
}

/** Editions: compared, tried, published, taken back, handed on. */
function editions(knowledge: Command): void {
  const withJson = (c: Command): Command => c.option('--json', screens.say('help_json'))
  const withPair = (c: Command): Command =>
    withJson(c)
      .option('--reason <text>', screens.say('pub_help_reason'))
      .option('--as <login>', screens.say('pub_help_as'))
      .option('--approved-by <login>', screens.say('pub_help_approved'))
  withJson(knowledge.command('diff').argument('<a>').argument('<b>').description(screens.say('pub_help_diff'))).action(
    async (a: string, b: string, options: JsonOption) => (await editing()).diffEditions(config, screens, a, b, options),
  )
  withJson(knowledge.command('editions').description(screens.say('pub_help_editions'))).action(async (options: JsonOption) =>
    (await editing()).listEditions(config, screens, options),
  )
  withJson(knowledge.command('trial').argument('<folder-or-zip>').description(screens.say('pub_help_trial'))).action(
    async (place: string, options: JsonOption) => (await editing()).tryFolder(config, screens, place, options),
  )
  withPair(knowledge.command('publish').argument('<folder-or-zip>').description(screens.say('pub_help_publish')))
    .option('--changes <number>', screens.say('pub_help_changes'))
    .action(async (place: string, options: PublishOptions) => (await editing()).publishFolder(config, screens, place, options))
  withPair(knowledge.command('import').argument('<folder-or-zip>').description(screens.say('pub_help_import'))).action(
    async (place: string, options: PublishOptions) => (await editing()).importFolder(config, screens, place, options),
  )
  withJson(knowledge.command('export').argument('<folder>').description(screens.say('pub_help_export'))).action(
    async (folder: string, options: JsonOption) => (await editing()).exportFolder(config, screens, folder, options),
  )
  withJson(knowledge.command('rollback').argument('<edition>').description(screens.say('pub_help_rollback')))
    .option('--reason <text>', screens.say('pub_help_reason'))
    .option('--as <login>', screens.say('pub_help_rollback_as'))
    .action(async (edition: string, options: RollBackOptions) => (await editing()).rollBack(config, screens, edition, options))
}

async function run(): Promise<void> {
  if (Number(process.versions.node.split('.')[0]) < NODE_MIN)
    throw new UsageWrong(screens.say('node_old', { version: process.versions.node }))
  await program().parseAsync(process.argv)
}

try {
  await run()
} catch (error) {
  process.exitCode = 1
  if (error instanceof UsageWrong) process.stderr.write(`${error.message}\n`)
  else if (error instanceof HomePlaceUnknown)
    process.stderr.write(`RAMBU_HOME_PLACE: ${screens.say('place_unknown', { name: error.place })}\n`)
  else if (error instanceof KnowledgeBroken) process.stderr.write(`${screens.say('broken', { count: error.problems })}\n`)
  else {
    const said = (await operator()).explain(error, screens)
    if (said === null) throw error
    process.stderr.write(`${said}\n`)
  }
}

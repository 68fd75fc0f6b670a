// The bare grammY bot that the bot is measured beside: by webhook, it says back what it was told. Nothing is stored.
import { createServer } from 'node:http'
import process from 'node:process'
import { Bot, webhookCallback } from 'grammy'

const { ECHO_TOKEN = '', ECHO_SECRET = '', ECHO_API = '', ECHO_PORT = '0' } = process.env
const bot = new Bot(ECHO_TOKEN, { client: { apiRoot: ECHO_API } })
bot.on('message:text', context => context.reply(context.message.text))
await bot.init()
createServer(webhookCallback(bot, 'http', { secretToken: ECHO_SECRET })).listen(Number(ECHO_PORT), '127.0.0.1', () =>
  process.stdout.write('ready\n'),
)
process.once('SIGTERM', () => process.exit(0))

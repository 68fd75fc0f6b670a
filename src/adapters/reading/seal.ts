// Doors that a document must not find open: the ways to a network, shut in the thread that reads. The permissions of the process shut
// the files, other programs and evaluated code; they do not know networks.
import dgram from 'node:dgram'
import dns from 'node:dns'
import { syncBuiltinESMExports } from 'node:module'
import net from 'node:net'

function shut(): never {
  throw new Error('shut')
}

export function seal(): void {
  net.Socket.prototype.connect = shut
  net.Server.prototype.listen = shut
  dgram.createSocket = shut
  dns.lookup = Object.assign(shut, { __promisify__: shut })
  for (const name of ['fetch', 'WebSocket', 'EventSource']) Reflect.deleteProperty(globalThis, name)
  syncBuiltinESMExports()
}

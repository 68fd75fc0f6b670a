// The border: takes in what platforms bring, knows who is behind an address, and sends what is ready to go.
// It never thinks about a message, never passes an address on, and never keeps a platform's message id except as a keyed hash.
// Neighbours: the channels (adapters) outside; the inbox inside, over the store.
// Explained by: test/gateway/*.test.ts, test/contracts/store.ts, test/promises/identity.test.ts.
export { Address } from './address.ts'
export { type Bell, bell } from './bell.ts'
export type { Admission, Border, Claimed, DeadLetter, GatewayChange, ReplyRef } from './border.ts'
export type { Channel, FetchedFile, FileRef, Incoming, Outgoing, Received, Sending } from './channel.ts'
export { type Delivering, deliver } from './deliver.ts'
export { FILE_BYTES_MAX, type FileRead, type Files, files, type ReadFile, VOICE_BYTES_MAX } from './enclosed.ts'
export { LIMITS, type Limits } from './limits.ts'
export { type NetworkLimit, networkLimit } from './network.ts'
export { type BorderEvent, type Receiver, type Receiving, receiver } from './receive.ts'
export {
  challenge,
  type HttpRequest,
  type HttpResponse,
  type Route,
  WEBHOOK_BODY_MAX,
  type WebChat,
  webhook,
  webRoutes,
} from './routes.ts'
export { openVault, type Sealed, type Vault } from './vault.ts'

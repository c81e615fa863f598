export type { Compression } from './compression.js';
export type { SettledEvents } from './courier.js';
export type { SeriesSource } from './feed.js';
export type { Destination } from './line.js';
export { memoryOutbox } from './memory-outbox.js';
export type { Finding, Outbox } from './outbox.js';
export { createSender, type DeliverOptions, type Sender, type SenderOptions } from './sender.js';
export {
  type Dropped,
  dropSpool,
  listSpool,
  type SegmentListing,
  type SpoolFolder,
  type SpoolStatus,
  spoolStatus,
  type VerifiedSegment,
  verifySpool,
} from './spool/inspection.js';
export { type SpoolProcess, thisProcess } from './spool/lease.js';
export { openSpool, type SpoolOptions } from './spool/open-spool.js';
export { readSegmentFile, type SegmentContents, type WaitingSeries } from './spool/segment-contents.js';
export type { DeliveryReason, DeliveryReport } from './tally.js';

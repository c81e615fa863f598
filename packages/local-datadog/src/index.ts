export type { Clock } from './stand-in/clock.js';
export { byMethod, CONTROL_PREFIX, type ControlRoutes } from './stand-in/control.js';
export { type Answer, type Context, firstOf, type Handler, type Request } from './stand-in/exchange.js';
export type { FaultMatch, FaultRule } from './stand-in/fault-rule.js';
export type { Faults, ScriptedFault } from './stand-in/faults.js';
export { RefusedRequest } from './stand-in/read-request.js';
export type { RecordedBody, RecordedRequest } from './stand-in/request-log.js';
export { type StandIn, type StandInOptions, startStandIn } from './stand-in/stand-in.js';

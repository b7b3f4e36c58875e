export type { Detection, MonitorEvent } from './detection.js';
export {
  monitorStream,
  type MonitorStreamOptions,
  type StreamBreak,
  type StreamPart,
} from './monitor-stream.js';
export {
  FALSE_ALARMS_PER_HOUR,
  StreamMonitor,
  type MonitorOptions,
  type MonitorPorts,
  type MonitorRetention,
} from './stream-monitor.js';

export { addKeyToFile } from './keys/key-file.js';
export { DEFAULT_LIMITS, type ServerLimits, type ServerSettings } from './server-settings.js';
export { startService, type RunningService, type ServicePorts } from './start-service.js';

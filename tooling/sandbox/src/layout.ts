/** What lies where in a sandbox's folder. */
export const CONFIG_FILE = 'config.toml'
export const IDENTITY_FILE = 'identity.json'
export const CERTIFICATE_FOLDER = 'cert'
export const STATE_FILE = 'state.json'
export const STATE_LOCK = 'state.lock'
export const SUPERVISOR_LOG = 'supervisor.log'
/** The broker's settings, data and logs. */
export const BROKER_FOLDER = 'kafka'

/** In the broker's folder. */
export const BROKER_LOG = 'broker.log'
export const PREVIOUS_BROKER_LOG = 'broker.previous.log'
/** In the broker's folder: what Java itself says; a crash of the JVM ends up here. */
export const BROKER_OUTPUT = 'broker.out'

/** What lies where in a sandbox's folder. */
export const CONFIG_FILE = 'config.toml'
export const IDENTITY_FILE = 'identity.json'
export const CERTIFICATE_FOLDER = 'cert'
export const STATE_FILE = 'state.json'
export const STATE_LOCK = 'state.lock'
export const SUPERVISOR_LOG = 'supervisor.log'
/** The broker's settings, data and logs. */
export const BROKER_FOLDER = 'kafka'

/** All that a sandbox writes into its folder. Named one by one: the folder may be one of the user's. */
export const SANDBOX_CONTENT: readonly string[] = [
  CONFIG_FILE,
  IDENTITY_FILE,
  BROKER_FOLDER,
  SUPERVISOR_LOG,
  CERTIFICATE_FOLDER,
  STATE_FILE,
  STATE_LOCK,
]

/** In the broker's folder. */
export const BROKER_LOG = 'broker.log'
export const PREVIOUS_BROKER_LOG = 'broker.previous.log'
/** In the broker's folder: what the REST server says where it is a container. */
export const MOCK_LOG = 'mock.log'
/** In the broker's folder: what Java itself says; a crash of the JVM ends up here. */
export const BROKER_OUTPUT = 'broker.out'

/** How the containers call each other, and where they listen; compose.yaml has the same names. */
export const KAFKA = { host: 'kafka', port: 9092 } as const
export const HOPSWORKS = { host: 'hopsworks', port: 8443 } as const

/** Where compose.yaml mounts its volumes, in the containers of this image. */
export const FOLDERS = {
  /** All secrets; only the set-up sees it. */
  identity: '/volumes/identity',
  /** What Kafka starts from, and its data. */
  broker: '/volumes/broker',
  /** What the mock Hopsworks starts from. */
  hopsworks: '/volumes/hopsworks',
  /** config.toml and all that it names. */
  project: '/volumes/project',
} as const

/** In the folder of the mock Hopsworks; its image looks there. */
export const SEED_FILE = 'options.json'
/** In the broker's folder. */
export const CLUSTER_ID_FILE = 'cluster-id'

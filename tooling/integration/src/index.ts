export { decodeBlock, readContainer } from './avro-container.ts'
export { bareCodec, exchange, framed, randomData } from './avro-exchange.ts'
export { normalize, parseAvroJson } from './avro-json.ts'
export { AvroOracle, type JavaDatum, noAvroOracle } from './avro-oracle.ts'
export { schemaPairs } from './avro-schema-pairs.ts'
export { AVRO_SCHEMAS } from './avro-schemas.ts'
export { CONTAINERS, PROTOCOLS, SCHEMA_FILES, SPECIAL, UNUSED } from './avro-test-files.ts'
export { noBrowser, startBrowser } from './browser.ts'
export { bySensor } from './by-sensor.ts'
export { canRun } from './can-run.ts'
export {
  type Cluster,
  type ClusterWishes,
  foreignBroker,
  noCluster,
  openCluster,
} from './cluster.ts'
export { type ConfigTable, configVariant } from './config-variant.ts'
export { connectionOf, type PemConnection } from './connection-of.ts'
export { followEvents, type PlotEvents } from './event-stream.ts'
export { type FaultCounts, type FaultyRun, injectedFaults } from './injected-faults.ts'
export { runJava } from './java.ts'
export { javas, runOn } from './javas.ts'
export { keytoolPath } from './keytool.ts'
export { findProcesses, isRunning } from './processes.ts'
export { findPython, type PythonCall, type PythonSearch, runPython } from './python.ts'
export { type AppOptions, type AppRun, type RunningApp, runApp, startApp } from './run-app.ts'
export { findScript, openTerminal, type Terminal } from './terminal.ts'
export {
  moment,
  numbers,
  type Place,
  POLL,
  type TextClient,
  take,
  text,
  textClient,
  timed,
} from './text-client.ts'

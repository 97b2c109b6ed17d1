/** What of Avro's own tests jar is used, and how; and what is not, with the reason. */

/** Container files, each with the least number of records; every record is read. */
export const CONTAINERS: readonly (readonly [name: string, records: number])[] = [
  ['share/test/data/schemas/simple/data.avro', 2],
  ['share/test/data/schemas/withUnion/data.avro', 2],
  ['share/test/data/weather.avro', 5],
  ['share/test/data/weather-sorted.avro', 5],
  ['share/test/data/syncInMeta.avro', 6001],
  ['share/test/interop/rpc/add/onePlusOne/request.avro', 1],
  ['share/test/interop/rpc/add/onePlusOne/response.avro', 1],
  ['share/test/interop/rpc/echo/foo/request.avro', 1],
  ['share/test/interop/rpc/echo/foo/response.avro', 1],
  ['share/test/interop/rpc/hello/world/request.avro', 1],
  ['share/test/interop/rpc/hello/world/response.avro', 1],
]

/** Schemas of which random data are exchanged with Java. */
export const SCHEMA_FILES: readonly string[] = [
  'SchemaBuilder.avsc',
  'TestRecordWithLogicalTypes.avsc',
  'TestRecordWithMapsAndArrays.avsc',
  'TestUnionRecord.avsc',
  'multipleFile/DocumentInfo.avsc',
  'multipleFile/MyResponse.avsc',
  'schema-location-read.json',
  'schema-location-write.json',
  'schema-location.json',
  'share/schemas/org/apache/avro/data/Json.avsc',
  'share/schemas/org/apache/avro/ipc/HandshakeRequest.avsc',
  'share/schemas/org/apache/avro/ipc/HandshakeResponse.avsc',
  'share/test/data/messageV1/test_schema.avsc',
  'share/test/data/schemas/simple/schema.json',
  'share/test/data/schemas/withUnion/schema.json',
  'share/test/schemas/FooBarSpecificRecord.avsc',
  'share/test/schemas/RecordWithRequiredFields.avsc',
  'share/test/schemas/interop.avsc',
  'share/test/schemas/reserved.avsc',
  'share/test/schemas/weather.avsc',
]

/** Protocols, whose types are exchanged as fields of one record. */
export const PROTOCOLS: readonly string[] = [
  'share/schemas/org/apache/avro/mapred/tether/InputProtocol.avpr',
  'share/test/schemas/BulkData.avpr',
  'share/test/schemas/mail.avpr',
  'share/test/schemas/namespace.avpr',
  'share/test/schemas/simple.avpr',
]

/** Files that have a test of their own. */
export const SPECIAL: readonly string[] = [
  'multipleFile/ApplicationEvent.avsc',
  'share/test/data/messageV1/test_message.bin',
  'share/test/data/schema-tests.txt',
  'share/test/data/weather.json',
]

const NO_SNAPPY = 'weather.avro compressed by Snappy, which Node does not have'
const AVRO_1_2 = 'the container format of Avro 1.2, which no registry holds'
const IDL = 'Avro IDL, another language: a registry holds JSON'
const NO_TYPES = 'a protocol without types of its own'
const TEXT = 'no data: words, a build file, or a script'

/** What is not used, and why. */
export const UNUSED: Readonly<Record<string, string>> = {
  'META-INF/DEPENDENCIES': TEXT,
  'META-INF/LICENSE': TEXT,
  'META-INF/MANIFEST.MF': TEXT,
  'META-INF/NOTICE': TEXT,
  'META-INF/maven/org.apache.avro/avro/pom.properties': TEXT,
  'META-INF/maven/org.apache.avro/avro/pom.xml': TEXT,
  'META-INF/services/org.apache.avro.Conversion': TEXT,
  'META-INF/services/org.apache.avro.FormattedSchemaParser': TEXT,
  'META-INF/services/org.apache.avro.LogicalTypes$LogicalTypeFactory': TEXT,
  'multipleFile/README.md': TEXT,
  'share/schemas/org/apache/avro/mapred/tether/OutputProtocol.avpr': NO_TYPES,
  'share/test/data/messageV1/README.md': TEXT,
  'share/test/data/schemas/README.md': TEXT,
  'share/test/data/schemas/simple/README.md': TEXT,
  'share/test/data/schemas/withUnion/README.md': TEXT,
  'share/test/data/test.avro12': AVRO_1_2,
  'share/test/data/weather-snappy.avro': NO_SNAPPY,
  'share/test/interop/bin/test_rpc_interop.sh': TEXT,
  'share/test/run-perf.sh': TEXT,
  'share/test/schemas/contexts.avdl': IDL,
  'share/test/schemas/echo.avdl': IDL,
  'share/test/schemas/http.avdl': IDL,
  'share/test/schemas/nestedNullable.avdl': IDL,
  'share/test/schemas/schemaevolution.avdl': IDL,
  'share/test/schemas/social.avdl': IDL,
  'share/test/schemas/specialtypes.avdl': IDL,
  'share/test/schemas/stringables.avdl': IDL,
}

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.net.JarURLConnection;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.jar.JarFile;
import org.apache.avro.Conversions;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.Encoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.util.RandomData;

/**
 * Avro's Java implementation as a service: one question a line on stdin, one answer a line on
 * stdout, both JSON. It runs from source, so that no build is needed.
 */
public final class AvroOracle {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HexFormat HEX = HexFormat.of();

  public static void main(String[] args) throws IOException {
    PrintStream answers = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    BufferedReader questions =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = questions.readLine(); line != null; line = questions.readLine()) {
      answers.println(JSON.writeValueAsString(answer(JSON.readTree(line))));
    }
  }

  private static JsonNode answer(JsonNode question) {
    try {
      return switch (question.get("ask").asText()) {
        case "normalize" -> normalize(question);
        case "random" -> random(question);
        case "read" -> read(question);
        case "canRead" -> canRead(question);
        case "longs" -> longs(question);
        case "bigDecimals" -> bigDecimals(question);
        case "resource" -> resource(question);
        case "resources" -> resources();
        case "container" -> container(question);
        default -> throw new IllegalArgumentException("no such question");
      };
    } catch (Exception | StackOverflowError fault) {
      return JSON.createObjectNode().put("fault", String.valueOf(fault));
    }
  }

  private static Schema schemaOf(JsonNode question, String field) {
    return new Schema.Parser().parse(question.get(field).asText());
  }

  private static JsonNode normalize(JsonNode question) throws Exception {
    Schema schema = schemaOf(question, "schema");
    return JSON.createObjectNode()
        .put("canonicalForm", SchemaNormalization.toParsingForm(schema))
        .put("fingerprint", Long.toUnsignedString(SchemaNormalization.parsingFingerprint64(schema)));
  }

  /** Random data of a schema: longs over all 64 bits, nested to Avro's own taste. */
  private static JsonNode random(JsonNode question) throws IOException {
    Schema schema = schemaOf(question, "schema");
    ArrayNode data = JSON.createArrayNode();
    int count = question.get("count").asInt();
    for (Object datum : new RandomData(schema, count, question.get("seed").asLong())) {
      data.add(shown(schema, datum));
    }
    return data;
  }

  /** Data in hex, read as the writer's or another schema, then written anew and as Avro's JSON. */
  private static JsonNode read(JsonNode question) throws IOException {
    Schema writer = schemaOf(question, "schema");
    Schema reader = question.has("as") ? schemaOf(question, "as") : writer;
    ArrayNode data = JSON.createArrayNode();
    for (JsonNode hex : question.get("data")) {
      byte[] bytes = HEX.parseHex(hex.asText());
      BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(bytes, null);
      Object datum = new GenericDatumReader<>(writer, reader).read(null, decoder);
      if (!decoder.isEnd()) throw new IOException("bytes are left over");
      data.add(shown(reader, datum));
    }
    return data;
  }

  private static ObjectNode shown(Schema schema, Object datum) throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    write(schema, datum, EncoderFactory.get().jsonEncoder(schema, text));
    return JSON.createObjectNode()
        .put("hex", HEX.formatHex(binary(schema, datum)))
        .put("json", text.toString(StandardCharsets.UTF_8));
  }

  private static byte[] binary(Schema schema, Object datum) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    write(schema, datum, EncoderFactory.get().binaryEncoder(bytes, null));
    return bytes.toByteArray();
  }

  private static void write(Schema schema, Object datum, Encoder encoder) throws IOException {
    new GenericDatumWriter<>(schema).write(datum, encoder);
    encoder.flush();
  }

  /** Whether one schema reads data of the other: whole, whatever branch or symbol they have. */
  private static JsonNode canRead(JsonNode question) {
    Schema reader = schemaOf(question, "reader");
    Schema writer = schemaOf(question, "writer");
    var verdict = SchemaCompatibility.checkReaderWriterCompatibility(reader, writer).getType();
    return JSON.createObjectNode()
        .put("canRead", verdict == SchemaCompatibility.SchemaCompatibilityType.COMPATIBLE);
  }

  /** Longs as text, to their bytes one behind the other. */
  private static JsonNode longs(JsonNode question) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Encoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    for (JsonNode value : question.get("values")) encoder.writeLong(Long.parseLong(value.asText()));
    encoder.flush();
    return JSON.createObjectNode().put("hex", HEX.formatHex(bytes.toByteArray()));
  }

  private static JsonNode bigDecimals(JsonNode question) {
    Schema schema = LogicalTypes.bigDecimal().addToSchema(Schema.create(Schema.Type.BYTES));
    ArrayNode data = JSON.createArrayNode();
    for (JsonNode value : question.get("values")) {
      ByteBuffer bytes =
          new Conversions.BigDecimalConversion()
              .toBytes(new BigDecimal(value.asText()), schema, schema.getLogicalType());
      byte[] copy = new byte[bytes.remaining()];
      bytes.get(copy);
      data.add(HEX.formatHex(copy));
    }
    return data;
  }

  /** A file of the `tests` jar. */
  private static JsonNode resource(JsonNode question) throws IOException {
    String name = question.get("name").asText();
    try (InputStream stream = AvroOracle.class.getClassLoader().getResourceAsStream(name)) {
      return JSON.createObjectNode().put("hex", HEX.formatHex(stream.readAllBytes()));
    }
  }

  /** The names of all files of the `tests` jar but Java's own. */
  private static JsonNode resources() throws IOException {
    ArrayNode names = JSON.createArrayNode();
    var url = AvroOracle.class.getClassLoader().getResource("share/test/data/schema-tests.txt");
    try (JarFile jar = ((JarURLConnection) url.openConnection()).getJarFile()) {
      jar.stream()
          .filter(entry -> !entry.isDirectory() && !entry.getName().endsWith(".class"))
          .forEach(entry -> names.add(entry.getName()));
    }
    return JSON.createObjectNode().set("names", names);
  }

  /** The records of a container file of the `tests` jar. */
  private static JsonNode container(JsonNode question) throws IOException {
    String name = question.get("name").asText();
    ArrayNode data = JSON.createArrayNode();
    try (InputStream stream = AvroOracle.class.getClassLoader().getResourceAsStream(name);
        DataFileStream<Object> file = new DataFileStream<>(stream, new GenericDatumReader<>())) {
      for (Object datum : file) data.add(shown(file.getSchema(), datum));
    }
    return data;
  }
}

import java.io.FileInputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Writes every record of a topic as a line: ReadTopic PROPERTIES TOPIC PARTITIONS COUNT. */
class ReadTopic {
  public static void main(String[] args) throws Exception {
    Properties settings = new Properties();
    try (FileInputStream file = new FileInputStream(args[0])) {
      settings.load(file);
    }
    List<TopicPartition> partitions = new ArrayList<>();
    for (int n = 0; n < Integer.parseInt(args[2]); n++) partitions.add(new TopicPartition(args[1], n));
    ByteArrayDeserializer bytes = new ByteArrayDeserializer();
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings, bytes, bytes)) {
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      for (int left = Integer.parseInt(args[3]); left > 0; ) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
          System.out.println(line(record));
          left--;
        }
      }
    }
  }

  static String line(ConsumerRecord<byte[], byte[]> record) {
    List<String> headers = new ArrayList<>();
    for (Header header : record.headers()) {
      headers.add(text(header.key().getBytes(java.nio.charset.StandardCharsets.UTF_8)) + "=" + text(header.value()));
    }
    return String.join(
        "\t",
        String.valueOf(record.partition()),
        String.valueOf(record.offset()),
        String.valueOf(record.timestamp()),
        text(record.key()),
        text(record.value()),
        String.join(",", headers));
  }

  static String text(byte[] bytes) {
    return bytes == null ? "null" : Base64.getEncoder().encodeToString(bytes);
  }
}

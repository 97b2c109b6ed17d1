import java.io.FileInputStream;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;

/** Asks a cluster for a topic and writes what it is told: AskForTopic PROPERTIES TOPIC. */
class AskForTopic {
  public static void main(String[] args) throws Exception {
    Properties settings = new Properties();
    try (FileInputStream file = new FileInputStream(args[0])) {
      settings.load(file);
    }
    try (Admin admin = Admin.create(settings)) {
      System.out.println(admin.describeTopics(List.of(args[1])).allTopicNames().get());
    }
  }
}

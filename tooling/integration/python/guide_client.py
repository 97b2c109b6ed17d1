"""Does what the guide's programs do with a config.toml, with confluent-kafka's current release.

    guide_client.py produce CONFIG      reads JSON lines {"id", "timestamp", "value"} from stdin
    guide_client.py consume CONFIG N    writes N JSON lines {"key", "id", "timestamp", "value"}

It runs in the configuration's folder, since the guide's paths are relative to where a program runs.
"""

import json
import sys
from datetime import datetime, timezone
from uuid import uuid4

import toml
from confluent_kafka import Consumer, Producer
from confluent_kafka.schema_registry import SchemaRegistryClient, record_subject_name_strategy
from confluent_kafka.schema_registry.avro import AvroDeserializer, AvroSerializer
from confluent_kafka.serialization import MessageField, SerializationContext

SCHEMA = """
{
  "type": "record",
  "name": "sensor",
  "fields": [
    {"name": "timestamp", "type": {"type": "long", "logicalType": "timestamp-millis"}},
    {"name": "id", "type": "string"},
    {"name": "value", "type": "double"}
  ]
}
"""


def registry(conf):
    url = (
        "https://" + conf["hops"]["url"] + conf["api"]["base"]
        + "/project/" + conf["project"]["id"] + "/kafka"
    )
    client = SchemaRegistryClient({"url": url, "ssl.ca.location": conf["hops"]["verify"]})
    # The client knows no ApiKey scheme; the guide reaches into its session as well.
    client._rest_client.session.headers.update({"Authorization": "ApiKey " + conf["api"]["key"]})
    return client


def kafka(conf):
    return {
        "bootstrap.servers": conf["hops"]["url"] + ":" + conf["kafka"]["port"],
        "security.protocol": "SSL",
        "ssl.ca.location": conf["project"]["ca_file"],
        "ssl.certificate.location": conf["project"]["certificate_file"],
        "ssl.key.location": conf["project"]["key_file"],
        "ssl.key.password": conf["project"]["key_password"],
    }


def produce(conf):
    options = {
        "auto.register.schemas": False,
        "subject.name.strategy": record_subject_name_strategy,
    }
    serialize = AvroSerializer(registry(conf), SCHEMA, conf=options)
    topic = conf["kafka"]["topic"]
    failures = []
    producer = Producer(kafka(conf))
    for line in sys.stdin:
        event = json.loads(line)
        value = serialize(event, SerializationContext(topic, MessageField.VALUE))
        producer.produce(
            topic,
            key=event["id"].encode("utf-8"),
            value=value,
            on_delivery=lambda err, _: failures.append(str(err)) if err else None,
        )
    producer.flush(30)
    if failures:
        sys.exit("not delivered: " + failures[0])


def consume(conf, count):
    deserialize = AvroDeserializer(registry(conf), SCHEMA)
    topic = conf["kafka"]["topic"]
    consumer = Consumer(
        {**kafka(conf), "group.id": str(uuid4()), "auto.offset.reset": "earliest"}
    )
    consumer.subscribe([topic])
    for _ in range(count):
        message = consumer.poll(30)
        if message is None:
            sys.exit("no record within 30 s")
        if message.error():
            sys.exit(str(message.error()))
        event = deserialize(message.value(), SerializationContext(topic, MessageField.VALUE))
        event["timestamp"] = millis(event["timestamp"])
        print(json.dumps({"key": message.key().decode("utf-8"), **event}))
    consumer.close()


def millis(moment):
    epoch = datetime(1970, 1, 1, tzinfo=timezone.utc)
    return round((moment - epoch).total_seconds() * 1000)


def main():
    verb, config = sys.argv[1:3]
    conf = toml.load(config)
    produce(conf) if verb == "produce" else consume(conf, int(sys.argv[3]))


main()

"""Every record of a topic with all it carries, by librdkafka: lines `l KEY VALUE TIMESTAMP HEADERS`.

KEY and VALUE are base64, HEADERS is the base64 of a JSON list of [name, text].
"""

import base64
import json
import sys

from client_config import config_of, read_job
from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaError, KafkaException, TopicPartition

job = read_job()
consumer = Consumer(
    config_of(
        job["access"],
        **{
            "group.id": "chaos-reader",
            "enable.auto.commit": False,
            "enable.partition.eof": True,
            "check.crcs": True,
        },
    )
)
topic = job["topic"]
open_partitions = set(consumer.list_topics(topic, timeout=30).topics[topic].partitions)
consumer.assign([TopicPartition(topic, p, OFFSET_BEGINNING) for p in open_partitions])


def encoded(data):
    return base64.b64encode(data or b"").decode()


while open_partitions:
    message = consumer.poll(30)
    if message is None:
        sys.exit("nothing to read for 30 s, though the end was not reached")
    error = message.error()
    if error is None:
        headers = [[name, (value or b"").decode()] for name, value in message.headers() or []]
        row = [encoded(message.key()), encoded(message.value()), str(message.timestamp()[1])]
        sys.stdout.write(f"l {' '.join(row)} {encoded(json.dumps(headers).encode())}\n")
    elif error.code() == KafkaError._PARTITION_EOF:
        open_partitions.discard(message.partition())
    elif not error.retriable():
        raise KafkaException(error)
consumer.close()

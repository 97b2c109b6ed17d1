"""The independent reader: every record of a topic, by librdkafka, with checksums.

Lines: `r PARTITION OFFSET ID KEY` for a record (KEY is `-` where there is none), `e PARTITION OFFSET`
for the end of a partition, behind its last record.
"""

import sys
import time

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
            "isolation.level": "read_committed",
            "fetch.wait.max.ms": 50,
        },
    )
)
topic = job["topic"]
metadata = consumer.list_topics(topic, timeout=30).topics[topic]
if metadata.error is not None:
    raise KafkaException(metadata.error)
open_partitions = set(metadata.partitions)
consumer.assign([TopicPartition(topic, p, OFFSET_BEGINNING) for p in open_partitions])
out = []
heard = time.monotonic()
while open_partitions:
    # It waits for so many messages, or for so long.
    messages = consumer.consume(2000, timeout=0.1)
    if messages:
        heard = time.monotonic()
    elif time.monotonic() - heard > 30:
        sys.exit("nothing to read for 30 s, though the end was not reached")
    for message in messages:
        error = message.error()
        if error is None:
            key = message.key()
            key = "-" if key is None else key.decode()
            number = message.value().split(b" ", 1)[0].decode()
            out.append(f"r {message.partition()} {message.offset()} {number} {key}\n")
        elif error.code() == KafkaError._PARTITION_EOF:
            out.append(f"e {message.partition()} {message.offset()}\n")
            open_partitions.discard(message.partition())
        elif not error.retriable():
            raise KafkaException(error)
    sys.stdout.write("".join(out))
    out.clear()
consumer.close()

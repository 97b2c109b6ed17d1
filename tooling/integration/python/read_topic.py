"""Writes every record of a topic as a line, its checksum checked by librdkafka.

read_topic.py reads {"brokers", "tls", "topic", "partitions", "count"} as JSON from stdin.
"""

import json
import sys
from base64 import b64encode
from uuid import uuid4

from confluent_kafka import OFFSET_BEGINNING, Consumer, TopicPartition


def text(data):
    return "null" if data is None else b64encode(data).decode()


def main():
    order = json.load(sys.stdin)
    tls = order["tls"]
    consumer = Consumer(
        {
            "bootstrap.servers": ",".join(order["brokers"]),
            "security.protocol": "ssl",
            "ssl.ca.pem": tls["ca"],
            "ssl.certificate.pem": tls["cert"],
            "ssl.key.pem": tls["key"],
            "ssl.key.password": tls["passphrase"],
            "group.id": str(uuid4()),
            "check.crcs": True,
        }
    )
    topic = order["topic"]
    consumer.assign([TopicPartition(topic, n, OFFSET_BEGINNING) for n in range(order["partitions"])])
    left = order["count"]
    while left > 0:
        record = consumer.poll(1)
        if record is None:
            continue
        if record.error():
            raise RuntimeError(record.error())
        headers = record.headers() or []
        fields = [
            str(record.partition()),
            str(record.offset()),
            str(record.timestamp()[1]),
            text(record.key()),
            text(record.value()),
            ",".join(text(key.encode()) + "=" + text(value) for key, value in headers),
        ]
        print("\t".join(fields))
        left -= 1
    consumer.close()


main()

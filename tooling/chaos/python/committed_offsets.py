"""What a group has committed, as Kafka tells: lines `c PARTITION OFFSET`; partitions without are left out."""

import sys

from client_config import config_of, read_job
from confluent_kafka import Consumer, TopicPartition

job = read_job()
consumer = Consumer(config_of(job["access"], **{"group.id": job["groupId"]}))
topic = job["topic"]
partitions = consumer.list_topics(topic, timeout=30).topics[topic].partitions
for found in consumer.committed([TopicPartition(topic, p) for p in partitions], timeout=30):
    if found.error is None and found.offset >= 0:
        sys.stdout.write(f"c {found.partition} {found.offset}\n")
consumer.close()

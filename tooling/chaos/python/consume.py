"""confluent-kafka-python in the same group trouble as ours; speaks as consumers/consume-job.ts says."""

import signal
import sys
import time

from client_config import config_of, read_job
from confluent_kafka import Consumer, Producer

job = read_job()
leaving = False


def leave(*_):
    global leaving
    leaving = True


def joined(*_):
    sys.stdout.write("j\n")
    sys.stdout.flush()


signal.signal(signal.SIGTERM, leave)
consumer = Consumer(
    config_of(
        job["access"],
        **{
            "group.id": job["groupId"],
            "auto.offset.reset": "earliest",
            "enable.auto.commit": True,
            "auto.commit.interval.ms": 1000,
            "enable.auto.offset.store": False,
            "session.timeout.ms": 10000,
            "socket.timeout.ms": 10000,
        },
    )
)
target = job.get("sendOnTo")
producer = Producer(config_of(job["access"], **{"enable.idempotence": True, "partitioner": "murmur2_random"}))
consumer.subscribe([job["topic"]], on_assign=joined)
while not leaving:
    # It waits for so many messages, or for so long.
    messages = consumer.consume(500, timeout=0.1)
    good = [message for message in messages if message.error() is None]
    if target is not None and good:
        for message in good:
            producer.produce(target, message.value(), message.key())
        producer.flush()
    out = []
    now = time.time() * 1000
    for message in good:
        number = message.value().split(b" ", 1)[0].decode()
        out.append(f"h {message.partition()} {message.offset()} {number} {now:.3f}\n")
        try:
            consumer.store_offsets(message)
        except Exception:
            # The partition has just gone to another member.
            pass
    sys.stdout.write("".join(out))
    sys.stdout.flush()
consumer.close()

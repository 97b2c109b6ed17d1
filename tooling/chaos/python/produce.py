"""confluent-kafka-python under the same load as ours; speaks as producers/produce-job.ts says."""

import sys
import time

from client_config import config_of, read_job
from confluent_kafka import Producer

job = read_job()
out = []


def flush_lines():
    sys.stdout.write("".join(out))
    sys.stdout.flush()
    out.clear()


def on_delivery(number):
    def told(error, message):
        now = time.time() * 1000
        if error is None:
            out.append(f"a {number} {message.partition()} {message.offset()} {now:.3f}\n")
        else:
            out.append(f"f {number} {error.name()} {now:.3f}\n")

    return told


producer = Producer(
    config_of(
        job["access"],
        **{
            "acks": "all",
            "enable.idempotence": job["idempotent"],
            "linger.ms": 5,
            "partitioner": "murmur2_random",
            "message.timeout.ms": job["deliveryTimeoutMs"],
            "socket.timeout.ms": job["requestTimeoutMs"],
            "request.timeout.ms": job["requestTimeoutMs"],
            "queue.buffering.max.messages": 1000000,
        },
    )
)
filler = b"x" * job["valueBytes"]
keys = [f"key{k}".encode() for k in range(job["keys"])]
start = time.monotonic()
for number in range(job["count"]):
    due = start + number / job["perSecond"]
    while True:
        wait = due - time.monotonic()
        producer.poll(min(max(wait, 0), 0.05))
        if wait <= 0:
            break
    if time.monotonic() - start > job["sendForMs"] / 1000:
        out.append(f"u {number}\n")
        continue
    value = (f"{number} ".encode() + filler)[: max(job["valueBytes"], 12)]
    key = keys[number % len(keys)] if keys else None
    producer.produce(job["topic"], value, key, on_delivery=on_delivery(number))
    if len(out) > 200 or number % 200 == 0:
        flush_lines()
while len(producer) > 0:
    producer.poll(0.1)
    flush_lines()
flush_lines()

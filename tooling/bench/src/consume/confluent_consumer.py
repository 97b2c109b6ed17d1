"""confluent-kafka's side of the consume bench: reads orders as JSON lines, answers each with its cost."""

import json
import resource
import sys
import time
import uuid
from io import BytesIO

try:
    import fastavro
    from confluent_kafka import Consumer
except ImportError:
    sys.exit(0)

BATCH = 1000


def main():
    setting = json.loads(sys.stdin.readline())
    tls = setting["tls"]
    schema = fastavro.parse_schema(json.loads(setting["schema"]))
    schema["fields"][0]["type"] = "long"
    print("ready", flush=True)
    for line in sys.stdin:
        order = json.loads(line)
        consumer = Consumer(
            {
                "bootstrap.servers": ",".join(setting["brokers"]),
                "security.protocol": "ssl",
                "ssl.ca.pem": tls["ca"],
                "ssl.certificate.pem": tls["cert"],
                "ssl.key.pem": tls["key"],
                "ssl.key.password": tls["passphrase"],
                "group.id": "bench-%s" % uuid.uuid4(),
                "auto.offset.reset": "earliest",
            }
        )
        topic = setting["topic"] + ("-large" if order["idLength"] else "")
        consumer.subscribe([topic])
        left, began, total = order["operations"], None, 0.0
        cpu = time.process_time_ns()
        while left > 0:
            if order["task"] == "poll":
                message = consumer.poll(1.0)
                messages = [] if message is None else [message]
            else:
                messages = consumer.consume(BATCH, 1.0)
            for message in messages:
                if message.error() is not None:
                    raise RuntimeError(message.error())
                if began is None:
                    began = time.perf_counter_ns()
                frame = BytesIO(message.value())
                frame.seek(5)
                total += fastavro.schemaless_reader(frame, schema, None)["value"]
                left -= 1
        wall, cpu = time.perf_counter_ns() - began, time.process_time_ns() - cpu
        consumer.close()
        rss = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        print(json.dumps({"wallNs": wall, "cpuNs": cpu, "rssBytes": rss}), flush=True)


main()

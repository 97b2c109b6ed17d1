"""confluent-kafka's side of the produce bench: reads orders as JSON lines, answers each with its cost."""

import json
import resource
import struct
import sys
import time
from io import BytesIO

try:
    import fastavro
    from confluent_kafka import Producer
except ImportError:
    sys.exit(0)


def main():
    setting = json.loads(sys.stdin.readline())
    tls = setting["tls"]
    producer = Producer(
        {
            "bootstrap.servers": ",".join(setting["brokers"]),
            "security.protocol": "ssl",
            "ssl.ca.pem": tls["ca"],
            "ssl.certificate.pem": tls["cert"],
            "ssl.key.pem": tls["key"],
            "ssl.key.password": tls["passphrase"],
            "enable.idempotence": True,
            "linger.ms": 5,
        }
    )
    schema = fastavro.parse_schema(json.loads(setting["schema"]))
    schema["fields"][0]["type"] = "long"
    header = struct.pack(">bI", 0, setting["schemaId"])

    def encode(value):
        """Frame and datum, as confluent-kafka's AvroSerializer puts them together."""
        with BytesIO() as frame:
            frame.write(header)
            fastavro.schemaless_writer(frame, schema, value)
            return frame.getvalue()

    failures = []

    def delivered(error, _):
        if error is not None:
            failures.append(error)

    print("ready", flush=True)
    for line in sys.stdin:
        order = json.loads(line)
        keys = ["sensor%d" % index for index in range(order["keys"])]
        values = [
            {
                "timestamp": 1700000000000 + index * 500,
                "id": keys[index % len(keys)].ljust(order["idLength"], "."),
                "value": 10 + 0.1 * index,
            }
            for index in range(1024)
        ]
        took = []
        cpu, wall = time.process_time_ns(), time.perf_counter_ns()
        for nth in range(order["operations"]):
            begun = time.perf_counter_ns()
            while True:
                try:
                    producer.produce(
                        setting["topic"],
                        key=keys[nth % len(keys)],
                        value=encode(values[nth & 1023]),
                        on_delivery=delivered,
                    )
                    break
                except BufferError:
                    producer.poll(0.1)
            if order["task"] == "awaited":
                producer.flush()
                took.append(time.perf_counter_ns() - begun)
            else:
                producer.poll(0)
        producer.flush()
        wall, cpu = time.perf_counter_ns() - wall, time.process_time_ns() - cpu
        if order["task"] == "awaited":
            wall = sorted(took)[len(took) // 2] * len(took)
        if failures:
            raise RuntimeError(failures[0])
        rss = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        print(json.dumps({"wallNs": wall, "cpuNs": cpu, "rssBytes": rss}), flush=True)


main()

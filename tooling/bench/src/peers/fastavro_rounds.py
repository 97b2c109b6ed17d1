"""fastavro's side of the codec bench: reads orders as JSON lines, answers each with its cost."""

import json
import resource
import struct
import sys
import time
from io import BytesIO

try:
    import fastavro
except ImportError:
    sys.exit(0)


def encode(schema, schema_id, record):
    """Frame and datum, as confluent-kafka's AvroSerializer puts them together."""
    with BytesIO() as frame:
        frame.write(struct.pack(">bI", 0, schema_id))
        fastavro.schemaless_writer(frame, schema, record)
        return frame.getvalue()


def decode(schemas, frame):
    with BytesIO(frame) as payload:
        magic, schema_id = struct.unpack(">bI", payload.read(5))
        if magic != 0:
            raise ValueError("no frame")
        return fastavro.schemaless_reader(payload, schemas[schema_id], None)


def main():
    setup = json.loads(sys.stdin.readline())
    schema = fastavro.parse_schema(json.loads(setup["schema"]))
    schema_id, records = setup["schemaId"], setup["records"]
    frames = [encode(schema, schema_id, record) for record in records]
    schemas = {schema_id: schema}
    print(fastavro.__version__, flush=True)
    for line in sys.stdin:
        order = json.loads(line)
        operations = range(order["operations"])
        cpu, wall = time.process_time_ns(), time.perf_counter_ns()
        if order["task"] == "encode":
            for done in operations:
                encode(schema, schema_id, records[done % len(records)])
        else:
            for done in operations:
                decode(schemas, frames[done % len(frames)])
        wall, cpu = time.perf_counter_ns() - wall, time.process_time_ns() - cpu
        rss = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        print(json.dumps({"wallNs": wall, "cpuNs": cpu, "rssBytes": rss}), flush=True)


main()

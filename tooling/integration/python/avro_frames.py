"""What confluent-kafka's Avro serializer and deserializer make of values and of another client's frames.

Reads one JSON object a line, {"schema", "values", "frames"?}, and answers each with {"frames", "values"}:
frames in hex of the values, and the values of the frames given in hex. Ids are the mock registry's.
"""

import json
import sys

from confluent_kafka.schema_registry import SchemaRegistryClient
from confluent_kafka.schema_registry.avro import AvroDeserializer, AvroSerializer
from confluent_kafka.serialization import MessageField, SerializationContext

CONTEXT = SerializationContext("topic", MessageField.VALUE)


def from_json(value):
    """Bytes travel as {"hex": ...}."""
    if isinstance(value, dict) and list(value) == ["hex"]:
        return bytes.fromhex(value["hex"])
    if isinstance(value, dict):
        return {key: from_json(part) for key, part in value.items()}
    return [from_json(part) for part in value] if isinstance(value, list) else value


def to_json(value):
    if isinstance(value, bytes):
        return {"hex": value.hex()}
    if isinstance(value, dict):
        return {key: to_json(part) for key, part in value.items()}
    return [to_json(part) for part in value] if isinstance(value, list) else value


def main():
    for number, line in enumerate(sys.stdin):
        case = json.loads(line)
        client = SchemaRegistryClient.new_client({"url": "mock://registry%d" % number})
        serialize = AvroSerializer(client, case["schema"])
        frames = [serialize(from_json(value), CONTEXT).hex() for value in case["values"]]
        deserialize = AvroDeserializer(client)
        values = [to_json(deserialize(bytes.fromhex(frame), CONTEXT)) for frame in case["frames"]]
        print(json.dumps({"frames": frames, "values": values}), flush=True)


main()

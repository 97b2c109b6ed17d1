"""Confluent's Python client, release 2.16.1, with the key in its session's headers, as the guide has it.

    confluent.py URL KEY_FILE CA_FILE SUBJECT

Writes one JSON object to stdout: what each call has given, or the status it ended with.
"""

import json
import sys

from confluent_kafka.schema_registry import (
    Schema,
    SchemaRegistryClient,
    record_subject_name_strategy,
)
from confluent_kafka.schema_registry.avro import AvroDeserializer, AvroSerializer
from confluent_kafka.schema_registry.error import SchemaRegistryError
from confluent_kafka.serialization import MessageField, SerializationContext

URL, KEY_FILE, CA_FILE, SUBJECT = sys.argv[1:]
TEXT = json.dumps(
    {"type": "record", "name": SUBJECT, "fields": [{"name": "id", "type": "string"}]}
)
NEXT = json.dumps(
    {
        "type": "record",
        "name": SUBJECT,
        "fields": [
            {"name": "id", "type": "string"},
            {"name": "value", "type": "double", "default": 0},
        ],
    }
)

client = SchemaRegistryClient({"url": URL, "ssl.ca.location": CA_FILE, "max.retries": 0})
with open(KEY_FILE) as file:
    client._rest_client.session.headers.update({"Authorization": "ApiKey " + file.read().strip()})


def round_trip():
    options = {"auto.register.schemas": False, "subject.name.strategy": record_subject_name_strategy}
    context = SerializationContext("temperature", MessageField.VALUE)
    data = AvroSerializer(client, TEXT, conf=options)({"id": "sensor0"}, context)
    return {"bytes": data.hex(), "value": AvroDeserializer(client)(data, context)}


CALLS = {
    "get_latest_version": lambda: client.get_latest_version(SUBJECT).version,
    "get_schema": lambda: client.get_schema(
        client.get_latest_version(SUBJECT).schema_id
    ).schema_str,
    "get_compatibility": lambda: client.get_compatibility(),
    "lookup_schema": lambda: client.lookup_schema(SUBJECT, Schema(TEXT, "AVRO")).version,
    "test_compatibility": lambda: client.test_compatibility(SUBJECT, Schema(NEXT, "AVRO")),
    "round trip": round_trip,
    "register_schema": lambda: client.register_schema(SUBJECT, Schema(NEXT, "AVRO")),
    "get_subjects": lambda: client.get_subjects(),
    "get_versions": lambda: client.get_versions(SUBJECT),
    "delete_subject": lambda: client.delete_subject(SUBJECT),
}

found = {}
for name, call in CALLS.items():
    try:
        found[name] = call()
    except SchemaRegistryError as error:
        found[name] = {"status": error.http_status_code, "code": error.error_code}

print(json.dumps(found))

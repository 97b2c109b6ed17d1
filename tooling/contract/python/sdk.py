"""Hopsworks' own client, release 5.2.1, against a cluster.

    sdk.py HOST PORT PROJECT KEY_FILE CA_FILE CERT_FOLDER

Writes one JSON object to stdout: what each call has given, or the error it ended in.
"""

import contextlib
import json
import sys

import hopsworks

HOST, PORT, PROJECT, KEY_FILE, CA_FILE, CERT_FOLDER = sys.argv[1:]
SENSOR = {"type": "record", "name": "sensor", "fields": [{"name": "id", "type": "string"}]}
found = {}


def attempt(name, call):
    try:
        found[name] = call()
    except Exception as error:
        found[name] = {"error": type(error).__name__, "text": str(error)[:400]}


def describe(schema):
    return {"subject": schema.subject, "version": schema.version, "id": schema.id}


# It tells on stdout what it does.
with contextlib.redirect_stdout(sys.stderr):
    project = hopsworks.login(
        host=HOST,
        port=int(PORT),
        project=PROJECT,
        api_key_file=KEY_FILE,
        hostname_verification=True,
        trust_store_path=CA_FILE,
        cert_folder=CERT_FOLDER,
    )
    found["login"] = {"name": project.name, "id": project.id}
    kafka = project.get_kafka_api()
    attempt("create_schema", lambda: describe(kafka.create_schema("sensor", SENSOR)))
    attempt("get_schemas", lambda: [describe(schema) for schema in kafka.get_schemas("sensor")])
    attempt("create_topic", lambda: kafka.create_topic("temperature", "sensor", 1, 1, 1).name)
    attempt("get_topic", lambda: kafka.get_topic("temperature").name)
    attempt("get_topics", lambda: [topic.name for topic in kafka.get_topics()])
    attempt("get_default_config", lambda: kafka.get_default_config())
    attempt("topic.schema", lambda: describe(kafka.get_topic("temperature").schema))
    attempt("get_subjects", lambda: list(kafka.get_subjects()))


print(json.dumps(found))

"""The client of Hopsworks 2.2, release 2.2.0.5, against a cluster.

    hops_2_2.py HOST PORT PROJECT KEY_FILE CA_FILE TOPIC

Writes one JSON object to stdout: the schema of a topic, and the error for a topic that is not there.
"""

import contextlib
import json
import sys

from hops import kafka, project
from hops.exceptions import RestAPIError

HOST, PORT, PROJECT, KEY_FILE, CA_FILE, TOPIC = sys.argv[1:]
found = {}

with contextlib.redirect_stdout(sys.stderr):
    project.connect(
        PROJECT,
        HOST,
        port=int(PORT),
        hostname_verification=True,
        trust_store_path=CA_FILE,
        api_key=KEY_FILE,
    )
    found["get_schema"] = kafka.get_schema(TOPIC)
    try:
        kafka.get_schema("nowhere")
    except RestAPIError as error:
        found["error"] = str(error)

print(json.dumps(found))

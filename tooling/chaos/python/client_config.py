"""What every program here is told, and how librdkafka wants to hear it."""

import json
import sys


def read_job():
    return json.load(sys.stdin)


def config_of(access, **more):
    return {
        "bootstrap.servers": ",".join(access["brokers"]),
        "security.protocol": "ssl",
        "ssl.ca.pem": access["ca"],
        "ssl.certificate.pem": access["cert"],
        "ssl.key.pem": access["key"],
        # As on Hopsworks: the chain decides, not the name.
        "ssl.endpoint.identification.algorithm": "none",
        # What it says of lost connections is expected here.
        "log_level": 0,
        **more,
    }

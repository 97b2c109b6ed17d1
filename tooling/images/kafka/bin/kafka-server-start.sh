#!/bin/bash
# Starts the broker with a file of settings.
export KAFKA_HEAP_OPTS=${KAFKA_HEAP_OPTS:--Xmx1G -Xms1G}
exec "${0%/*}/kafka-run-class.sh" kafka.Kafka "$@"

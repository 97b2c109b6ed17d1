#!/bin/bash
# Runs a class of Kafka's; settings by the variables that Kafka's own script of this name knows.
settings=${KAFKA_LOG4J_OPTS:--Dlog4j2.configurationFile=/etc/kafka/docker/tools-log4j2.yaml}
# shellcheck disable=SC2086 # The variables hold several arguments.
exec java ${KAFKA_HEAP_OPTS:--Xmx256m} ${KAFKA_JVM_PERFORMANCE_OPTS:--XX:+UseSerialGC} $settings ${KAFKA_OPTS:-} \
  -cp '/opt/kafka/libs/*' "$@"

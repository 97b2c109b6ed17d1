#!/bin/bash
# Formats the broker's data folder.
exec "${0%/*}/kafka-run-class.sh" kafka.tools.StorageTool "$@"

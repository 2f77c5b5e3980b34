"""The scenario language: from a YAML file to a checked, frozen Scenario, or to all its faults."""

"""Submissions that reach for the machine and the class around them, or hold them up."""

from tests.hostile.isolation import files, network, outputs, processes, resources, submitted

BANK = [
    *files.BANK,
    *network.BANK,
    *resources.BANK,
    *processes.BANK,
    *outputs.BANK,
    *submitted.BANK,
]

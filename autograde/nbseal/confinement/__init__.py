"""The confinement of a process that runs a student's code: policy and mechanism."""

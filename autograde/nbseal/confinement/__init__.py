"""What a process that runs a student's code may see and use: policy and mechanism."""

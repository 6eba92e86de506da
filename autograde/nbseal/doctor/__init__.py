"""How well this machine keeps a student's code in: attacks that are tried for real."""

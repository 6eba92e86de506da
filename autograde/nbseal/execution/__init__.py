"""How a kernel process comes to life: forked from a server that has imported the libraries."""

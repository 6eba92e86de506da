"""What test tasks do in a worker; named there by its dotted name."""

import os
import signal
import time
from pathlib import Path

from nbconvert.preprocessors import Preprocessor
from nbformat.v4 import new_output


class Obey(Preprocessor):
    """Do what the first cell of a notebook says."""

    enabled = True

    def preprocess(self, nb, resources):
        """Note that it runs, then succeed, raise, take time, or end the worker."""
        order, _, argument = nb.cells[0].source.partition(" ")
        if argument:
            with open(argument, "a", encoding="utf-8") as file:
                file.write(f"{os.getpid()}\n")
        if order == "raise":
            raise ValueError("a mistake of ours")
        if order in ("stop", "hang"):
            self.log.warning("begins %s", order)
        if order == "stop":
            os.kill(os.getpid(), signal.SIGSTOP)
        while order == "hang":
            pass
        if order == "kill":
            time.sleep(0.5)  # while others run
            os.kill(os.getpid(), signal.SIGKILL)
        if order == "kill-once" and len(Path(argument).read_text().split()) == 1:
            os.kill(os.getpid(), signal.SIGKILL)
        if order == "wait":
            time.sleep(1)
        self.log.warning("ran %s", order)
        nb.cells[0].outputs = [new_output("stream", name="stdout", text=order)]
        return nb, resources

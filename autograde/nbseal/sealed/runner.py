"""Run cells in one kernel and always come back: whatever the kernel does, a cell ends."""

import asyncio
import math
import time

import zmq
import zmq.asyncio
from nbclient import NotebookClient
from nbclient.exceptions import CellControlSignal, DeadKernelError
from nbformat import NotebookNode
from nbformat.v4 import new_output

from nbseal.messages import message

MAX_MESSAGE = 64 << 20  # bytes of one message of a kernel; a longer one ends the connection
GRACE = 4  # seconds for an interrupted cell to end


class KernelEndedError(Exception):
    """A kernel that is no more.

    Attributes
    ----------
    reason : str
        ``"time"``, ``"silent"``, or what the kernel's process ended with:
        ``"memory"``, ``"processes"``, ``"disk"``, ``"exit 3"``, ``"signal 9"`` and the like.
    """

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason


class CellRunner(NotebookClient):
    """nbclient's client for a kernel that is not trusted.

    A cell that runs too long is interrupted; a kernel that then goes on is killed. Outputs have a
    limit. What a kernel says about other cells than the one that runs is not listened to.

    Parameters
    ----------
    manager : jupyter_client.AsyncKernelManager
        A kernel that has not been started.
    output_limit : int
        Bytes of output of all cells together that are kept.
    deadline : float
        `time.monotonic` at which the last cell has to end.
    **settings
        Traits of `nbclient.NotebookClient`.
    """

    def __init__(self, manager, output_limit, deadline, **settings):
        super().__init__(NotebookNode(cells=[]), km=manager, **settings)
        self.allow_errors = True
        self.interrupt_on_timeout = True
        self.raise_on_iopub_timeout = True
        self.iopub_timeout = GRACE
        self.record_timing = False
        self.coalesce_streams = False  # nbclient's takes time with the square of a line's length
        self.store_widget_state = False
        self.skip_cells_with_tag = ""
        self.seconds = 0.0
        self._cell_timeout = self.timeout if self.timeout and self.timeout > 0 else math.inf
        self._output_left = output_limit
        self._output_limit = output_limit
        self._deadline = deadline
        #: How the kernel ended, or None while it runs; see `KernelEndedError.reason`.
        self.ended = None
        manager.context = zmq.asyncio.Context()
        manager.context.setsockopt(zmq.MAXMSGSIZE, MAX_MESSAGE)

    async def start(self):
        """Start the kernel and wait until it answers."""
        await self.async_start_new_kernel()
        await self.async_start_new_kernel_client()

    async def run(self, cell, timeout=None):
        """Run a code cell; its outputs say what came of it.

        Parameters
        ----------
        cell : nbformat.NotebookNode
            Gets outputs and an execution count.
        timeout : float, optional
            Seconds that the cell may take; by default the trait `timeout`.

        Returns
        -------
        bool
            Whether it ended without an error.

        Raises
        ------
        KernelEndedError
            If the kernel ended, or had to be ended; the cell has no execution count then.
        """
        if self.ended:
            raise KernelEndedError(self.ended)
        begun = time.monotonic()
        if begun > self._deadline:
            await self.kill("total")
            raise KernelEndedError("total")
        self.nb = NotebookNode(cells=[cell])
        self._display_id_map = {}  # no output of an earlier cell is changed any more
        self._timed_out = False
        limit = min(timeout or self._cell_timeout, max(1, self._deadline - begun))
        self.timeout = None if math.isinf(limit) else math.ceil(limit)
        cell.outputs, cell.execution_count = [], None
        try:
            await self.async_execute_cell(cell, 0)
        except DeadKernelError:
            await self.kill(None)
        except CellControlSignal:  # interrupted or done, it still runs
            await self.kill("time" if self._timed_out else "silent")
        except Exception:  # what came was no message of a kernel
            await self.kill("silent")
        finally:
            self.seconds += time.monotonic() - begun
            cell.outputs = merge_streams(cell.outputs)
        if self.ended:
            cell.execution_count = None
            raise KernelEndedError(self.ended)
        return not any(output.output_type == "error" for output in cell.outputs)

    async def kill(self, reason):
        """End the kernel now; `reason` says why, or is None to ask how it ended by itself."""
        if reason is None:
            deadline = time.monotonic() + GRACE  # the keeper may still be ending the rest of it
            while (reason := self.km.end_reason) is None and time.monotonic() < deadline:
                await asyncio.sleep(0.05)
            reason = reason or "silent"
        self.ended = self.ended or reason
        if self.km.has_kernel:
            await self.km.shutdown_kernel(now=True)

    async def close(self):
        """End the kernel and everything that belongs to it."""
        context = self.km.context
        try:
            if self.km.has_kernel:
                await self.km.shutdown_kernel(now=True)
            if self.kc is not None:
                self.kc.stop_channels()
                self.kc = None
        finally:
            context.destroy(linger=0)

    def on_cell_executed(self, cell, execute_reply, **_):
        """Keep the error of a reply that no output shows: a time-out's, for example."""
        content = execute_reply["content"]
        if content.get("status") != "error":
            return
        shown = [output for output in cell.outputs if output.output_type == "error"]
        if self._timed_out or not shown:
            text = f"{content.get('ename')}: {content.get('evalue')}"
            cell.outputs.append(
                new_output(
                    "error",
                    ename=str(content.get("ename")),
                    evalue=str(content.get("evalue")),
                    traceback=[text],
                )
            )

    async def _async_poll_kernel_alive(self):
        # nbclient's own goes on for ever where a cell did not end, and fails with the client gone.
        while True:
            await asyncio.sleep(1)
            if self.kc is None or self.ended:
                return
            try:
                await self._async_check_alive()
            except DeadKernelError:
                self.task_poll_for_reply.cancel()
                return

    async def _async_handle_timeout(self, timeout, cell=None):
        self._timed_out = True
        name = cell.metadata.get("nbgrader", {}).get("grade_id") or cell.get("id", "")
        text = message("cell-too-long", cell=name, seconds=f"{timeout:g}")
        self.error_on_timeout = {
            "ename": "CellTimeoutError",
            "evalue": text,
            "traceback": [f"CellTimeoutError: {text}"],
        }
        return await super()._async_handle_timeout(timeout, cell)

    def process_message(self, msg, cell, cell_index):
        """Take an output, as long as there is room for it; no widget's messages."""
        kind = msg.get("msg_type", "")
        if kind.startswith("comm"):
            return None
        if kind in ("stream", "display_data", "execute_result", "error", "update_display_data"):
            if self._output_left < 0:
                return None
            self._output_left -= _size(msg.get("content"))
            if self._output_left < 0:
                note = f"[output over {self._output_limit >> 20} MiB in all was cut / 出力は"
                note += f"合計{self._output_limit >> 20} MiBで打ち切りました]\n"
                cell.outputs.append(new_output("stream", name="stdout", text=note))
                return None
        return super().process_message(msg, cell, cell_index)


def _size(content):
    """Estimate the bytes of a message's content."""
    if isinstance(content, str):
        return len(content)
    if isinstance(content, dict):
        return sum(len(str(key)) + _size(value) for key, value in content.items())
    if isinstance(content, list):
        return sum(map(_size, content))
    return 8


def merge_streams(outputs):
    """Merge what was printed in pieces, as a notebook shows it.

    Parameters
    ----------
    outputs : list of nbformat.NotebookNode

    Returns
    -------
    list of nbformat.NotebookNode
        One output for each stream between two others. A line shows what follows its last carriage
        return.
    """
    merged, pieces = [], {}
    for output in outputs:
        if output.output_type != "stream":
            pieces = {}
            merged.append(output)
        elif output.name in pieces:
            pieces[output.name].append(output.text)
        else:
            merged.append(output)
            pieces[output.name] = output["text"] = [output.text]
    for output in merged:
        if output.output_type == "stream":
            output.text = _overwritten("".join(output.text))
    return merged


def _overwritten(text):
    """Leave out what a carriage return lets a later text overwrite."""
    if "\r" not in text:
        return text
    lines = []
    for line in text.split("\n"):
        kept = line.rstrip("\r")
        lines.append(kept[kept.rfind("\r") + 1 :] + line[len(kept) :])
    return "\n".join(lines)

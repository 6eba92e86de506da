"""A real browser, and Jupyter servers for it to look at."""

import dataclasses
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

from build_tools.lessons import ROOT

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox",  # root, as whom CI may run, has no other way; the pages are our own
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
JUPYTER_FOLDERS = (
    "JUPYTER_CONFIG_DIR",
    "JUPYTER_DATA_DIR",
    "JUPYTER_RUNTIME_DIR",
    "JUPYTERLAB_SETTINGS_DIR",
    "JUPYTERLAB_WORKSPACES_DIR",
    "IPYTHONDIR",
)
VIEWPORT = {"width": 1280, "height": 900}
PATIENCE = 90_000  # milliseconds: a kernel that imports PyTorch on a busy machine


@dataclasses.dataclass(frozen=True)
class Server:
    """A Jupyter server that runs.

    Attributes
    ----------
    address : str
        ``http://127.0.0.1:<port>``.
    token : str
        What lets a browser in.
    folder : pathlib.Path
        What its users see.
    """

    address: str
    token: str
    folder: Path

    def url(self, path):
        """Return a page's address, with which a browser is let in."""
        return f"{self.address}/{path}?token={self.token}"


@pytest.fixture
def page(tmp_path):
    """A page of a headless Chromium; what it shows at the end is left in ``last.png``.

    Each test has a browser of its own: Playwright keeps an event loop running in its thread,
    which nbclient, in a later test, could not bear.
    """
    program = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if program is None:
        pytest.skip("no Chromium here: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        page = browser.new_page(viewport=VIEWPORT)
        page.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        yield page
        page.screenshot(path=tmp_path / "last.png")
        browser.close()


@pytest.fixture
def another_page(page):
    """A function that opens a page of another person's, with cookies of its own."""

    def open_page():
        other = page.context.browser.new_page(viewport=VIEWPORT)
        other.set_default_timeout(PATIENCE)
        return other

    return open_page


@pytest.fixture
def serve(tmp_path):
    """A function that starts JupyterLab; all that it started is stopped at the end."""
    processes = []

    def start(command, started_in, folder):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        server = Server(f"http://127.0.0.1:{port}", secrets.token_hex(16), folder)
        settings = {
            "ServerApp": {
                "ip": "127.0.0.1",
                "port": port,
                "port_retries": 0,
                "allow_root": True,
                "open_browser": False,
                # As the wheel switches it on; this environment may be older than that.
                "jpserver_extensions": {"mlcourse.validate": True},
            },
            "IdentityProvider": {"token": server.token},
        }
        folders = {name: tmp_path / f"jupyter-{port}" / name.lower() for name in JUPYTER_FOLDERS}
        folders["JUPYTER_CONFIG_DIR"].mkdir(parents=True)
        config = folders["JUPYTER_CONFIG_DIR"] / "jupyter_server_config.json"
        config.write_text(json.dumps(settings))
        environment = {**os.environ, **{name: str(path) for name, path in folders.items()}}
        # As on a student's machine, kernels start the ordinary way.
        log = tmp_path / f"server-{port}.log"
        with open(log, "w") as output:
            process = subprocess.Popen(
                command,
                cwd=started_in,
                env=environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        processes.append(process)
        for _ in range(120):
            assert process.poll() is None, log.read_text()
            try:
                urllib.request.urlopen(f"{server.address}/api", timeout=10).close()
                return server
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.5)
        raise TimeoutError(log.read_text())

    yield start
    for process in processes:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)


@pytest.fixture
def make_lab(serve, tmp_path):
    """A function that runs ``make lab`` for a student of a language."""

    def start(language):
        # -o: a test never sets the environment up anew, whatever its age.
        command = ["make", "-o", ".venv/.ready", "lab", f"COURSE_LANGUAGE={language}"]
        folder = tmp_path / "lab" / language
        return serve([*command, f"LAB={folder.parent}"], ROOT, folder)

    return start

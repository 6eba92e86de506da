"""A web service that grades: POST a notebook, get points, messages and the page as HTML.

pip install 'nbseal[web]'
NBSEAL_SOURCE=source/hw/hw.ipynb uvicorn web_service:app
"""

import os
from contextlib import asynccontextmanager

import nbseal
from fastapi import FastAPI, HTTPException, Request
from fastapi.concurrency import run_in_threadpool

MAX_BYTES = 10_000_000
WORKERS = os.cpu_count() or 1


@asynccontextmanager
async def lifespan(app: FastAPI):
    """Keep processes warm for as long as the service runs."""
    with nbseal.Grader(os.environ["NBSEAL_SOURCE"], workers=WORKERS) as grader:
        app.state.grader = grader
        yield


app = FastAPI(lifespan=lifespan)


@app.post("/grade")
async def grade(request: Request, student: str = "") -> dict:
    """Grade the notebook in the request's body; the hidden checks stay here."""
    content = b""
    async for part in request.stream():
        content += part
        if len(content) > MAX_BYTES:
            raise HTTPException(413, f"{MAX_BYTES:,} bytes at most")
    got = await run_in_threadpool(app.state.grader.grade, content, student)
    if got.failure:
        raise HTTPException(503, got.failure)
    checks = [vars(check) for check in got.checks]
    return {"points": got.points, "of": got.maximum, "checks": checks, "page": got.feedback}

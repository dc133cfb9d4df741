"""The alternative for the gateway: FastAPI endpoints that parse and answer, and judge nothing.

Run as ``python -m benchmarks.bare_fastapi PORT`` on the server settings that the gateway uses itself.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import uvicorn
from fastapi import FastAPI, Request, Response

app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)

# As long as a verdict is; a reward function's author would return something of that size.
ANSWER = {
    "id": "sample-0",
    "group_id": "group-0",
    "metadata": {},
    "verifier": "math",
    "version": "1",
    "status": "scored",
    "reason": "correct",
    "reward": 1.0,
    "components": {},
    "extracted": "123456",
    "detail": {"decided_by": "text"},
    "flags": [],
    "timing": {"queue_ms": 0.0, "run_ms": 0.1},
}


@app.post("/echo")
async def echo(body: dict[str, Any]) -> dict[str, Any]:
    """FastAPI's own handling of both ways."""
    return body


@app.post("/raw")
async def raw(request: Request) -> Response:
    """The standard library's json by hand, past FastAPI's validation and encoding."""
    body = json.loads(await request.body())
    return Response(json.dumps(body), media_type="application/json")


@app.post("/answer")
async def answer(body: dict[str, Any]) -> dict[str, Any]:
    """Reads a sample and answers something as long as a verdict."""
    return ANSWER


@app.get("/readyz")
async def ready() -> dict[str, bool]:
    return {"ready": True}


def main() -> None:
    uvicorn.run(
        app,
        host="127.0.0.1",
        port=int(sys.argv[1]),
        loop="uvloop",
        http="httptools",
        access_log=False,
        log_level="warning",
    )


if __name__ == "__main__":
    main()

"""HTTP and gRPC with nothing behind them: bytes are read, and as many as verdicts would take are answered.

What this costs is what no service on these transports can save.
Run as ``python -m benchmarks.bare_transports PORT GRPC_PORT``.
"""

from __future__ import annotations

import sys
from typing import Any

import grpc
import uvicorn
import uvloop

from trainer_client.wire import rewards_pb2 as wire

BATCH = 256
FRAME = 64
VERDICT = wire.Verdict(
    id="sample-0",
    group_id="group-0",
    verifier="math",
    version="1",
    status=wire.SCORED,
    reason="correct",
    reward=1.0,
    components={"correct": 1.0},
    extracted="9173137",
    detail_json=b'{"extracted_by":"boxed","decided_by":"exact"}',
    run_ms=0.03,
)
JSON = b"x" * 300 * BATCH
MESSAGE = wire.VerifyBatchResponse(verdicts=[VERDICT] * BATCH).SerializeToString()
STREAMED = wire.VerdictFrame(indices=range(FRAME), verdicts=[VERDICT] * FRAME).SerializeToString()


async def app(scope: Any, receive: Any, send: Any) -> None:
    """Answers a batch's body, and GET of any path with nothing much."""
    parts: list[bytes] = []
    more = True
    while more:
        event = await receive()
        parts.append(event.get("body", b""))
        more = event.get("more_body", False)
    answer = JSON if b"".join(parts) else b"{}"
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(answer))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": answer})


async def verify_batch(request: bytes, context: Any) -> bytes:
    return MESSAGE


async def verify_stream(_: Any, context: Any) -> None:
    while await context.read() is not grpc.aio.EOF:
        await context.write(STREAMED)


async def main() -> None:
    grpc_server = grpc.aio.server(options=[("grpc.max_receive_message_length", 64 << 20)])
    handlers = {
        "VerifyBatch": grpc.unary_unary_rpc_method_handler(verify_batch),
        "VerifyStream": grpc.stream_stream_rpc_method_handler(verify_stream),
    }
    service = grpc.method_handlers_generic_handler("rewards.v1.RewardService", handlers)
    grpc_server.add_generic_rpc_handlers((service,))
    grpc_server.add_insecure_port(f"127.0.0.1:{sys.argv[2]}")
    await grpc_server.start()
    config = uvicorn.Config(
        app,
        host="127.0.0.1",
        port=int(sys.argv[1]),
        http="httptools",
        lifespan="off",
        access_log=False,
        log_level="warning",
    )
    await uvicorn.Server(config).serve()
    await grpc_server.stop(0)


if __name__ == "__main__":
    uvloop.run(main())

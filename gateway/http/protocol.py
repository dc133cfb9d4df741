"""The server's HTTP parser, whose own refusals have the shape of every other error."""

from __future__ import annotations

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from gateway.http.call import new_request_id
from gateway.http.errors import ErrorCode, HttpError, error_body

# A status has one code, and this one is 400's: it is no JSON either.
_NO_HTTP = HttpError(ErrorCode.MALFORMED_JSON, "this is no HTTP/1.1 request; is it TLS, or meant for gRPC?")


class JsonErrorsProtocol(HttpToolsProtocol):
    def send_400_response(self, msg: str) -> None:
        """Answers bytes that are no HTTP request, before there is a call that could be answered."""
        request_id = new_request_id()
        body = error_body(_NO_HTTP, request_id)
        head = [
            "HTTP/1.1 400 Bad Request",
            "content-type: application/json",
            f"content-length: {len(body)}",
            f"x-request-id: {request_id}",
            "connection: close",
        ]
        self.transport.write("\r\n".join([*head, "", ""]).encode() + body)
        self.transport.close()

"""What can be asked about the service: is it alive, is it ready, what can it judge, its metrics."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from starlette.types import Receive, Scope, Send

from gateway.http.encoding import encode_json
from gateway.http.respond import send_body
from gateway.service import Service
from trainer_client.contract import Sample

METRICS_TYPE = b"text/plain; version=0.0.4; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Page:
    """A GET without parameters. ``render`` gives status and body."""

    render: Callable[[], tuple[int, bytes]]
    media_type: bytes = b"application/json"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        status, body = self.render()
        await send_body(send, body, status=status, media_type=self.media_type)


def health_page(version: str) -> Page:
    body = encode_json({"status": "ok", "version": version})
    return Page(lambda: (200, body))


def ready_page(service: Service, is_draining: Callable[[], bool]) -> Page:
    """503 while a verifier is not ready, or the process is on its way out; the body says which."""

    def render() -> tuple[int, bytes]:
        verifiers = {description.name: readiness for description, readiness in service.verifiers()}
        if is_draining():
            status = "shutting_down"
        else:
            status = "ready" if all(readiness.ready for readiness in verifiers.values()) else "not_ready"
        body = encode_json({"status": status, "verifiers": verifiers})
        return (200 if status == "ready" else 503), body

    return Page(render)


def verifiers_page(service: Service) -> Page:
    return Page(lambda: (200, encode_json({"verifiers": described_verifiers(service)})))


def metrics_page(render: Callable[[], bytes]) -> Page:
    return Page(lambda: (200, render()), METRICS_TYPE)


def described_verifiers(service: Service) -> list[dict[str, Any]]:
    return [
        {
            "name": description.name,
            "version": description.version,
            "summary": description.summary,
            "reference_schema": description.reference_schema,
            "options_schema": description.options_schema,
            "example": stated_fields(description.example),
            "ready": readiness.ready,
            "hint": readiness.hint,
        }
        for description, readiness in service.verifiers()
    ]


def stated_fields(sample: Sample) -> dict[str, Any]:
    """A sample as a caller would write it: without the fields that have their defaults."""
    bare = Sample(verifier="", response="")
    names = [field.name for field in dataclasses.fields(cast(Any, sample))]
    required = ("verifier", "response")
    return {
        name: getattr(sample, name)
        for name in names
        if name in required or getattr(sample, name) != getattr(bare, name)
    }

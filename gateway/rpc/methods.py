"""The calls with one answer: decode, ask the service, encode."""

from __future__ import annotations

from gateway.api_keys import ApiKeys
from gateway.room import Room
from gateway.rpc.call import Context, GrpcLimits, open_call
from gateway.rpc.codec import decode, encode, item_from, items_from, message_from, write_verdicts
from gateway.service import Service
from trainer_client.wire import rewards_pb2 as wire
from trainer_client.wire.convert import write_sample
from trainer_client.wire.convert_groups import groups_call_from_message, write_scored_group
from trainer_client.wire.json_fields import WireError
from verifiers.core.protocols import Description, Readiness


class Methods:
    """Bytes in, bytes out, so that whoever sends what does not decode is told why."""

    def __init__(self, service: Service, keys: ApiKeys | None, limits: GrpcLimits, room: Room) -> None:
        self._service = service
        self._keys = keys
        self._limits = limits
        self._room = room

    async def verify(self, data: bytes, context: Context) -> bytes:
        call = open_call(context, self._keys, self._limits)
        with self._room.share(len(data)):
            item = item_from(message_from(wire.Sample, data))
            verdicts = await self._service.verify_many(
                [item], timeout_s=call.timeout_s(), tenant=call.tenant, request_id=call.request_id
            )
            response = wire.VerifyBatchResponse()
            write_verdicts(response.verdicts, verdicts)
            return response.verdicts[0].SerializeToString()

    async def verify_batch(self, data: bytes, context: Context) -> bytes:
        call = open_call(context, self._keys, self._limits)
        with self._room.share(len(data)):
            items = items_from(message_from(wire.VerifyBatchRequest, data).samples, self._limits)
            verdicts = await self._service.verify_many(
                items, timeout_s=call.timeout_s(), tenant=call.tenant, request_id=call.request_id
            )
            response = wire.VerifyBatchResponse()
            write_verdicts(response.verdicts, verdicts)
            return response.SerializeToString()

    async def score_groups(self, data: bytes, context: Context) -> bytes:
        call = open_call(context, self._keys, self._limits)
        with self._room.share(len(data)):
            request = message_from(wire.ScoreGroupsRequest, data)
            self._check_count(sum(len(group.responses) for group in request.groups))
            groups = await self._service.score_groups(
                groups_call_from_message(request, decode),
                timeout_s=call.timeout_s(),
                tenant=call.tenant,
                request_id=call.request_id,
            )
            response = wire.ScoreGroupsResponse()
            for group in groups:
                write_scored_group(response.groups.add(), group, encode)
            return response.SerializeToString()

    async def list_verifiers(self, data: bytes, context: Context) -> bytes:
        open_call(context, self._keys, self._limits)
        message_from(wire.ListVerifiersRequest, data)
        response = wire.ListVerifiersResponse()
        for description, readiness in self._service.verifiers():
            _write_info(response.verifiers.add(), description, readiness)
        return response.SerializeToString()

    def _check_count(self, count: int) -> None:
        if count > self._limits.max_samples:
            message = f"{count} responses in one call, at most {self._limits.max_samples} are taken"
            raise WireError(message, "groups")


def _write_info(info: wire.VerifierInfo, description: Description, readiness: Readiness) -> None:
    info.name = description.name
    info.version = description.version
    info.summary = description.summary
    info.reference_schema_json = encode(description.reference_schema)
    info.options_schema_json = encode(description.options_schema)
    write_sample(info.example, description.example, encode)
    info.ready = readiness.ready
    info.hint = readiness.hint

"""The unary calls, keys, deadlines, health and reflection, over a real socket."""

from __future__ import annotations

import asyncio
import math
from typing import Any

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection_pb2, reflection_pb2_grpc

from gateway.api_keys import ApiKeys
from gateway.room import Room
from gateway.rpc.server import SERVICE_NAME, CannotBind, start_grpc
from gateway.service import Service
from tests.contract.grpc_rig import GrpcRig, batch, default_limits, echo, serving, slow, verdicts_of
from trainer_client.contract import Group, GroupsCall, Reason, Status
from trainer_client.wire import rewards_pb2 as wire
from trainer_client.wire.convert import sample_from_message, sample_to_message, verdict_from_message
from trainer_client.wire.convert_groups import groups_call_to_message
from trainer_client.wire.status_details import METADATA_KEY, retry_after_s
from verifiers.core.protocols import Readiness

HANG_GUARD_S = 20.0


async def failure(call: Any) -> grpc.aio.AioRpcError:
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await asyncio.wait_for(call, HANG_GUARD_S)
    return caught.value


def trailing(error: grpc.aio.AioRpcError) -> dict[str, Any]:
    return dict(tuple(error.trailing_metadata()))


async def test_a_batch_keeps_length_and_order() -> None:
    async with serving() as rig:
        samples = [echo(str(number), id=str(number), answer="7") for number in range(20)]
        verdicts = verdicts_of((await rig.stub.VerifyBatch(batch(samples))).verdicts)
        assert [verdict.id for verdict in verdicts] == [sample.id for sample in samples]
        assert [verdict.reward for verdict in verdicts] == [float(n == 7) for n in range(20)]


async def test_an_empty_batch_is_answered_with_none() -> None:
    async with serving() as rig:
        assert not (await rig.stub.VerifyBatch(wire.VerifyBatchRequest())).verdicts


@pytest.mark.parametrize(
    ("field", "data"),
    [
        ("reference_json", b"{"),
        ("reference_json", b"[]"),
        ("reference_json", b"\xff"),
        ("reference_json", b'{"answer": NaN}'),
        ("reference_json", b'{"answer": 1e999}'),
        ("reference_json", b"[" * 100_000),
        ("options_json", b"null"),
        ("metadata_json", b'"text"'),
        ("prompt_messages_json", b"{}"),
        ("prompt_messages_json", b"[1]"),
        ("finish_reason", 9),
        ("thinking", 9),
    ],
)
async def test_one_item_that_does_not_decode_is_invalid_and_the_others_are_graded(
    field: str, data: Any
) -> None:
    async with serving() as rig:
        request = batch([echo(id="a"), echo(id="b", group_id="g"), echo(id="c")])
        setattr(request.samples[1], field, data)
        verdicts = verdicts_of((await rig.stub.VerifyBatch(request)).verdicts)
        assert [verdict.reward for verdict in verdicts] == [1.0, None, 1.0]
        bad = verdicts[1]
        assert (bad.status, bad.reason) == (Status.UNSCORED, Reason.INVALID_SAMPLE)
        assert (bad.id, bad.group_id, bad.verifier) == ("b", "g", "echo")
        assert bad.detail["field"] == field.removesuffix("_json").removesuffix("_messages")


async def test_a_single_sample_that_does_not_decode_is_a_verdict_too() -> None:
    async with serving() as rig:
        verdict = await rig.stub.Verify(wire.Sample(verifier="echo", reference_json=b"{"))
        assert verdict_from_message(verdict).reason is Reason.INVALID_SAMPLE


@pytest.mark.parametrize("method", ["Verify", "VerifyBatch", "ScoreGroups", "ListVerifiers"])
async def test_bytes_that_are_no_message_are_an_invalid_argument(method: str) -> None:
    async with serving() as rig:
        error = await failure(rig.raw(method)(b"\x0a\xff\xff\xff"))
        assert error.code() is grpc.StatusCode.INVALID_ARGUMENT
        assert "rewards.v1." in error.details()


@pytest.mark.parametrize(
    ("call", "path"),
    [
        (wire.ScoreGroupsRequest(recipe="no_such"), "recipe: no recipe named 'no_such'"),
        (wire.ScoreGroupsRequest(recipe="math_rl", options_json=b"["), "options: does not decode as JSON"),
        (
            wire.ScoreGroupsRequest(recipe="math_rl", options_json=b'{"min_group": 0}'),
            "options.min_group: ",
        ),
        (
            wire.ScoreGroupsRequest(recipe="math_rl", groups=[wire.Group(), wire.Group(reference_json=b"1")]),
            "groups[1].reference: must be a JSON object",
        ),
    ],
)
async def test_an_ill_shaped_call_names_the_field(call: wire.ScoreGroupsRequest, path: str) -> None:
    async with serving() as rig:
        error = await failure(rig.stub.ScoreGroups(call))
        assert error.code() is grpc.StatusCode.INVALID_ARGUMENT
        assert error.details().startswith(path)


async def test_groups_without_a_score_come_back_as_nan_and_masked() -> None:
    async with serving() as rig:
        call = GroupsCall(recipe="math_rl", groups=[Group(group_id="g", responses=["1", "2"])])
        (group,) = (await rig.stub.ScoreGroups(groups_call_to_message(call))).groups
        assert group.group_id == "g"
        assert all(math.isnan(number) for number in [*group.rewards, *group.advantages])
        assert (list(group.loss_mask), group.keep) == ([0, 0], False)


async def test_more_samples_than_the_limit_are_refused_by_name() -> None:
    async with serving(limits=default_limits(max_samples=2)) as rig:
        error = await failure(rig.stub.VerifyBatch(batch([echo()] * 3)))
        assert error.code() is grpc.StatusCode.INVALID_ARGUMENT
        assert error.details() == "samples: 3 samples in one message, at most 2 are taken"


async def test_overload_is_unavailable_and_says_when_to_return() -> None:
    async with serving(in_flight=1) as rig:
        waiting = rig.stub.Verify(sample_to_message(slow()))
        await asyncio.wait_for(rig.slow.waiting.wait(), HANG_GUARD_S)
        error = await failure(rig.stub.VerifyBatch(batch([echo()])))
        assert error.code() is grpc.StatusCode.UNAVAILABLE
        wait = retry_after_s(trailing(error)[METADATA_KEY])
        assert wait is not None
        assert 1.0 <= wait <= 1.6
        waiting.cancel()


async def test_too_many_bytes_in_work_are_overload_too() -> None:
    async with serving(max_bytes=1000) as rig:
        waiting = rig.stub.Verify(sample_to_message(slow("x" * 900)))
        await asyncio.wait_for(rig.slow.waiting.wait(), HANG_GUARD_S)
        error = await failure(rig.stub.VerifyBatch(batch([echo("x" * 200)])))
        assert error.code() is grpc.StatusCode.UNAVAILABLE
        waiting.cancel()


async def test_what_is_not_done_by_the_deadline_is_answered_as_such_in_time() -> None:
    async with serving() as rig:
        answer = await rig.stub.VerifyBatch(batch([echo(), slow()]), timeout=2.0)
        assert [v.reason for v in verdicts_of(answer.verdicts)] == [Reason.CORRECT, Reason.DEADLINE]


async def test_a_cancelled_call_ends_its_work() -> None:
    async with serving() as rig:
        call = rig.stub.Verify(sample_to_message(slow()))
        await asyncio.wait_for(rig.slow.waiting.wait(), HANG_GUARD_S)
        call.cancel()
        await asyncio.wait_for(rig.slow.cancelled.wait(), HANG_GUARD_S)


async def test_stopping_finishes_a_call_that_was_taken() -> None:
    async with serving() as rig:
        call = asyncio.ensure_future(rig.stub.Verify(sample_to_message(slow())))
        await asyncio.wait_for(rig.slow.waiting.wait(), HANG_GUARD_S)
        stopping = asyncio.create_task(rig.server.stop(HANG_GUARD_S))
        await asyncio.sleep(0)
        rig.slow.gate.set()
        assert verdict_from_message(await call).reason is Reason.CORRECT
        await asyncio.wait_for(stopping, HANG_GUARD_S)


KEYS = ApiKeys({"alice": "s3cret", "bob": "other"})


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ((), grpc.StatusCode.UNAUTHENTICATED),
        ((("authorization", "s3cret"),), grpc.StatusCode.UNAUTHENTICATED),
        ((("authorization", "Bearer wrong"),), grpc.StatusCode.PERMISSION_DENIED),
        ((("authorization", "Bearer s3cret"),), grpc.StatusCode.OK),
        ((("authorization", "bearer other"),), grpc.StatusCode.OK),
    ],
)
@pytest.mark.parametrize("method", ["Verify", "VerifyBatch", "ListVerifiers", "VerifyStream"])
async def test_a_call_needs_a_key_where_keys_are_set(method: str, sent: Any, code: Any) -> None:
    async with serving(api_keys=KEYS) as rig:
        if method == "VerifyStream":
            call = rig.stub.VerifyStream(iter(()), metadata=sent)
        else:
            call = rig.raw(method)(b"", metadata=sent)
        assert await asyncio.wait_for(call.code(), HANG_GUARD_S) is code


async def test_the_tenant_is_the_name_of_the_key() -> None:
    async with serving(api_keys=KEYS) as rig:
        asked = []
        verify_many = rig.service.verify_many

        async def watched(*args: Any, **named: Any) -> Any:
            asked.append(named["tenant"])
            return await verify_many(*args, **named)

        rig.service.verify_many = watched  # type: ignore[method-assign]
        await rig.stub.Verify(sample_to_message(echo()), metadata=(("authorization", "Bearer other"),))
        assert asked == ["bob"]


@pytest.mark.parametrize(
    ("sent", "kept"), [("run-7/step-3", True), ("x" * 200, False), ("two words", False), (None, False)]
)
async def test_a_sane_request_id_is_echoed_and_another_replaced(sent: str | None, kept: bool) -> None:
    async with serving() as rig:
        metadata = (("x-request-id", sent),) if sent else ()
        call = rig.stub.Verify(sample_to_message(echo()), metadata=metadata)
        await call
        echoed = dict(tuple(await call.trailing_metadata()))["x-request-id"]
        assert (echoed == sent) is kept
        assert echoed


async def test_a_refusal_carries_the_request_id_too() -> None:
    async with serving() as rig:
        error = await failure(rig.raw("Verify")(b"\xff", metadata=(("x-request-id", "abc"),)))
        assert trailing(error)["x-request-id"] == "abc"


async def test_the_verifiers_are_listed_with_schemas_and_an_example_that_scores() -> None:
    async with serving() as rig:
        listed = (await rig.stub.ListVerifiers(wire.ListVerifiersRequest())).verifiers
        assert [info.name for info in listed] == ["echo", "slow"]
        assert b'"answer"' in listed[0].reference_schema_json
        assert listed[0].ready
        assert sample_from_message(listed[0].example) == rig.service.verifiers()[0][0].example
        assert (await rig.stub.Verify(listed[0].example)).reward == 1.0


async def health(rig: GrpcRig, name: str) -> int:
    stub = health_pb2_grpc.HealthStub(rig.channel)
    return (await stub.Check(health_pb2.HealthCheckRequest(service=name))).status  # type: ignore[no-any-return]


@pytest.mark.parametrize("name", ["", SERVICE_NAME])
async def test_health_is_the_readiness_of_every_verifier_and_needs_no_key(name: str) -> None:
    async with serving(api_keys=KEYS) as rig:
        assert await health(rig, name) == health_pb2.HealthCheckResponse.SERVING
        rig.slow.readiness = lambda: Readiness(False, "no workers")  # type: ignore[method-assign]
        assert await health(rig, name) == health_pb2.HealthCheckResponse.NOT_SERVING


async def test_health_of_a_service_that_does_not_exist_is_not_found() -> None:
    async with serving() as rig:
        assert (await failure(health(rig, "no.such"))).code() is grpc.StatusCode.NOT_FOUND


async def test_a_watcher_hears_that_the_server_stops_and_does_not_hold_it_up() -> None:
    async with serving() as rig:
        stub = health_pb2_grpc.HealthStub(rig.channel)
        watch = stub.Watch(health_pb2.HealthCheckRequest(service=""))
        assert (await watch.read()).status == health_pb2.HealthCheckResponse.SERVING
        stopping = asyncio.create_task(rig.server.stop(10 * HANG_GUARD_S))
        assert (await watch.read()).status == health_pb2.HealthCheckResponse.NOT_SERVING
        assert await watch.read() is grpc.aio.EOF
        await asyncio.wait_for(stopping, HANG_GUARD_S)


async def test_a_watcher_hears_of_a_change() -> None:
    async with serving() as rig:
        watch = health_pb2_grpc.HealthStub(rig.channel).Watch(health_pb2.HealthCheckRequest(service=""))
        assert (await watch.read()).status == health_pb2.HealthCheckResponse.SERVING
        rig.slow.readiness = lambda: Readiness(False)  # type: ignore[method-assign]
        changed = await asyncio.wait_for(watch.read(), HANG_GUARD_S)
        assert changed.status == health_pb2.HealthCheckResponse.NOT_SERVING
        watch.cancel()


async def test_reflection_names_the_services() -> None:
    async with serving() as rig:
        stub = reflection_pb2_grpc.ServerReflectionStub(rig.channel)
        request = reflection_pb2.ServerReflectionRequest(list_services="")
        async for answer in stub.ServerReflectionInfo(iter([request])):
            names = {service.name for service in answer.list_services_response.service}
            assert {SERVICE_NAME, "grpc.health.v1.Health"} <= names


async def test_two_servers_share_a_port() -> None:
    first = await start_grpc(Service({}), limits=default_limits(), room=Room(2**20), host="127.0.0.1", port=0)
    second = await start_grpc(
        Service({}), limits=default_limits(), room=Room(2**20), host="127.0.0.1", port=first.port
    )
    assert second.port == first.port
    await first.stop(0)
    await second.stop(0)


async def test_an_address_that_is_not_ours_is_a_clear_error() -> None:
    with pytest.raises(CannotBind, match=r"gRPC cannot listen on 192\.0\.2\.1:"):
        await start_grpc(Service({}), limits=default_limits(), room=Room(2**20), host="192.0.2.1", port=0)


async def test_messages_far_over_the_default_of_grpc_travel_both_ways() -> None:
    async with serving() as rig:
        text = "x" * 2_000_000
        verdicts = (await rig.stub.VerifyBatch(batch([echo(text, answer=text)] * 12))).verdicts
        assert [verdict.reward for verdict in verdicts] == [1.0] * 12
        assert all(verdict.extracted == text for verdict in verdicts)


async def test_every_answer_is_counted_by_its_status_and_a_refusal_is_logged_with_its_id(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level("DEBUG", "gateway.rpc.call"):
        async with serving() as rig:
            await rig.stub.VerifyBatch(batch([echo()]))
            with pytest.raises(grpc.aio.AioRpcError):
                await rig.raw("Verify")(b"\xff", metadata=(("x-request-id", "asked-7"),))
    assert rig.answers == [("grpc", "OK"), ("grpc", "INVALID_ARGUMENT")]
    assert "request asked-7: INVALID_ARGUMENT" in caplog.text

"""Settings: the order of their sources, their bounds, and messages that say what to do."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from pydantic import SecretStr

from gateway.settings import Settings, SettingsError, is_loopback, load_settings, parse_api_keys, revealed


@pytest.fixture(autouse=True)
def _no_settings_around(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in list(os.environ):
        if name.startswith("CASCADE_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def test_a_flag_beats_the_environment_which_beats_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("cascade.toml").write_text("port = 1001\ngrpc_port = 1002\nprocesses = 3\n")
    monkeypatch.setenv("CASCADE_PORT", "2001")
    monkeypatch.setenv("CASCADE_GRPC_PORT", "2002")
    loaded = load_settings(flags={"port": 3001, "host": None})
    settings = loaded.settings
    assert (settings.port, settings.grpc_port, settings.processes) == (3001, 2002, 3)
    assert loaded.origins["port"] == "flag --port"
    assert loaded.origins["grpc_port"] == "environment CASCADE_GRPC_PORT"
    assert loaded.origins["processes"] == "file cascade.toml"
    assert loaded.origins["host"] == "default"


def test_a_wrong_value_is_blamed_on_the_option_that_gave_it() -> None:
    with pytest.raises(SettingsError, match=r"math_cpu_limit_s \(from --set math_cpu_limit_s\)"):
        load_settings(named={"math_cpu_limit_s": "-1"})


def test_the_file_named_is_read_and_not_the_one_in_the_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("cascade.toml").write_text("port = 1001\n")
    Path("other.toml").write_text("port = 1002\n")
    assert load_settings(Path("other.toml")).settings.port == 1002
    monkeypatch.setenv("CASCADE_CONFIG", "other.toml")
    assert load_settings().settings.port == 1002


def test_an_empty_variable_is_no_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CASCADE_PORT", "")
    assert load_settings().settings.port == 8080


def test_a_misspelt_variable_is_pointed_out_and_a_foreign_one_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CASCADE_PROCESES", "4")
    monkeypatch.setenv("CASCADE_REWARDS_SERVICE_HOST", "10.0.0.1")
    (warning,) = load_settings().warnings
    assert "CASCADE_PROCESES" in warning
    assert "is CASCADE_PROCESSES meant" in warning


@pytest.mark.parametrize(("mode", "told"), [(0o600, False), (0o640, True), (0o604, True)])
def test_a_keys_file_that_others_can_read_is_told(mode: int, told: bool) -> None:
    keys = Path("keys")
    keys.write_text("a=aaaaaaaa\n")
    keys.chmod(mode)
    warnings = load_settings(flags={"api_keys_file": "keys"}).warnings
    assert [f"chmod 600 {keys}" in warning for warning in warnings] == [True] * told


def test_sizes_may_be_written_with_units(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CASCADE_MAX_BODY_BYTES", "8MiB")
    assert load_settings().settings.max_body_bytes == 8 * 2**20


WRONG = {
    "too large a port": ({"port": 70_000}, ["port (from flag --port)", "65535", "70000"]),
    "no number": ({"processes": "many"}, ["processes", "integer", "many"]),
    "no process": ({"processes": 0}, ["processes", "greater than or equal to 1"]),
    "an unknown level": ({"log_level": "loud"}, ["log_level", "'debug'"]),
    "a misspelt name": ({"prot": 1}, ["prot", "no such setting", "grpc_port"]),
    "one port for both": ({"port": 9000, "grpc_port": 9000}, ["port and grpc_port are both 9000"]),
    "a default above the maximum": (
        {"request_timeout_s": 9000},
        ["request_timeout_s", "max_request_timeout_s"],
    ),
    "open to others without a key": ({"host": "0.0.0.0"}, ["0.0.0.0", "CASCADE_API_KEYS", "--insecure"]),
    "open by name": ({"host": "trainer.example"}, ["CASCADE_API_KEYS"]),
    "open on IPv6": ({"host": "::"}, ["CASCADE_API_KEYS"]),
}


@pytest.mark.parametrize(("flags", "told"), WRONG.values(), ids=WRONG.keys())
def test_wrong_settings_are_refused_with_their_name_and_what_to_do(
    flags: dict[str, object], told: list[str]
) -> None:
    with pytest.raises(SettingsError) as refused:
        load_settings(flags=flags)
    for part in told:
        assert part in str(refused.value)


@pytest.mark.parametrize(
    ("content", "says"), [(b"\xef\xbb\xbfport = 1001\n", "byte order mark"), (b'host = "\xe9"\n', "UTF-8")]
)
def test_a_file_in_another_encoding_says_what_to_do(content: bytes, says: str) -> None:
    Path("other.toml").write_bytes(content)
    with pytest.raises(SettingsError, match=rf"other\.toml.*{says}.*save it"):
        load_settings(Path("other.toml"))


def test_a_file_that_is_not_there_or_no_toml_is_named() -> None:
    with pytest.raises(SettingsError, match=r"no settings file missing\.toml"):
        load_settings(Path("missing.toml"))
    Path("broken.toml").write_text("port: 1")
    with pytest.raises(SettingsError, match=r"broken\.toml"):
        load_settings(Path("broken.toml"))


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
def test_this_machine_alone_needs_no_key(host: str) -> None:
    assert is_loopback(host)
    assert load_settings(flags={"host": host}).settings.host == host


def test_others_are_served_with_a_key_or_when_told_aloud() -> None:
    open_host = {"host": "0.0.0.0"}
    assert load_settings(flags={**open_host, "insecure": True}).settings.insecure
    assert load_settings(flags={**open_host, "api_keys": "a-long-enough-key"}).settings.api_keys


KEYS = {
    "one key": ("0123456789", {"default": "0123456789"}),
    "names": ("alice=aaaaaaaa,bob=bbbbbbbb", {"alice": "aaaaaaaa", "bob": "bbbbbbbb"}),
    "base64 padding is part of a key": ("QUJDREVGR0g==", {"default": "QUJDREVGR0g=="}),
    "padding behind a name": ("team=QUJDREVGRw==", {"team": "QUJDREVGRw=="}),
    "lines, spaces and comments": (
        "# ours\nalice = aaaaaaaa\n\nbob=bbbbbbbb\n",
        {"alice": "aaaaaaaa", "bob": "bbbbbbbb"},
    ),
    "none": (" ", {}),
}


@pytest.mark.parametrize(("text", "keys"), KEYS.values(), ids=KEYS.keys())
def test_keys_are_read_as_written(text: str, keys: dict[str, str]) -> None:
    assert {name: key.get_secret_value() for name, key in parse_api_keys(text).items()} == keys


UNUSABLE_KEYS = {
    "too short": "short",
    "two of one name": "a=aaaaaaaa,a=bbbbbbbb",
    "one key twice": "a=aaaaaaaa,b=aaaaaaaa",
    "not ASCII": "clé=éééééééé",
    "an unset variable leaves a name": "trainer1=",
    "an unset variable among others": "alice=aaaaaaaa,trainer1= ",
    "JSON": '{"alice": "aaaaaaaa"}',
}


@pytest.mark.parametrize("keys", UNUSABLE_KEYS.values(), ids=UNUSABLE_KEYS.keys())
def test_unusable_keys_are_refused_without_being_told(keys: str) -> None:
    with pytest.raises(SettingsError) as refused:
        load_settings(flags={"api_keys": keys})
    assert "api_keys" in str(refused.value)
    for secret in ("short", "aaaaaaaa", "éééééééé"):
        assert secret not in str(refused.value)


def test_keys_of_a_file_join_those_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("keys").write_text("alice=aaaaaaaa\n")
    monkeypatch.setenv("CASCADE_API_KEYS", "bob=bbbbbbbb")
    loaded = load_settings(flags={"api_keys_file": "keys"})
    assert set(loaded.settings.api_keys) == {"alice", "bob"}
    assert loaded.origins["api_keys"] == "file keys, environment CASCADE_API_KEYS"


def test_an_unreadable_key_file_is_an_error_and_never_no_keys() -> None:
    Path("empty").write_text("# nothing yet\n")
    for name in ("missing", "empty"):
        with pytest.raises(SettingsError, match=f"api_keys_file {name}"):
            load_settings(flags={"api_keys_file": name})


def test_secrets_do_not_show() -> None:
    settings = load_settings(flags={"api_keys": "alice=very-secret-key"}).settings
    assert "very-secret-key" not in f"{settings!r} {settings} {settings.model_dump_json()}"


def test_another_process_gets_the_same_settings() -> None:
    flags = {"api_keys": "alice=very-secret-key", "journal": "j.sqlite", "max_body_bytes": "2MiB"}
    settings = load_settings(flags=flags).settings
    sent = json.loads(json.dumps(revealed(settings)))
    assert Settings(**sent) == settings
    assert Settings(**sent).api_keys["alice"] == SecretStr("very-secret-key")


def test_every_setting_is_described() -> None:
    assert all(field.description for field in Settings.model_fields.values())

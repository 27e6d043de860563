"""``formcheck app``: where it serves, with what settings, and its own certificate."""

import ipaddress
import os
import socket as network
import ssl
import stat
import tomllib
from pathlib import Path

import pytest
from cryptography import x509
from streamlit import config, net_util

from formcheck.cli import main
from formcheck.live.app import Live
from formcheck.live.certificate import names_of_this_computer, own_certificate
from formcheck.live.serve import SETTINGS, Address, settings

ROOT = Path(__file__).parents[1]


def test_it_stays_on_this_computer_unless_asked(tmp_path):
    assert settings(Address(), tmp_path)["server.address"] == "localhost"


def test_both_ways_to_start_share_their_settings(tmp_path):
    assert SETTINGS == ROOT / ".streamlit" / "config.toml"
    chosen = settings(Address(port=8600), tmp_path)
    assert chosen["server.port"] == 8600
    assert chosen["browser.gatherUsageStats"] is False
    assert chosen["runner.postScriptGC"] is False
    assert chosen["server.showEmailPrompt"] is False
    assert chosen["theme.light.primaryColor"] == "#1B5E50"
    known = config._config_options_template
    assert [name for name in chosen if name not in known] == []
    assert not [name for name in chosen if known[name].sensitive]


def test_the_settings_go_into_the_wheel():
    with (ROOT / "pyproject.toml").open("rb") as file:
        build = tomllib.load(file)["tool"]["hatch"]["build"]["targets"]
    assert (
        build["wheel"]["force-include"][".streamlit/config.toml"] == "formcheck/ui/streamlit.toml"
    )
    included = build["wheel"]["force-include"]
    assert included[".streamlit/config.toml"] == "formcheck/ui/streamlit.toml"
    assert included["fixtures/rendered"] == "formcheck/clips"


def test_a_server_for_others_knows_its_own_address(tmp_path):
    chosen = settings(Address(host="0.0.0.0"), tmp_path)
    ipaddress.ip_address(chosen["browser.serverAddress"])


@pytest.mark.parametrize(
    ("address", "blind"),
    [
        (Address(), False),
        (Address(host="127.0.0.1"), False),
        (Address(host="0.0.0.0"), True),
        (Address(host="192.168.1.20"), True),
        (Address(host="192.168.1.20", https=True), False),
    ],
)
def test_where_cameras_will_not_open_is_known(address, blind):
    assert address.is_blind == blind


def test_own_certificate_is_made_once_and_kept_secret(tmp_path):
    hosts = names_of_this_computer("192.168.1.20")
    cert, key = own_certificate(tmp_path, hosts)
    before = cert.read_bytes(), key.read_bytes()
    assert own_certificate(tmp_path, hosts) == (cert, key)
    assert (cert.read_bytes(), key.read_bytes()) == before
    if os.name == "posix":
        assert [stat.S_IMODE(file.stat().st_mode) for file in (cert, key)] == [0o600, 0o600]
    ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(cert, key)
    names = x509.load_pem_x509_certificate(before[0]).extensions.get_extension_for_class(
        x509.SubjectAlternativeName
    )
    assert ipaddress.ip_address("192.168.1.20") in names.value.get_values_for_type(x509.IPAddress)
    assert "localhost" in names.value.get_values_for_type(x509.DNSName)


def test_a_certificate_is_made_anew_for_another_address_or_when_damaged(tmp_path):
    cert, _ = own_certificate(tmp_path, ["localhost"])
    first = cert.read_bytes()
    own_certificate(tmp_path, ["localhost", "192.168.1.20"])
    second = cert.read_bytes()
    assert second != first
    cert.write_text("damaged")
    own_certificate(tmp_path, ["localhost"])
    assert cert.read_bytes().startswith(b"-----BEGIN CERTIFICATE-----")


def test_https_hands_streamlit_certificate_and_key(tmp_path):
    chosen = settings(Address(https=True), tmp_path)
    assert Path(chosen["server.sslCertFile"]).parent == tmp_path
    given = settings(Address(https=True, cert=tmp_path / "c", key=tmp_path / "k"), tmp_path)
    assert given["server.sslKeyFile"] == str(tmp_path / "k")


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["--cert", "c.pem"], "go together"),
        (["--cert", "c.pem", "--key", "k.pem"], "for --https"),
        (["--https", "--cert", "nowhere.pem", "--key", "nowhere.pem"], "no such file"),
        (["--port", "99999"], "1 to 65535"),
        (["--port", "http"], "whole number"),
    ],
)
def test_wrong_options_are_refused_before_anything_starts(arguments, word, capsys):
    assert main(["app", *arguments]) == 2
    assert word in capsys.readouterr().err


def test_streamlit_asks_nobody_for_its_address(tmp_path, monkeypatch):
    """It would ask a server on the internet when a page of unknown origin knocks."""
    monkeypatch.setattr(net_util, "_external_ip", None)
    monkeypatch.setattr(network, "getaddrinfo", lambda *_, **__: pytest.fail("a name is looked up"))
    import asyncio

    async def lives():
        async with Live(tmp_path).lifespan(None):
            return net_util.get_external_ip()

    assert not asyncio.run(lives())


def test_coach_prints_what_is_said(capsys):
    clip = ROOT / "fixtures" / "cat_cow__polybag.npz"
    assert main(["coach", str(clip), "--exercise", "cat_cow", "--repetitions", "2"]) == 0
    said = capsys.readouterr().out
    assert "Cat-cow. Come onto your hands and knees." in said
    assert "Two done" in said


@pytest.mark.parametrize("arguments", [["--repetitions", "0"], ["--hold", "1e3"]])
def test_coach_refuses_a_dose_that_is_none(arguments, capsys):
    clip = str(ROOT / "fixtures" / "cat_cow__polybag.npz")
    assert main(["coach", clip, "--exercise", "cat_cow", *arguments]) == 2
    assert "must be a whole number" in capsys.readouterr().err

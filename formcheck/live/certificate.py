"""A certificate of our own, so that a phone's browser lets a page at home use its camera.

Browsers open the camera only on the same computer or over https. No authority signs certificates
for computers at home, so this one signs itself: the browser warns once, and the person accepts.
Made with the ``cryptography`` library; an ``openssl`` program is not everywhere.
"""

from __future__ import annotations

import ipaddress
import os
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

EVERYWHERE = ("0.0.0.0", "::")
"""Addresses that stand for all of this computer."""
LASTS = timedelta(days=397)
"""Longer ones are refused by Apple's browsers."""
SPARE = timedelta(days=30)
"""One that ends sooner is made anew."""


def own_certificate(folder: Path, hosts: list[str]) -> tuple[Path, Path]:
    """Return certificate and key for some host names or addresses, made where need be.

    Both files can be read by their owner alone (mode 600).
    """
    cert, key = folder / "certificate.pem", folder / "certificate-key.pem"
    if not (cert.is_file() and key.is_file() and _serves(cert, hosts)):
        _make(cert, key, hosts)
    return cert, key


def names_of_this_computer(host: str) -> list[str]:
    """Return the names and addresses under which a server on `host` can be reached."""
    own = socket.gethostname()
    names = ["localhost", "127.0.0.1", "::1", own, f"{own.split('.')[0]}.local"]
    if host not in EVERYWHERE:
        names.append(host)
    return list(dict.fromkeys([*names, home_address()]))


def home_address() -> str:
    """Return this computer's address in the network at home; nothing is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # an address of nobody: only the route is looked up
        except OSError:
            return "127.0.0.1"
        address: str = probe.getsockname()[0]
        return address


def _serves(cert: Path, hosts: list[str]) -> bool:
    """Tell whether a certificate is still good for all of these hosts."""
    try:
        known = x509.load_pem_x509_certificate(cert.read_bytes())
        names = known.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (ValueError, x509.ExtensionNotFound):
        return False
    fresh = known.not_valid_after_utc - datetime.now(UTC) > SPARE
    return fresh and {_name(host) for host in hosts} <= set(names)


def _make(cert: Path, key: Path, hosts: list[str]) -> None:
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "formcheck at home")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + LASTS)
        .add_extension(x509.SubjectAlternativeName([_name(host) for host in hosts]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(private, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    _write_secret(
        key,
        private.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()),
    )
    _write_secret(cert, signed.public_bytes(pem))


def _name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _write_secret(path: Path, content: bytes) -> None:
    """Write a file that was never readable by others, all or nothing."""
    temporary = path.with_suffix(".new")
    temporary.unlink(missing_ok=True)
    with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
    os.replace(temporary, path)

"""The folder of a run: certificate, keys and files to serve. It lies in memory where it can, and is removed."""

import base64
import os
import shutil
import subprocess
import tempfile

SMALL_BYTES = 100
FILES = {"10k": 10 * 1024, "1m": 1024 * 1024}
UPLOAD_BYTES = 1024 * 1024

SMALL_BODY = b"x" * SMALL_BYTES


def file_body(name):
    """What a file holds."""
    return b"0123456789abcdef" * (FILES[name] // 16)


class Site:
    """Everything on disk that the servers of one run need."""

    def __init__(self):
        memory = "/dev/shm"
        self.folder = tempfile.mkdtemp(
            prefix="weir-bench-", dir=memory if os.access(memory, os.W_OK) else None)
        os.mkdir(self.path("www"))
        os.mkdir(self.path("www/files"))
        for name in FILES:
            self.write(f"www/files/{name}", file_body(name))
        self.write("upload", b"u" * UPLOAD_BYTES)
        self.write("affinity.key", base64.b64encode(os.urandom(32)))
        self._make_certificate()

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, data):
        with open(self.path(name), "wb") as file:
            file.write(data if isinstance(data, bytes) else data.encode())
        return self.path(name)

    def remove(self):
        shutil.rmtree(self.folder, ignore_errors=True)

    def _make_certificate(self):
        """A self-signed one for localhost with a P-256 key; HAProxy wants both in one file."""
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
             "-keyout", self.path("site.key"), "-out", self.path("site.crt"), "-days", "2",
             "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"],
            check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with open(self.path("site.crt"), "rb") as certificate, open(self.path("site.key"), "rb") as key:
            self.write("site.pem", certificate.read() + key.read())

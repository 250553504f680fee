"""A portal with two releases to send, and hosts of every kind to send them to."""

from __future__ import annotations

import json
import logging
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import md5
from pathlib import Path
from pkgutil import resolve_name
from typing import Any
from urllib.request import Request, urlopen

import pytest

from tests.conftest import REPOSITORY
from tests.factory_portal import (
    TestPortal,
    first_release,
    release_info,
    replaced,
    shared_portal,
    small_tables,
)
from tests.serving import free_port, wait_for

Deploy = Callable[..., int]


@dataclass(frozen=True)
class Target:
    """A host for a test: its address, and what visitors get there by path."""

    address: str
    read: Callable[[], dict[str, str]]
    fail: Callable[[pytest.MonkeyPatch, int], None]
    """Let the so-manieth step from now fail, once."""


Advance = Callable[[int], None]
"""Brings the portal of a test to one of three releases."""


def release(run_folder: Path, number: int, own: Path) -> TestPortal:
    """A copy, at `own`, of a portal with so many releases; all are of one portal, made once."""

    def make(folder: Path) -> TestPortal:
        if number == 1:
            return first_release(folder)
        portal = release(run_folder, number - 1, folder)
        if number == 2:  # with other styles as well as other data
            settings = portal.deployment.settings
            text = settings.read_text("utf-8")
            settings.write_text(f'main_colour = "#1B4B8A"\n{text}', "utf-8")
        tables = replaced(small_tables(), "facilities", "F1", telephone=f"0635-888888{number}")
        portal.publish(tables, release_info(number, day=number))
        portal.build()
        return portal

    return shared_portal(run_folder, f"deploy-{number}", make, own)


def site(portal: TestPortal) -> dict[str, str]:
    """Every file of the live site, by its MD5."""
    return files(portal.public.resolve())


def files(folder: Path) -> dict[str, str]:
    """Every file below a folder: its path, and its MD5 as object stores say it."""
    return {
        path.relative_to(folder).as_posix(): md5(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def folder_target(tmp_path: Path) -> Target:
    """A folder on this machine."""
    root = tmp_path / "www"

    def read() -> dict[str, str]:
        return files((root / "current").resolve()) if (root / "current").is_symlink() else {}

    def fail(patch: pytest.MonkeyPatch, after: int) -> None:
        fail_after(patch, "generator.deploy.folder.Folder._bring", after)

    return Target(str(root), read, fail)


def rsync_target(tmp_path: Path, patch: pytest.MonkeyPatch) -> Target:
    """The same over rsync's protocol; the shell that leads to the host stays on this machine."""
    shell = tmp_path / "shell"
    shell.write_text('#!/bin/sh\nshift\nexec "$@"\n', encoding="ascii")
    shell.chmod(0o755)
    patch.setenv("RSYNC_RSH", str(shell))
    root = tmp_path / "remote" / "www site"
    root.parent.mkdir()

    def read() -> dict[str, str]:
        return files((root / "current").resolve()) if (root / "current").is_symlink() else {}

    def fail(patch: pytest.MonkeyPatch, after: int) -> None:
        fail_after(patch, "generator.deploy.rsync.subprocess.run", after)

    return Target(f"host:{root}", read, fail)


class Cut(Exception):
    """A command was cut off here."""


def fail_after(patch: pytest.MonkeyPatch, name: str, after: int) -> None:
    """Let a function fail when it is called the so-manieth time, and be itself again."""
    real = resolve_name(name)
    left = [after]

    def cut(*given: Any, **named: Any) -> Any:
        left[0] -= 1
        if left[0] == 0:
            raise Cut
        return real(*given, **named)

    patch.setattr(name, cut)


@contextmanager
def moto() -> Iterator[str]:
    """The address of an S3-compatible server: moto's."""
    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        # What it holds is the process's, not the server's.
        urlopen(Request(f"http://{host}:{port}/moto-api/reset", method="POST")).close()
        yield f"http://{host}:{port}"
    finally:
        server.stop()


S3RVER = REPOSITORY / "node_modules" / "s3rver" / "bin" / "s3rver.js"


@contextmanager
def s3rver(folder: Path) -> Iterator[str]:
    """The address of another one, s3rver."""
    port = free_port()
    # Its lists are continued with a cipher that newer OpenSSL has set aside.
    environment = os.environ | {"NODE_OPTIONS": "--openssl-legacy-provider"}
    node = shutil.which("node")
    assert node
    command = [node, str(S3RVER), "-d", str(folder), "-a", "127.0.0.1", "-p", str(port), "-s"]
    with subprocess.Popen(command, env=environment) as server:
        try:
            wait_for(port)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


FOR_EVERYBODY = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": "*",
            "Action": "s3:GetObject",
            "Resource": "arn:aws:s3:::site/*",
        }
    ],
}


def store_target(endpoint: str, patch: pytest.MonkeyPatch) -> Target:
    """A bucket of a store, under a prefix."""
    import boto3

    for name, value in {
        "AWS_ENDPOINT_URL_S3": endpoint,
        "AWS_ACCESS_KEY_ID": "S3RVER",
        "AWS_SECRET_ACCESS_KEY": "S3RVER",
        "AWS_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
    }.items():
        patch.setenv(name, value)
    client = boto3.client("s3", region_name="us-east-1")
    client.create_bucket(Bucket="site")
    with suppress(client.exceptions.ClientError):  # s3rver knows no policies
        client.put_bucket_policy(Bucket="site", Policy=json.dumps(FOR_EVERYBODY))

    def read() -> dict[str, str]:
        found = {}
        pages = client.get_paginator("list_objects_v2").paginate(Bucket="site", Prefix="ty/")
        for page in pages:
            for one in page.get("Contents", ()):
                path = one["Key"].removeprefix("ty/")
                if not path.startswith(".gongshi/"):
                    found[path] = one["ETag"].strip('"')
        return found

    def fail(patch: pytest.MonkeyPatch, after: int) -> None:
        fail_after(patch, "botocore.client.BaseClient._make_api_call", after)

    return Target("s3://site/ty", read, fail)

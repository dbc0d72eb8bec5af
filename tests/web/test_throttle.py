from pathlib import Path

import pytest
from flask import Flask, request

from consultation import create_app
from consultation.settings import Settings
from consultation.web.throttle import hash_of, is_too_much


def test_one_connection_waits_while_another_goes_on(app: Flask) -> None:
    with app.test_request_context(environ_base={"REMOTE_ADDR": "192.0.2.1"}):
        tries = [is_too_much("throttle test", 3) for _try in range(4)]
    with app.test_request_context(environ_base={"REMOTE_ADDR": "192.0.2.2"}):
        other = is_too_much("throttle test", 3)

    assert (tries, other) == ([False, False, False, True], False)


def test_the_address_is_not_kept(app: Flask) -> None:
    with app.test_request_context(environ_base={"REMOTE_ADDR": "192.0.2.1"}):
        is_too_much("throttle test", 100)
        held = str(vars(app.extensions["consultation.throttle"]))

        assert hash_of("192.0.2.1") in held
        assert "192.0.2.1" not in held


@pytest.mark.parametrize(("proxies", "address"), [(0, "10.0.0.1"), (1, "192.0.2.7"), (2, "198.51.100.9")])
def test_only_proxies_of_ours_say_who_asks(tmp_path: Path, proxies: int, address: str) -> None:
    """What stands before the addresses our own proxies added, anybody may have written."""
    app = create_app(Settings(instance_dir=tmp_path, secret_key="only for tests", proxies=proxies))
    seen: list[str | None] = []
    app.before_request(lambda: seen.append(request.remote_addr))

    app.test_client().get(
        "/health",
        environ_base={"REMOTE_ADDR": "10.0.0.1"},
        headers={"X-Forwarded-For": "1.2.3.4, 198.51.100.9, 192.0.2.7"},
    )

    assert seen == [address]

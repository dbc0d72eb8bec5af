from flask import Flask

from consultation.web.throttle import connection_hash, is_too_much


def test_one_connection_waits_while_another_goes_on(app: Flask) -> None:
    with app.test_request_context(environ_base={"REMOTE_ADDR": "192.0.2.1"}):
        tries = [is_too_much("throttle test", 3) for _try in range(4)]
    with app.test_request_context(environ_base={"REMOTE_ADDR": "192.0.2.2"}):
        other = is_too_much("throttle test", 3)

    assert (tries, other) == ([False, False, False, True], False)


def test_the_address_is_not_kept(app: Flask) -> None:
    with app.test_request_context(environ_base={"REMOTE_ADDR": "192.0.2.1"}):
        is_too_much("throttle test", 100)
        held = str(vars(app.extensions["consultation.throttle"].storage))

        assert connection_hash() in held
        assert "192.0.2.1" not in held

"""What Granian hands over, for tests that ask the gate without a server."""


class Asked:
    """A request as Granian hands it over, and where a short answer goes."""

    proto, scheme, http_version, server = "http", "http", "1.1", "127.0.0.1:8000"
    status, body = 0, b""

    def __init__(
        self,
        path: str = "/",
        method: str = "GET",
        *,
        client: str = "192.0.2.1:5000",
        query_string: str = "",
        form: str = "",
        **headers: str,
    ) -> None:
        self.path, self.method, self.client, self.query_string = path, method, client, query_string
        self.headers = {"host": "localhost"} | {name.replace("_", "-"): value for name, value in headers.items()}
        self.form = form.encode()
        if form:
            self.headers |= {"content-type": "application/x-www-form-urlencoded", "content-length": str(len(self.form))}
        self.sent: dict[str, str] = {}

    async def __call__(self) -> bytes:
        """The body, whole."""
        return self.form

    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.status, self.sent, self.body = status, dict(headers), body
        assert len(self.sent) == len(headers), "each header once"

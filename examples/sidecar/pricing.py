"""A service in Python with nothing but its standard library: it takes part through a sidecar.

    python3 pricing.py 5000 http://127.0.0.1:4140

GET /health       200 while it is well; POST /health/sick makes it sick, POST /health/well well again
GET /hello        what Spring's Feign client asks for
GET /greet/NAME   asks the service NAME for its /hello, through the sidecar
POST /echo        says what it was sent
"""

import json
import sys
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PORT, SIDECAR = int(sys.argv[1]), sys.argv[2]
TRACE = ("traceparent", "b3", "x-deadline-ms", "baggage")
well = True


class Pricing(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        if self.path == "/health":
            return self.say(200 if well else 503, {"status": "UP" if well else "DOWN"})
        if self.path == "/hello":
            return self.say(200, "hello from pricing")
        if self.path.startswith("/greet/"):
            return self.say(*self.ask(self.path.removeprefix("/greet/"), "/hello"))
        self.say(404, {"detail": "There is nothing at this path."})

    def do_POST(self):
        global well
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        if self.path.startswith("/health/"):
            well = self.path == "/health/well"
            return self.say(200, {})
        self.say(200, body.decode())

    def ask(self, service, path):
        """Calls another service by its name. The headers of the trace go on, so that all spans are one story."""
        passed = {name: self.headers[name] for name in TRACE if self.headers[name]}
        request = urllib.request.Request(f"{SIDECAR}/{service}{path}", headers=passed)
        try:
            with urllib.request.urlopen(request) as reply:
                return reply.status, reply.read().decode()
        except urllib.error.HTTPError as failure:
            return failure.code, json.loads(failure.read())

    def say(self, status, body):
        data = (body if isinstance(body, str) else json.dumps(body)).encode()
        self.send_response(status)
        self.send_header("content-type", "text/plain" if isinstance(body, str) else "application/json")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass


ThreadingHTTPServer(("127.0.0.1", PORT), Pricing).serve_forever()

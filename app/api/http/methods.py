"""Methods: what can be done with what is served, which is to read it."""

ALLOWED = {
    "Allow": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Methods": "GET, HEAD",
    "Access-Control-Allow-Headers": "*",
    "Access-Control-Max-Age": "86400",
}
"""The answer to OPTIONS, which browsers ask before a request with headers such as If-None-Match."""
